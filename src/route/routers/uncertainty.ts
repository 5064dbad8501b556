import type { SignalColumns } from '../../domain/index.ts'
import { fillUnknown, type Need, needError, requireKnown, unknownNotes } from '../known-values.ts'
import { byValue, explainBy, type Router } from './router.ts'

/** Where the doubt of the judge is read from. */
export type UncertaintyVariant =
  | 'tie'
  | 'probability'
  | 'entropy'
  | 'flip'
  | 'panel'
  | 'consistency'

/** The signal that a variant reads; doubt grows with it, or falls where it is the judge's confidence. */
const SIGNAL_OF: Readonly<
  Record<UncertaintyVariant, { readonly signal: string; readonly falls: boolean }>
> = {
  tie: { signal: 'judgeTie', falls: false },
  probability: { signal: 'answerProbability', falls: true },
  entropy: { signal: 'answerEntropy', falls: false },
  flip: { signal: 'orderFlip', falls: false },
  panel: { signal: 'panelSpread', falls: false },
  consistency: { signal: 'sampleAgreement', falls: true },
}

/** Signals of the judge's doubt, one for every variant. */
export const DOUBT_SIGNALS: readonly string[] = Object.values(SIGNAL_OF).map(({ signal }) => signal)

/** What plain `uncertainty` reads, the first that is known of a row. */
const READING_ORDER: readonly UncertaintyVariant[] = ['probability', 'flip', 'panel', 'tie']

/**
 * Returns the router that sends the rows to people where the judge is least sure, by one signal: it said tie; the probability of its answer
 * is low; the entropy of its answer is high; its answers in the two orders differ; the judges of the panel differ; the share of its repeated
 * answers that agree (`sampleAgreement`, 0 to 1) is low. Rows of unknown doubt stand at the mean of the known.
 *
 * Without a variant a row is read by the first of answer probability, order flip, panel spread and tie that is known of it; the doubts
 * of each signal are put on one scale first, as standard deviations from their mean.
 *
 * @throws HyperError `config/router-needs-signals`, on use
 * @see Jung et al., Trust or Escalate (2024): answer probability. Li et al., CoAnnotating (EMNLP 2023): entropy and agreement of repeated answers, after
 * Wang et al., Self-consistency (ICLR 2023). Zheng et al., Judging LLM-as-a-judge (NeurIPS 2023): order flips. Seung et al., Query by committee (1992): panel
 */
export function createUncertainty(variant?: UncertaintyVariant): Router {
  return ({ request, humans, matrix }) => {
    const signals = request.evidence?.signals
    return variant === undefined
      ? routeByFirstKnown(signals, humans, matrix.ids.length)
      : routeBySignal(signals, humans, variant)
  }
}

function needOf(router: string, what: string): Need {
  return { router, code: 'router-needs-signals', what }
}

function routeBySignal(
  signals: SignalColumns | undefined,
  humans: number,
  variant: UncertaintyVariant,
): ReturnType<Router> {
  const { signal } = SIGNAL_OF[variant]
  const need = needOf(`uncertainty:${variant}`, `signal ${signal}`)
  const column = requireKnown(signals?.columns[signal], need)
  const { values, unknown } = fillUnknown(doubtsOf(column, variant))
  return byValue(values, humans, {
    explain: explainBy(signal, column),
    notes: unknownNotes(`the signal ${signal}`, unknown, values.length),
  })
}

function doubtsOf(column: Float64Array, variant: UncertaintyVariant): Float64Array {
  return SIGNAL_OF[variant].falls ? column.map((value) => 1 - value) : column
}

function routeByFirstKnown(
  signals: SignalColumns | undefined,
  humans: number,
  total: number,
): ReturnType<Router> {
  const read = READING_ORDER.flatMap((variant) => {
    const column = signals?.columns[SIGNAL_OF[variant].signal]
    return column === undefined ? [] : [{ variant, column }]
  })
  /** Place in `read` of the signal that a row is read by; its length where none is known. */
  const readBy = new Uint8Array(total).fill(read.length)
  const values = new Float64Array(total)
  const counts = read.map(({ variant, column }, place) => {
    const rows = takeKnown(column, { readBy, place, none: read.length })
    placeOnScale(values, doubtsOf(column, variant), rows)
    return rows.length
  })
  const known = counts.reduce((sum, count) => sum + count, 0)
  const names = read.map(({ variant }) => SIGNAL_OF[variant].signal)
  if (known === 0 && total > 0) {
    const wanted = READING_ORDER.map((variant) => SIGNAL_OF[variant].signal).join(', ')
    throw needError(needOf('uncertainty', `known signal of ${wanted}`))
  }
  const used = names.flatMap((name, place) =>
    counts[place] === 0 ? [] : [`${name} (${counts[place]} rows)`],
  )
  return byValue(values, humans, {
    explain: (row) => {
      const feature = names[readBy[row]!]
      return feature === undefined ? [] : [{ feature, share: 1 }]
    },
    notes: [
      ...(used.length === 0 ? [] : [`the judge's doubt was read from ${used.join(', ')}`]),
      ...unknownNotes("the judge's doubt", total - known, total),
    ],
  })
}

/** Returns the rows that no earlier signal was known of and this one is, and marks them. */
function takeKnown(
  column: Float64Array,
  { readBy, place, none }: { readBy: Uint8Array; place: number; none: number },
): Uint32Array {
  const rows = new Uint32Array(column.length)
  let count = 0
  for (let row = 0; row < column.length; row++) {
    if (readBy[row] !== none || !Number.isFinite(column[row])) continue
    readBy[row] = place
    rows[count++] = row
  }
  return rows.subarray(0, count)
}

/** Writes the doubts of the rows as standard deviations from their mean; 0 where they are all the same. */
function placeOnScale(values: Float64Array, doubts: Float64Array, rows: Uint32Array): void {
  let sum = 0
  let lowest = Number.POSITIVE_INFINITY
  let highest = Number.NEGATIVE_INFINITY
  for (const row of rows) {
    const doubt = doubts[row]!
    sum += doubt
    if (doubt < lowest) lowest = doubt
    if (doubt > highest) highest = doubt
  }
  if (!(highest > lowest)) return
  const mean = sum / rows.length
  let squares = 0
  for (const row of rows) squares += (doubts[row]! - mean) ** 2
  const scale = Math.sqrt(rows.length / squares)
  for (const row of rows) values[row] = (doubts[row]! - mean) * scale
}
