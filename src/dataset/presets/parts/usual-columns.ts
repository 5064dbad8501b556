import { type ChatMessage, conversationFields } from '../../../domain/index.ts'
import { type FieldReader, type Fields, isMissing, ownField } from '../../field-reader.ts'
import { placeSides } from '../../place-sides.ts'
import { isMessageList, readMessages } from '../../read-messages.ts'
import { pickFacts } from './pick-facts.ts'
import type { ShownPair } from './shown-pair.ts'
import { joinedName, plainName, type SideNames } from './shown-words.ts'

/** Names of a prompt, the surest first. */
const PROMPTS = ['prompt', 'instruction', 'question', 'query', 'input', 'conversation', 'text']

const STEMS = [
  'response',
  'answer',
  'completion',
  'output',
  'generation',
  'reply',
  'candidate',
  'option',
  'summary',
  'text',
]

/** Names of two completions, as `joinedName` gives them. */
const PAIRS: readonly (readonly [string, string])[] = [
  ['first', 'second'],
  ['left', 'right'],
  ['a', 'b'],
  ['chosen', 'rejected'],
  ...STEMS.flatMap((stem): (readonly [string, string])[] => [
    [`${stem}a`, `${stem}b`],
    [`${stem}1`, `${stem}2`],
    [`${stem}0`, `${stem}1`],
    [`first${stem}`, `second${stem}`],
  ]),
]

/** Lists of two completions. */
const LISTS = STEMS.map((stem) => (stem === 'summary' ? 'summaries' : `${stem}s`)).concat('items')

/** What is found by name, for messages and for the page of formats. */
export const USUAL_NAMES =
  'a prompt (prompt, instruction, question, query, input, conversation or text) and two responses (first and second, left and right, chosen and rejected, response_1 and response_2, answer_a and answer_b and the like, or a list responses of two)'

/** What is known of a pair beside its texts. */
export interface UsualPair {
  readonly id: string
  readonly source: string
  /** Fields that hold no fact worth keeping. */
  readonly without: readonly string[]
  /** What to do where the names are others: one clause. */
  readonly hint: string
}

/**
 * Returns the pair of a project of other people, whose fields have any names, by the usual ones. Where none fit, or more than one pair
 * does, that is noted. Chosen and rejected get a side by the hash of the id.
 */
export function readUsualPair(
  reader: FieldReader,
  fields: Fields,
  { id, source, without, hint }: UsualPair,
): ShownPair {
  const found = findUsualColumns(fields)
  if (found === null) {
    reader.note('unknown-columns', null, Object.keys(fields), `${USUAL_NAMES}; ${hint}`)
    return emptyPair(id, source)
  }
  const { prompt, first, second, list, names } = found
  const [a, b] = list === null ? [fields[first], fields[second]] : list
  const used = new Set([prompt, first, second, ...without])
  const facts = Object.keys(fields).filter((name) => !used.has(name) && isShort(fields[name]))
  const isRanked = plainName(first) === 'chosen'
  return {
    instance: {
      id,
      source,
      ...readTexts(reader, { prompt: fields[prompt], a, b }, { prompt, a: first, b: second }),
      meta: pickFacts(fields, facts),
    },
    order: null,
    turned: isRanked && placeSides(id, 'a', 'b').verdict === 'b',
    names,
  }
}

function emptyPair(id: string, source: string): ShownPair {
  return {
    instance: { id, source, prompt: '', completionA: '', completionB: '', meta: {} },
    order: null,
    turned: false,
    names: { first: 'first', second: 'second' },
  }
}

interface FoundColumns {
  readonly prompt: string
  readonly first: string
  readonly second: string
  /** Both completions, where one field holds them. */
  readonly list: readonly unknown[] | null
  readonly names: SideNames
}

function findUsualColumns(fields: Fields): FoundColumns | null {
  const filled = Object.keys(fields).filter((name) => !isMissing(fields[name]))
  const byName = new Map(filled.map((name) => [joinedName(name), name]))
  const pairs = PAIRS.filter(([first, second]) => byName.has(first) && byName.has(second))
  const lists = LISTS.filter((name) => isPairOfTexts(ownField(fields, byName.get(name) ?? '')))
  if (pairs.length + lists.length !== 1) return null
  const sides = pairs.length === 1 ? pairs[0]! : [lists[0]!, lists[0]!]
  const [first, second] = [byName.get(sides[0]!)!, byName.get(sides[1]!)!]
  const prompt = findPrompt(byName, new Set([first, second]))
  if (prompt === null) return null
  const list = pairs.length === 1 ? null : (fields[first] as readonly unknown[])
  const names = list === null ? { first, second } : { first: 'first', second: 'second' }
  return { prompt, first, second, list, names }
}

/** One name, or the plainest where there is a `prompt`; an instruction beside an input is not put together. */
function findPrompt(
  byName: ReadonlyMap<string, string>,
  taken: ReadonlySet<string>,
): string | null {
  const found = PROMPTS.map((name) => byName.get(name)).filter(
    (name): name is string => name !== undefined && !taken.has(name),
  )
  return found.length === 1 || plainName(found[0] ?? '') === 'prompt' ? found[0]! : null
}

type Three<T> = { readonly prompt: T; readonly a: T; readonly b: T }

function readTexts(
  reader: FieldReader,
  values: Three<unknown>,
  names: Three<string>,
): Pick<ShownPair['instance'], 'prompt' | 'completionA' | 'completionB' | 'messages'> {
  const isChat = Object.values(values).some(isMessageList)
  const messages = (key: keyof Three<unknown>, role: ChatMessage['role']): ChatMessage[] =>
    isMessageList(values[key])
      ? readMessages(reader, values[key], names[key])
      : [{ role, content: reader.text({ [names[key]]: values[key] }, names[key]) }]
  if (isChat) {
    const texts = conversationFields({
      prompt: messages('prompt', 'user'),
      a: messages('a', 'assistant'),
      b: messages('b', 'assistant'),
    })
    if (texts.prompt.trim() === '')
      reader.note('empty-field', names.prompt, values.prompt, 'a message that is not empty')
    return texts
  }
  const text = (key: keyof Three<unknown>): string =>
    reader.text({ [names[key]]: values[key] }, names[key])
  return {
    prompt: reader.filledText({ [names.prompt]: values.prompt }, names.prompt),
    completionA: text('a'),
    completionB: text('b'),
  }
}

function isPairOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every((one) => typeof one === 'string')
}

/** Longest text that is kept as a fact of a pair. */
const LONGEST_FACT = 200

const isShort = (value: unknown): boolean =>
  typeof value !== 'string' || value.length <= LONGEST_FACT
