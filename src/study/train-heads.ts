import type { LabelledPool, MatrixEngine } from '../domain/index.ts'
import {
  disagreementWeights,
  type HeadLabels,
  type LabelTables,
  labelTables,
  type TargetMode,
  takeRows,
  trainMixes,
} from '../reward/index.ts'
import { type RewardDesign, selectPool } from './reward-data.ts'

/** Rows that heads train on, ready for any number of them. */
export interface TrainingRows {
  readonly pool: LabelledPool
  readonly tables: LabelTables
  /** (rows x columns). */
  readonly x: Float32Array
  readonly columns: number
  readonly l2: number
  readonly rowWeights: Float32Array
}

/** Trained heads, read on several sets of rows. */
export interface HeadsOnRows {
  readonly count: number
  /** Standard deviation of the margins on the training rows, per head. */
  readonly scales: Float64Array
  /** (heads x columns). */
  readonly weights: Float32Array
  /** Per set of rows, (heads x its rows). */
  readonly margins: ReadonlyMap<string, Float32Array>
}

/** Returns rows of a pool as training rows. */
export function takeTrainingRows(
  pool: LabelledPool,
  design: RewardDesign,
  how: {
    readonly rows: Uint32Array
    readonly mode: TargetMode
    readonly disagreementWeight: number
  },
): TrainingRows {
  const own = selectPool(pool, how.rows)
  return {
    pool: own,
    tables: labelTables(own, how.mode),
    x: takeRows(design.pool, design.columns, how.rows),
    columns: design.columns,
    l2: design.l2,
    rowWeights: disagreementWeights(own, how.disagreementWeight),
  }
}

/** Trains one head per set of labels and reads each on every set of rows. */
export async function trainHeads(
  training: TrainingRows,
  labels: readonly HeadLabels[],
  evaluations: ReadonlyMap<string, Float32Array>,
  engine: MatrixEngine,
): Promise<HeadsOnRows> {
  const { x, columns, l2, rowWeights, pool } = training
  const count = labels.length
  const scales = new Float64Array(count)
  const weights = new Float32Array(count * columns)
  const margins = new Map(
    [...evaluations].map(([name, own]) => [name, new Float32Array((count * own.length) / columns)]),
  )
  if (count === 0) return { count, scales, weights, margins }
  await trainMixes(
    {
      design: { x, rows: pool.ids.length, columns },
      count,
      labelsAt: (index) => labels[index]!,
      rowWeights,
      l2,
      evaluations: [...evaluations].map(([name, own]) => ({
        name,
        x: own,
        rows: own.length / columns,
      })),
    },
    engine,
    (chunk) => {
      scales.set(chunk.scale, chunk.from)
      weights.set(new Float32Array(chunk.fits.weights), chunk.from * columns)
      for (const [name, own] of chunk.margins) {
        margins.get(name)!.set(own, (chunk.from * own.length) / chunk.scale.length)
      }
    },
  )
  return { count, scales, weights, margins }
}
