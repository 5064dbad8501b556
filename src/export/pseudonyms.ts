import type { Annotation, HybridRow, PreferenceInstance } from '../domain/index.ts'
import type { Json } from '../kit/index.ts'
import { isCountKey, type PersonKey, personKey } from './person-keys.ts'

/** Names that stand for a joint label or for nobody; they are no person's id and stay. */
export const NAMES_OF_NOBODY: readonly string[] = ['gold', 'unknown']

/** What was done, for the card; it holds no id and no pseudonym. */
export interface PseudonymReport {
  /** Different ids that were replaced; the ids behind `a+b` count one by one. */
  readonly people: number
  /** Values that were replaced, by field: `human.annotator`, `meta.worker_id`. */
  readonly replaced: Readonly<Record<string, number>>
  /** Values that were taken away, by field. */
  readonly removed: Readonly<Record<string, number>>
}

/** Replaces the ids of people, row by row. */
export interface Pseudonyms {
  instance(instance: PreferenceInstance): PreferenceInstance
  row(row: HybridRow): HybridRow
  report(): PseudonymReport
}

/** What is neither a person nor a judge. */
export interface PseudonymOptions {
  /** Names of pools and joint labels that stay beside `NAMES_OF_NOBODY`: `crowd`, `experts`. */
  readonly keep?: readonly string[]
}

/**
 * Returns what replaces the ids of people by pseudonyms; `nameOf` makes them and holds the key.
 *
 * Replaced: the annotator of every human annotation, and of a row whose label comes from people, each part of `a+b` by itself, with `@ab`
 * and `@ba` kept; in `meta`, in `extra` and in the `extra` of annotations, at any depth, ids under the usual names (`worker`,
 * `annotator_id`, `evaluator`, `user_id`, `prolific_pid`, ... see `personKey`), and every text or field name that is the id of a person who
 * labelled the instance (three characters or more with a digit or `@`, so that words like `expert` stay).
 *
 * Taken away: fields that reach or name a person directly (`worker_email`, `ip_address`, `full_name`, `user_agent`).
 *
 * Kept: judges, also under names such as `judge` or `evaluator` where the value is a judge of the instance or stands on a judge's
 * annotation; numbers under a plural (`annotators: 3`), true, false and null; what describes people without naming them (country, age,
 * kind); authors of texts, whom licences may ask to be named; ids of rows and sessions. Names inside of texts are the task of
 * `createScrubber`. Ids that are pseudonyms already are replaced once more, because nothing tells them from other ids.
 */
