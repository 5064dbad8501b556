import {
  type Annotation,
  type Conversation,
  type PreferenceInstance,
  parseShownKey,
  type RenderedConversation,
  renderConversation,
  type ShownSides,
} from '../../../domain/index.ts'
import { type Json, show } from '../../../kit/index.ts'
import { type FieldReader, type Fields, isFields, isMissing, ownField } from '../../field-reader.ts'
import { turnRound } from '../../merge-instances.ts'
import type { Preference } from '../../preference-words.ts'
import { readMessages } from '../../read-messages.ts'
import type { SideNames } from './shown-words.ts'

/** A pair as a tool showed it: A is the completion that stood first. */
export interface ShownPair {
  readonly instance: Omit<PreferenceInstance, 'human' | 'lm'>
  /** The order in which people saw the stored completions; null where it was not recorded. */
  readonly order: ShownSides | null
  /** The stored completions are the other way round. */
  readonly turned: boolean
  /** Names of the fields of the two completions. */
  readonly names: SideNames
}

/** One answer about a pair as it was shown. */
export interface ShownAnswer {
  readonly annotator: string
  /** A is the completion that stood first. */
  readonly preference: Preference
  readonly confidence?: unknown
  /** A text, or a list of texts. */
  readonly reasons?: unknown
  readonly durationMs?: number | null
  /** Further facts; those that are missing are left out. */
  readonly extra?: Readonly<Record<string, unknown>>
}

/** Tells whether fields are those of a task that we made. */
export function isOwnTask(fields: Fields): boolean {
  return !isMissing(ownField(fields, 'hyper_key'))
}

/**
 * Returns the pair of a task that we made: id, texts and order as the task file had them, messages where it carried them. A key that
 * does not belong to the id is noted, since the sides of such an answer are not known.
 */
export function readOwnTask(reader: FieldReader, fields: Fields, id: string): ShownPair {
  const key = reader.filledText(fields, 'hyper_key')
  const shown = parseShownKey(key, id)
  if (key !== '' && id !== '' && shown === null)
    reader.note('wrong-value', 'hyper_key', key, `the key that the task of ${show(id)} had`)
  const texts = {
    prompt: reader.filledText(fields, 'prompt'),
    completionA: reader.text(fields, 'first'),
    completionB: reader.text(fields, 'second'),
  }
  const messages = readShownMessages(reader, fields, texts)
  return {
    instance: {
      id,
      source: reader.filledText(fields, 'dataset'),
      ...texts,
      ...(messages === undefined ? {} : { messages }),
      meta: {},
    },
    order: shown?.order ?? 'ab',
    turned: shown?.order === 'ba',
    names: { first: 'first', second: 'second' },
  }
}

/** Messages say what the texts say, or a text that was changed in the tool would come back beside messages that were not. */
function readShownMessages(
  reader: FieldReader,
  fields: Fields,
  texts: RenderedConversation,
): Conversation | undefined {
  const value = ownField(fields, 'messages')
  if (!isFields(value)) return undefined
  const before = reader.problems.length
  const [prompt, a, b] = (['prompt', 'first', 'second'] as const).map((side) =>
    readMessages(reader, ownField(value, side), `messages.${side}`),
  )
  const conversation = { prompt: prompt!, a: a!, b: b! }
  if (reader.problems.length > before) return undefined
  const rendered = renderConversation(conversation)
  for (const [name, slot] of SLOTS)
    if (rendered[slot] !== texts[slot])
      reader.note('wrong-value', name, texts[slot], `${show(rendered[slot])}, as in messages`)
  return conversation
}

const SLOTS = [
  ['prompt', 'prompt'],
  ['first', 'completionA'],
  ['second', 'completionB'],
] as const

/** Returns the stored instance of a shown pair with its answers, everything turned to the stored order. */
export function storeAnswers(
  pair: ShownPair,
  human: readonly ShownAnswer[],
  lm: readonly ShownAnswer[] = [],
): PreferenceInstance {
  const shown = pair.order === null ? {} : ({ order: 'ab' } as const)
  const instance = {
    ...pair.instance,
    human: human.map((answer) => ({ ...toAnnotation(answer), ...shown })),
    lm: lm.map(toAnnotation),
  }
  return pair.turned ? turnRound(instance) : instance
}

function toAnnotation(answer: ShownAnswer): Annotation {
  const { annotator, preference, confidence, reasons, durationMs, extra = {} } = answer
  const texts = (Array.isArray(reasons) ? reasons : [reasons]).filter(isFilled)
  const facts = Object.entries(extra).filter(([, value]) => !isMissing(value) && value !== '')
  const sure = typeof confidence === 'number' ? String(confidence) : confidence
  return {
    annotator,
    ...preference,
    ...(isFilled(sure) ? { confidence: sure } : {}),
    ...(texts.length > 0 ? { reasons: texts } : {}),
    ...(durationMs == null ? {} : { durationMs }),
    ...(facts.length > 0 ? { extra: Object.fromEntries(facts) as Record<string, Json> } : {}),
  }
}

function isFilled(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== ''
}

/** Returns seconds as milliseconds, null where they are absent or were noted as wrong. */
export function readSeconds(reader: FieldReader, value: unknown, name: string): number | null {
  if (isMissing(value) || value === '') return null
  const seconds = typeof value === 'string' ? Number(value) : value
  if (typeof seconds === 'number' && Number.isFinite(seconds) && seconds >= 0)
    return Math.round(seconds * 1000)
  reader.note('wrong-value', name, value, 'seconds, 0 or more')
  return null
}

/** Returns a name of a person or a judge: a filled text, or a whole number as its digits; null for anything else. */
export function readAnnotatorName(value: unknown): string | null {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
  return isFilled(value) ? value : null
}
