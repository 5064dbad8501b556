import { labelInstances } from '../annotate/index.ts'
import type { HybridRow, Interval, PreferenceInstance } from '../domain/index.ts'
import { describeLosses } from '../export/index.ts'
import { OTHERS } from '../pipeline/index.ts'
import { SIMULATED_SOURCE } from '../simulate/index.ts'
import { wilsonInterval } from '../stats/index.ts'
import type { TrainerRequest } from './export-options.ts'

/** Names of annotators that are kept apart in the card; further ones are counted together. */
const LISTED_ANNOTATORS = 50

/** What the labelled instances of an export are, found by reading them once before anything is written. */
export interface Inspection {
  readonly instances: number
  readonly human: number
  readonly lm: number
  readonly byAnnotator: ReadonlyMap<string, number>
  readonly byDataset: ReadonlyMap<string, number>
  /** Licences that rows carry, by data set; instances without one are under null. */
  readonly licences: ReadonlyMap<string, ReadonlyMap<string | null, number>>
  /** Instances whose label is a tie and that the shape leaves out; they are in no other number. */
  readonly ties: number
  /** Share of equal verdicts (out of A, tie, B) of people and judges where both labelled; null where nobody did. */
  readonly humanLm: Interval | null
  readonly simulated: boolean
  /** What the format cannot carry of them, in plain lines. */
  readonly losses: readonly string[]
}

/** Reads all rows once and returns what they are. Memory does not grow with the rows. */
export async function inspectRows(
  rows: AsyncIterable<HybridRow>,
  { format, shape }: Pick<TrainerRequest, 'format' | 'shape'>,
): Promise<Inspection> {
  const losses = describeLosses(format, shape)
  const byAnnotator = new Map<string, number>()
  const byDataset = new Map<string, number>()
  const licences = new Map<string, Map<string | null, number>>()
  const counts = { instances: 0, human: 0, lm: 0, ties: 0 }
  const both = { equal: 0, all: 0 }
  const dropsTies = !format.paired || (shape.soft === 'none' && shape.ties === 'drop')
  let simulated = false
  for await (const row of rows) {
    const { instance, source, label } = row
    losses.add(row)
    const [labels] = labelInstances([instance])
    if (labels?.human != null && labels.lm !== null) {
      both.all++
      if (labels.human.verdict === labels.lm.verdict) both.equal++
    }
    simulated ||= instance.source === SIMULATED_SOURCE || instance.meta.simulated === true
    if (label.verdict === 'tie' && dropsTies) {
      counts.ties++
      continue
    }
    counts.instances++
    counts[source]++
    const isListed = byAnnotator.has(row.annotator) || byAnnotator.size < LISTED_ANNOTATORS
    add(byAnnotator, isListed ? row.annotator : OTHERS)
    add(byDataset, instance.source)
    const known = licences.get(instance.source) ?? new Map<string | null, number>()
    licences.set(instance.source, known)
    add(known, licenceOfRow(instance))
  }
  const humanLm =
    both.all === 0
      ? null
      : { value: both.equal / both.all, ...wilsonInterval(both.equal, both.all, 0.95) }
  const { lines } = losses
  return { ...counts, byAnnotator, byDataset, licences, humanLm, simulated, losses: lines() }
}

function licenceOfRow({ meta }: PreferenceInstance): string | null {
  const stated = meta.licence ?? meta.license
  return typeof stated === 'string' && stated !== '' ? stated : null
}

const add = <K>(map: Map<K, number>, key: K): void => void map.set(key, (map.get(key) ?? 0) + 1)
