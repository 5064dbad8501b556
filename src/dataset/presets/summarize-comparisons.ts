import { type Annotation, conversationFields } from '../../domain/index.ts'
import type { Json } from '../../kit/index.ts'
import { contentKey } from '../content-key.ts'
import { type FieldReader, type Fields, isFields, isMissing, ownField } from '../field-reader.ts'
import { singleTurn } from '../place-sides.ts'
import type { RowPreset } from '../preset.ts'
import { pickFacts } from './parts/pick-facts.ts'

/** Summarize from feedback: two summaries of a post or an article, compared by one worker a row. */
export const summarizeComparisonsPreset: RowPreset = {
  id: 'summarize-comparisons',
  title: 'Summarize from feedback, comparisons of every worker',
  hub: ['openai/summarize_from_feedback/comparisons'],
  documentation: 'https://huggingface.co/datasets/openai/summarize_from_feedback',
  evidence: 'card',
  note: 'The prompt is SUBREDDIT, TITLE and POST of a post, or the title and text of an article, each followed by TL;DR:. Several workers can judge one pair, in either order: the id is the post with a hash of the texts, and rows of one id are joined. The confidence (a step of 1 to 9 where it was asked for) and the notes of the worker stay with the annotation. The config "axis" holds no comparisons and is not read. The card names no licence.',
  licence: 'other',
  columns: [
    { name: 'info.id', holds: 'group, with a hash of the texts the id' },
    { name: 'info.subreddit, info.title, info.post, info.article', holds: 'prompt' },
    { name: 'summaries[].text', holds: 'completions' },
    { name: 'summaries[].policy', holds: 'models' },
    { name: 'summaries[].note', holds: 'reasons' },
    { name: 'choice', holds: '0 or 1, the better summary' },
    { name: 'worker', holds: 'annotator' },
    { name: 'extra.confidence', holds: 'confidence' },
    { name: 'batch, split', holds: 'further facts' },
  ],
  repeats: true,
  fits: (row) =>
    ['summaries', 'choice'].every((sign) => Object.hasOwn(row, sign)) && isFields(row.info),
  read: (reader, row) => {
    const info = reader.object(row, 'info')
    const prompt = readPrompt(reader, info)
    const summaries = readSummaries(reader, row)
    const human = readChoice(reader, row, summaries)
    const [a, b] = summaries.map((summary, index) =>
      reader.text(summary, 'text', `summaries[${index}].text`),
    )
    if (a === undefined || b === undefined || reader.problems.length > 0) return []
    const fields = conversationFields(singleTurn(prompt, a, b))
    const { id: post } = pickFacts(info, ['id'])
    const key = contentKey(fields).key.slice(0, 12)
    return [
      {
        id: post === undefined ? key : `${post}-${key}`,
        source: 'summarize-from-feedback',
        ...fields,
        human,
        lm: [],
        meta: {
          ...modelsOf(summaries),
          ...pickFacts(info, ['subreddit', 'site']),
          ...pickFacts(row, ['split']),
          ...(post === undefined ? {} : { group: String(post) }),
        },
      },
    ]
  },
}

function readPrompt(reader: FieldReader, info: Fields): string {
  const { title, subreddit } = pickFacts(info, ['title', 'subreddit'])
  if (isMissing(ownField(info, 'article')) || !isMissing(ownField(info, 'post'))) {
    const post = reader.filledText(info, 'post', 'info.post')
    const lines = [
      ...(subreddit === undefined ? [] : [`SUBREDDIT: r/${subreddit}`]),
      ...(title === undefined ? [] : [`TITLE: ${title}`]),
    ]
    return [...lines, `POST: ${post}`, 'TL;DR:'].join('\n\n')
  }
  const article = reader.filledText(info, 'article', 'info.article')
  return [...(title === undefined ? [] : [title]), article, 'TL;DR:'].join('\n\n')
}

function readSummaries(reader: FieldReader, row: Fields): Fields[] {
  const list = reader.list(row, 'summaries')
  if (list.length === 2 && list.every(isFields)) return [...list]
  if (reader.problems.length === 0)
    reader.note('wrong-value', 'summaries', list, 'two objects, each with a text')
  return []
}

function readChoice(reader: FieldReader, row: Fields, summaries: readonly Fields[]): Annotation[] {
  const choice = ownField(row, 'choice')
  if (isMissing(choice)) return []
  if (choice !== 0 && choice !== 1) {
    reader.note('unknown-verdict', 'choice', choice, '0 or 1, the number of a summary')
    return []
  }
  const { worker, batch } = pickFacts(row, ['worker', 'batch'])
  const { confidence } = pickFacts(reader.object(row, 'extra'), ['confidence'])
  const reasons = summaries.flatMap((summary) => textsOf(pickFacts(summary, ['note']).note))
  return [
    {
      annotator: worker === undefined ? 'h1' : String(worker),
      verdict: choice === 0 ? 'a' : 'b',
      ...(confidence === undefined ? {} : { confidence: String(confidence) }),
      ...(reasons.length === 0 ? {} : { reasons }),
      ...(batch === undefined ? {} : { extra: { batch } }),
    },
  ]
}

const textsOf = (value: Json | undefined): string[] => (typeof value === 'string' ? [value] : [])

function modelsOf(summaries: readonly Fields[]): Record<string, Json> {
  const models = summaries.flatMap((summary) => textsOf(pickFacts(summary, ['policy']).policy))
  return models.length === 2 ? { models } : {}
}