export function createPseudonyms(
  nameOf: (id: string) => string,
  { keep = [] }: PseudonymOptions = {},
): Pseudonyms {
  const kept = new Set([...NAMES_OF_NOBODY, ...keep])
  const names = new Map<string, string>()
  const replaced: Record<string, number> = {}
  const removed: Record<string, number> = {}

  const rename = (id: string): string => {
    if (id === '' || kept.has(id)) return id
    const known = names.get(id)
    if (known !== undefined) return known
    const name = nameOf(id)
    names.set(id, name)
    return name
  }
  const replace = (id: string, field: string): string => {
    const name = renameJoined(id, rename)
    if (name !== id) count(replaced, field)
    return name
  }

  const cleanFields = (
    fields: Readonly<Record<string, Json>>,
    scope: Scope,
    place: string,
    inPerson = false,
  ): Record<string, Json> =>
    Object.fromEntries(
      Object.entries(fields).flatMap(([key, value]) => {
        const field = `${place}.${scope.people.has(key) ? '[id]' : key}`
        const holds = (inPerson ? KEYS_OF_PERSON[key] : undefined) ?? personKey(key)
        if (holds === 'contact' && value !== null && typeof value !== 'boolean') {
          count(removed, field)
          return []
        }
        const name = scope.people.has(key) ? replace(key, field) : key
        const isId = holds !== null && holds !== 'contact'
        return [[name, isId ? cleanId(value, key, scope, field) : cleanValue(value, scope, field)]]
      }),
    )

  const cleanValue = (value: Json, scope: Scope, field: string): Json => {
    if (typeof value === 'string') return scope.people.has(value) ? replace(value, field) : value
    if (isList(value)) return value.map((entry) => cleanValue(entry, scope, field))
    if (value !== null && typeof value === 'object') return cleanFields(value, scope, field)
    return value
  }

  const cleanId = (value: Json, key: string, scope: Scope, field: string): Json => {
    if (typeof value === 'number') return isCountKey(key) ? value : replace(String(value), field)
    if (isList(value))
      return value.map((entry) =>
        typeof entry === 'number'
          ? replace(String(entry), field)
          : cleanId(entry, key, scope, field),
      )
    const isModel = scope.ofJudge && personKey(key) === 'rater'
    if (value !== null && typeof value === 'object')
      return cleanFields(value, scope, field, !isModel)
    if (typeof value !== 'string' || isModel || scope.judges.has(value)) return value
    return isSpeech(key, value) ? value : replace(value, field)
  }

  const cleanAnnotations = (
    annotations: readonly Annotation[],
    scope: Scope,
    place: 'human' | 'lm',
  ): Annotation[] =>
    annotations.map((annotation) => {
      const { annotator, extra } = annotation
      const own = {
        ...scope,
        ofJudge: place === 'lm',
        judges: place === 'lm' ? scope.judges : NONE,
      }
      return {
        ...annotation,
        annotator: place === 'human' ? replace(annotator, 'human.annotator') : annotator,
        ...(extra === undefined ? {} : { extra: cleanFields(extra, own, `${place}.extra`) }),
      }
    })

  const cleanInstance = (instance: PreferenceInstance): PreferenceInstance => {
    const scope = scopeOf(instance, kept)
    const { human, lm, meta, extra } = instance
    return {
      ...instance,
      human: cleanAnnotations(human, scope, 'human'),
      lm: cleanAnnotations(lm, scope, 'lm'),
      meta: cleanFields(meta, scope, 'meta'),
      ...(extra === undefined ? {} : { extra: cleanFields(extra, scope, 'extra') }),
    }
  }

  return {
    instance: cleanInstance,
    row: (row) => ({
      ...row,
      instance: cleanInstance(row.instance),
      annotator: row.source === 'human' ? replace(row.annotator, 'annotator') : row.annotator,
    }),
    report: () => ({ people: names.size, replaced: { ...replaced }, removed: { ...removed } }),
  }
}

/** Who is known in one instance. */
interface Scope {
  /** Ids of people that are replaced wherever they stand. */
  readonly people: ReadonlySet<string>
  readonly judges: ReadonlySet<string>
  readonly ofJudge: boolean
}

const NONE: ReadonlySet<string> = new Set()

/** What fields hold in an object under the name of a person: `worker: {id: ..., name: ...}`. */
const KEYS_OF_PERSON: Readonly<Record<string, PersonKey>> = Object.assign(Object.create(null), {
  id: 'person',
  pid: 'person',
  uuid: 'person',
  code: 'person',
  handle: 'person',
  name: 'contact',
})

function scopeOf({ human, lm }: PreferenceInstance, kept: ReadonlySet<string>): Scope {
  const judges = new Set(lm.flatMap(({ annotator }) => [annotator, baseName(annotator)]))
  const people = human
    .flatMap(({ annotator }) => [annotator, ...baseName(annotator).split('+')])
    .filter((id) => id.length >= 3 && /[\d@]/.test(id) && !kept.has(id) && !judges.has(id))
  return { people: new Set(people), judges, ofJudge: false }
}

const ORDER = /@(?:ab|ba)$/

const baseName = (annotator: string): string => annotator.replace(ORDER, '')

function renameJoined(id: string, rename: (part: string) => string): string {
  return id
    .split('+')
    .map((part) => `${rename(baseName(part))}${ORDER.exec(part)?.[0] ?? ''}`)
    .join('+')
}

/** A text under `user` that is no id: what a user said. */
const isSpeech = (key: string, value: string): boolean =>
  /^users?$/i.test(key) && (/\s/.test(value.trim()) || value.length > 64)

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

function count(counts: Record<string, number>, field: string): void {
  counts[field] = (Object.hasOwn(counts, field) ? (counts[field] ?? 0) : 0) + 1
}
