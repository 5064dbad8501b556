import { type LabelledPool, type MatrixEngine, rowBits, type SourceLabel } from '../domain/index.ts'
import {
  disagreementWeights,
  type HeadLabels,
  type InfluenceTarget,
  labelTables,
  midpointLabels,
  mixLabels,
  takeRows,
} from '../reward/index.ts'
import { outsidePool } from './artifacts.ts'
import type { EvaluationRows } from './evaluation-rows.ts'
import type { ProbeEvidence } from './gather-evidence.ts'
import { influenceTarget, measureAt, worthIfDiffering } from './label-worth.ts'
import type { RunOptions } from './options.ts'
import type { DesignColumns } from './stage-design.ts'

/** Returns the columns of every routable row in the order given: completion A minus completion B, (rows x columns). */
export function routableColumns(
  design: DesignColumns,
  pool: Pick<LabelledPool, 'instances'>,
  routable: Uint32Array,
): Float32Array {
  const { columns } = design.facts
  const place = new Map<number, Float32Array>()
  pool.instances.forEach((index, row) => {
    place.set(index, design.pool.subarray(row * columns, (row + 1) * columns))
  })
  outsidePool(routable, pool).forEach((index, row) => {
    place.set(index, design.others.subarray(row * columns, (row + 1) * columns))
  })
  const x = new Float32Array(routable.length * columns)
  routable.forEach((index, row) => {
    x.set(place.get(index)!, row * columns)
  })
  return x
}

/** Returns the fit part of the main suite as what influence aims at; no routed mix is judged on it. */
export function fitTarget(design: DesignColumns, { main }: EvaluationRows): InfluenceTarget {
  const rows = main.fit.sourceRows.map((row) => main.offset + row)
  const x = takeRows(design.evaluation, design.facts.columns, rows)
  return influenceTarget('main', main.fit, x)
}

/** Rows whose labels' worth is asked for. */
export interface WorthTask {
  /** Completion A minus completion B, (rows x columns). */
  readonly x: Float32Array
  readonly columns: number
  readonly l2: number
  /** The judge's label of each row; null where there is none. */
  readonly lm: readonly (SourceLabel | null)[]
  readonly target: InfluenceTarget
  readonly options: Pick<RunOptions, 'labels'>
  readonly engine: MatrixEngine
}

/**
 * Returns what a human label of each row would be worth if it differed from the judge's, and the reward gap, at the head of the judge's labels; NaN without a
 * label of the judge, and on ties where they do not train. No human label is looked at.
 */
export async function measureWorth(
  task: WorthTask,
): Promise<{ readonly worth: Float64Array; readonly gap: Float64Array }> {
  const { lm, columns, x, options } = task
  const trains = (label: SourceLabel | null): boolean =>
    label !== null && (label.verdict !== 'tie' || options.labels.ties !== 'either')
  const rows = [...lm.keys()].filter((row) => trains(lm[row]!))
  const worth = new Float64Array(lm.length).fill(Number.NaN)
  const gap = worth.slice()
  if (rows.length === 0) return { worth, gap }
  const labels = judgeLabels(
    rows.map((row) => lm[row]!),
    options,
  )
  // A judge that says nothing but tie (one that contradicts itself on every pair) leaves a head without scale: what a label is worth there is unknown.
  if (labels.targets.every((target) => target === 0.5)) return { worth, gap }
  const found = await worthIfDiffering(
    { x: takeRows(x, columns, rows), rows: rows.length, columns, l2: task.l2 },
    labels,
    { targets: [task.target], engine: task.engine },
  )
  rows.forEach((row, at) => {
    worth[row] = found.worth[at]!
    gap[row] = found.gap[at]!
  })
  return { worth, gap }
}

function judgeLabels(
  lm: readonly SourceLabel[],
  { labels }: Pick<RunOptions, 'labels'>,
): HeadLabels {
  const pool: LabelledPool = {
    ids: lm.map((_, row) => String(row)),
    instances: Uint32Array.from(lm.keys()),
    groups: new Uint32Array(lm.length),
    groupCount: 1,
    human: lm,
    lm,
    differs: new Uint8Array(lm.length),
    tiePolicy: labels.ties,
    leftOut: {},
  }
  return mixLabels(labelTables(pool, labels.target), rowBits(lm.length, []))
}

/** Returns what the human label of each row of the pool changes, points, at the labels halfway between the sources. */
async function measureInfluences(
  design: DesignColumns,
  { pool, target, options, engine }: Omit<ProbeTask, 'design' | 'routable' | 'lm'>,
): Promise<Float64Array> {
  const { columns, l2 } = design.facts
  const tables = labelTables(pool, options.labels.target)
  const { values } = await measureAt(
    {
      x: design.pool,
      rows: pool.ids.length,
      columns,
      l2,
      tables,
      rowWeights: disagreementWeights(pool, options.train.disagreementWeight),
    },
    midpointLabels(tables),
    { targets: [target], engine },
  )
  return values
}

/** What the evidence of the built-in probe is made from. */
export interface ProbeTask {
  readonly design: DesignColumns
  readonly pool: LabelledPool
  /** Instances that can be routed. */
  readonly routable: Uint32Array
  /** The judge's label of each of them. */
  readonly lm: readonly (SourceLabel | null)[]
  readonly target: InfluenceTarget
  readonly options: Pick<RunOptions, 'labels' | 'train'>
  readonly engine: MatrixEngine
}

/** Returns what the built-in probe says of every routable row. */
export async function measureProbe(task: ProbeTask): Promise<ProbeEvidence> {
  const { design, pool, routable } = task
  const { columns, l2 } = design.facts
  const { worth, gap } = await measureWorth({
    ...task,
    x: routableColumns(design, pool, routable),
    columns,
    l2,
  })
  const rowOf = new Map(Array.from(routable, (index, row) => [index, row]))
  const influence = new Float64Array(routable.length).fill(Number.NaN)
  const ofPool = await measureInfluences(design, task)
  pool.instances.forEach((index, row) => {
    influence[rowOf.get(index)!] = ofPool[row]!
  })
  return { worth, gap, influence }
}
