import { conversationFields, type PreferenceInstance } from '../../domain/index.ts'
import type { Json } from '../../kit/index.ts'
import { type FieldReader, type Fields, isFields, ownField } from '../field-reader.ts'
import { pairCompletions } from '../pair-completions.ts'
import type { PresetContext, RowPreset } from '../preset.ts'
import { sourceOfFile } from '../source-of-file.ts'
import { splitHumanTurns } from './parts/human-turns.ts'
import { pickFacts } from './parts/pick-facts.ts'
import { readRating } from './parts/read-rating.ts'

const SIGNS = ['turns', 'num_responses', 'good_natured']

/** Nectar: seven answers of a prompt in the order in which GPT-4 ranked them. */
export const nectarPreset: RowPreset = {
  id: 'nectar',
  title: 'Nectar, seven ranked answers',
  hub: ['berkeley-nest/Nectar'],
  documentation: 'https://huggingface.co/datasets/berkeley-nest/Nectar',
  evidence: 'card',
  note: 'Rank 1 is best; a lead of fewer ranks than the margin is a tie. The card licenses the data under Apache-2.0 on the condition that they are not used to compete with OpenAI.',
  licence: 'apache-2.0',
  columns: [
    { name: 'prompt', holds: 'transcript with "Human:" and "Assistant:" turns' },
    { name: 'answers[].answer', holds: 'completions' },
    { name: 'answers[].rank', holds: 'place in the ranking by GPT-4, 1 is best' },
    { name: 'answers[].model', holds: 'models' },
    { name: 'source', holds: 'sets of the prompt, kept in meta.origin' },
    { name: 'turns, good_natured', holds: 'further facts' },
  ],
  fits: (row) =>
    ['prompt', 'answers'].every((sign) => Object.hasOwn(row, sign)) &&
    SIGNS.some((sign) => Object.hasOwn(row, sign)),
  read: readRow,
}

function readRow(reader: FieldReader, row: Fields, context: PresetContext): PreferenceInstance[] {
  const text = reader.filledText(row, 'prompt')
  const prompt = splitHumanTurns(text)
  if (prompt === null && reader.problems.length === 0)
    reader.note('wrong-value', 'prompt', text, 'a transcript that begins with "Human:"')
  const ranked = reader
    .list(row, 'answers')
    .map((entry, index) => readAnswer(reader, entry, `answers[${index}]`))
  const meta = { ...pickFacts(row, ['turns', 'good_natured']), ...originOf(row) }
  if (prompt === null || reader.problems.length > 0) return []
  const ratings = ranked.map(({ rank }) => -rank)
  const name = `${sourceOfFile(context.place.file)}-${context.place.line}`
  return pairCompletions(ratings, context.rules).flatMap(({ a, b, preference }) => {
    const [first, second] = [ranked[a], ranked[b]]
    if (first === undefined || second === undefined) return []
    const models = [first.model, second.model].filter((model) => model !== undefined)
    return {
      id: `${name}-${a}-${b}`,
      source: 'nectar',
      ...conversationFields({
        prompt,
        a: [{ role: 'assistant', content: first.answer }],
        b: [{ role: 'assistant', content: second.answer }],
      }),
      human: [],
      lm: [{ annotator: 'gpt-4', ...preference }],
      meta: {
        ...(models.length === 2 ? { models } : {}),
        ranks: [first.rank, second.rank],
        ...meta,
      },
    }
  })
}

function readAnswer(
  reader: FieldReader,
  entry: unknown,
  name: string,
): { readonly answer: string; readonly rank: number; readonly model: Json | undefined } {
  if (!isFields(entry)) {
    reader.note('wrong-type', name, entry, 'an object with answer and rank')
    return { answer: '', rank: Number.NaN, model: undefined }
  }
  return {
    answer: reader.text(entry, 'answer', `${name}.answer`),
    rank: readRating(reader, entry, 'rank', `${name}.rank`),
    model: pickFacts(entry, ['model']).model,
  }
}

/** A prompt can stand in several sets. */
function originOf(row: Fields): Record<string, Json> {
  const value = ownField(row, 'source')
  const names = (Array.isArray(value) ? value : [value]).filter(
    (name): name is string => typeof name === 'string' && name.trim() !== '',
  )
  return names.length === 0 ? {} : { origin: names.join(', ') }
}
