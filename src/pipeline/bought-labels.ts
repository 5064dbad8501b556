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

/** Returns the calibrations that the pilot gave; a cascade decides by them. */
export async function loadCalibrations(
  store: RunStore,
): Promise<ReadonlyMap<string, JudgeCalibration>> {
  const header = ((await store.readText('judged.jsonl')) ?? '{}').split('\n', 1)[0]!
  const { calibrations } = JSON.parse(header) as {
    readonly calibrations?: Readonly<Record<string, JudgeCalibration>>
  }
  return new Map(Object.entries(calibrations ?? {}))
}
