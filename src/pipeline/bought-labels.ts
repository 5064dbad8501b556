import type { JudgeCalibration } from '../judge/index.ts'
import type { Json } from '../kit/index.ts'
import { readLines } from './json-lines.ts'
import type { RunStore } from './store.ts'

/** One row of `judged.jsonl` and `completed.jsonl`: the annotations bought about an instance. */
export interface BoughtRow {
  readonly id: string
  /** Chance with which the instance came into the pilot, and the part of the data that it was drawn from; absent for those of a plan. */
  readonly propensity?: number
  readonly stratum?: string
  readonly lm: readonly Json[]
}

/** Returns the annotations that a run bought, by instance; empty where it bought none (a run of an earlier version wrote no such file). */
export async function loadBought(
  store: RunStore,
  name: 'judged.jsonl' | 'completed.jsonl',
): Promise<ReadonlyMap<string, readonly Json[]>> {
  if ((await store.fingerprint(name)) === null) return new Map()
  const rows = await readLines<BoughtRow>(store, name, name.replace('.jsonl', ''))
  return new Map(rows.map(({ id, lm }) => [id, lm]))
}

/** Returns what one bought LM label cost on average, USD; null where nothing was bought or a price is not known. */
export async function loadLabelPrice(store: RunStore): Promise<number | null> {
  const { usdPerLabel } = await readHeader<{ readonly usdPerLabel?: number | null }>(store)
  return usdPerLabel ?? null
}

async function readHeader<T>(store: RunStore): Promise<Partial<T>> {
  const text = (await store.readText('judged.jsonl')) ?? '{}'
  return JSON.parse(text.slice(0, text.indexOf('\n') + 1) || text) as Partial<T>
}

/** Returns the calibrations that the pilot gave; a cascade decides by them. */
export async function loadCalibrations(
  store: RunStore,
): Promise<ReadonlyMap<string, JudgeCalibration>> {
  const { calibrations } = await readHeader<{
    readonly calibrations: Readonly<Record<string, JudgeCalibration>>
  }>(store)
  return new Map(Object.entries(calibrations ?? {}))
}
