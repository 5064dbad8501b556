import {
  type Annotation,
  type ChatMessage,
  type Conversation,
  type HybridRow,
  type PreferenceInstance,
  renderConversation,
} from '../domain/index.ts'
import type { Json } from '../kit/index.ts'
import {
  DEFAULT_SCRUB_KINDS,
  MOST_PLACES,
  SCRUB_KINDS,
  type ScrubFind,
  type ScrubKind,
  scrubText,
} from './scrub-text.ts'

/** Finds per kind. */
export type ScrubCounts = Readonly<Partial<Record<ScrubKind, number>>>

/** Where a find stands; what was found is not told. */
export interface ScrubPlace extends ScrubFind {
  /** Id of the instance. */
  readonly id: string
  /** `prompt`, `response_a`, `human.reasons`, `meta.topic`. */
  readonly field: string
}

/** What a scrub found. Counts may be published; excerpts are for whoever checks them. */
export interface ScrubReport {
  readonly kinds: readonly ScrubKind[]
  readonly instances: number
  /** Instances in which something was found. */
  readonly changed: number
  readonly counts: ScrubCounts
  readonly fields: Readonly<Record<string, ScrubCounts>>
  /** The first 20 finds. */
  readonly places: readonly ScrubPlace[]
}

/** Scrubs instances, row by row. */
export interface Scrubber {
  instance(instance: PreferenceInstance): PreferenceInstance
  row(row: HybridRow): HybridRow
  report(): ScrubReport
}

type Scrub = (text: string, field: string) => string

/**
 * Returns what scrubs the texts of instances: prompt and completions, or the messages behind them, from which the texts are then rendered
 * again; of annotations `reasons`, `raw`, `confidence` and the texts in `extra`; the texts and the names of fields in `meta` and `extra`. Ids, names of data sets and
 * annotators stay. An instance in which nothing is found comes back as it is.
 */
export function createScrubber(kinds: readonly ScrubKind[] = DEFAULT_SCRUB_KINDS): Scrubber {
  const totals: Partial<Record<ScrubKind, number>> = {}
  const fields = new Map<string, Partial<Record<ScrubKind, number>>>()
  const places: ScrubPlace[] = []
  let instances = 0
  let changed = 0

  const scrubInstance = (instance: PreferenceInstance): PreferenceInstance => {
    let found = false
    const scrub: Scrub = (text, field) => {
      const after = scrubText(text, kinds)
      if (after.finds.length === 0) return text
      found = true
      const own = fields.get(field) ?? {}
      fields.set(field, own)
      for (const kind of SCRUB_KINDS) {
        const count = after.counts[kind]
        if (count === undefined) continue
        totals[kind] = (totals[kind] ?? 0) + count
        own[kind] = (own[kind] ?? 0) + count
      }
      for (const find of after.finds)
        if (places.length < MOST_PLACES) places.push({ id: instance.id, field, ...find })
      return after.text
    }
    const scrubbed = scrubFields(instance, scrub)
    instances++
    if (!found) return instance
    changed++
    return scrubbed
  }

  return {
    instance: scrubInstance,
    row: (row) => ({ ...row, instance: scrubInstance(row.instance) }),
    report: () => ({
      kinds: SCRUB_KINDS.filter((kind) => kinds.includes(kind)),
      instances,
      changed,
      counts: { ...totals },
      fields: Object.fromEntries([...fields].map(([field, counts]) => [field, { ...counts }])),
      places: [...places],
    }),
  }
}

function scrubFields(instance: PreferenceInstance, scrub: Scrub): PreferenceInstance {
  const { human, lm, meta, extra } = instance
  return {
    ...instance,
    ...scrubTexts(instance, scrub),
    human: human.map((annotation) => scrubAnnotation(annotation, 'human', scrub)),
    lm: lm.map((annotation) => scrubAnnotation(annotation, 'lm', scrub)),
    meta: scrubObject(meta, 'meta', scrub),
    ...(extra === undefined ? {} : { extra: scrubObject(extra, 'extra', scrub) }),
  }
}

function scrubTexts(
  { prompt, completionA, completionB, messages }: PreferenceInstance,
  scrub: Scrub,
): Pick<PreferenceInstance, 'prompt' | 'completionA' | 'completionB' | 'messages'> {
  if (messages === undefined)
    return {
      prompt: scrub(prompt, 'prompt'),
      completionA: scrub(completionA, 'response_a'),
      completionB: scrub(completionB, 'response_b'),
    }
  const side = (given: readonly ChatMessage[], field: string): ChatMessage[] =>
    given.map((message) => ({ ...message, content: scrub(message.content, field) }))
  const conversation: Conversation = {
    prompt: side(messages.prompt, 'prompt'),
    a: side(messages.a, 'response_a'),
    b: side(messages.b, 'response_b'),
  }
  return { ...renderConversation(conversation), messages: conversation }
}

function scrubAnnotation(annotation: Annotation, source: 'human' | 'lm', scrub: Scrub): Annotation {
  const { reasons, raw, confidence, extra } = annotation
  return {
    ...annotation,
    ...(reasons === undefined
      ? {}
      : { reasons: reasons.map((reason) => scrub(reason, `${source}.reasons`)) }),
    ...(raw === undefined ? {} : { raw: scrub(raw, `${source}.raw`) }),
    ...(confidence === undefined ? {} : { confidence: scrub(confidence, `${source}.confidence`) }),
    ...(extra === undefined ? {} : { extra: scrubObject(extra, `${source}.extra`, scrub) }),
  }
}

/** Two names that become one are told apart by a number, so that no value is lost. */
function scrubObject(
  fields: Readonly<Record<string, Json>>,
  place: string,
  scrub: Scrub,
): Record<string, Json> {
  const after = new Map<string, Json>()
  const next = new Map<string, number>()
  for (const [key, value] of Object.entries(fields)) {
    const clean = scrub(key, place)
    let name = clean
    for (let number = next.get(clean) ?? 2; after.has(name); number++) {
      name = `${clean} ${number}`
      next.set(clean, number + 1)
    }
    after.set(name, scrubJson(value, `${place}.${clean}`, scrub))
  }
  return Object.fromEntries(after)
}

function scrubJson(value: Json, place: string, scrub: Scrub): Json {
  if (typeof value === 'string') return scrub(value, place)
  if (value === null || typeof value !== 'object') return value
  if (isList(value)) return value.map((entry) => scrubJson(entry, place, scrub))
  return scrubObject(value, place, scrub)
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)
