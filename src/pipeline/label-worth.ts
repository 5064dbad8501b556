import { combineInfluence, type MatrixEngine } from '../domain/index.ts'
import type { Suite } from '../evaluate/index.ts'
import type { Random } from '../kit/index.ts'
import {
  type HeadLabels,
  type InfluenceTarget,
  type LabelTables,
  openInfluence,
  oppositeLabels,
  trainMixes,
} from '../reward/index.ts'

/** Rows that probe heads train on. */
export interface ProbeRows {
  /** Completion A minus completion B, (rows x columns). */
  readonly x: Float32Array
  readonly rows: number
  readonly columns: number
  readonly l2: number
  /** 1 unless given; shape (rows). */
  readonly rowWeights?: Float32Array
}

/** Where influences are taken. */
export interface InfluenceQuestion {
  readonly targets: readonly InfluenceTarget[]
  readonly engine: MatrixEngine
}

/**
 * Returns what each human label would be worth to the targets if it contradicted the judge's, points, at the head of the judge's labels; and that
 * head's margin towards the judge's own label. No human label is looked at.
 */
export async function worthIfDiffering(
  training: ProbeRows,
  lm: HeadLabels,
  { targets, engine }: InfluenceQuestion,
): Promise<{ readonly worth: Float64Array; readonly gap: Float64Array }> {
  const head = await fitHead(training, lm, engine)
  const solver = await openInfluence(
    { ...training, weights: head.weights, labels: lm, tables: { lm, human: oppositeLabels(lm) } },
    engine,
  )
  try {
    return {
      worth: combineInfluence(solver.measure(targets)).values,
      gap: Float64Array.from(head.margins, (margin, row) => margin * (2 * lm.targets[row]! - 1)),
    }
  } finally {
    await solver.dispose()
  }
}

/** Returns the combined influence of rows with both labels at a head that is fitted to the labels given, with its certainty where a stream is given. */
export async function measureAt(
  training: ProbeRows & { readonly tables: LabelTables },
  labels: HeadLabels,
  { targets, engine, random }: InfluenceQuestion & { readonly random?: Random },
): Promise<{ readonly values: Float64Array; readonly t: Float64Array | null }> {
  const { weights } = await fitHead(training, labels, engine)
  const solver = await openInfluence({ ...training, weights, labels }, engine)
  try {
    const table = solver.measure(targets)
    const certainty = random === undefined ? null : await solver.certainty(targets, {}, random)
    return combineInfluence(table, { certainty })
  } finally {
    await solver.dispose()
  }
}

async function fitHead(
  { x, rows, columns, l2, rowWeights }: ProbeRows,
  labels: HeadLabels,
  engine: MatrixEngine,
): Promise<{ readonly weights: Float32Array; readonly margins: Float32Array }> {
  let weights = new Float32Array(0)
  let margins = new Float32Array(0)
  await trainMixes(
    {
      design: { x, rows, columns },
      count: 1,
      labelsAt: () => labels,
      ...(rowWeights === undefined ? {} : { rowWeights }),
      l2,
      evaluations: [{ name: 'own', x, rows }],
    },
    engine,
    (chunk) => {
      weights = new Float32Array(chunk.fits.weights)
      margins = new Float32Array(chunk.margins.get('own')!)
    },
  )
  return { weights, margins }
}

/** Returns a part of a suite as a target of influence: categories weigh alike, rows of a category alike, as in the overall score. */
export function influenceTarget(name: string, suite: Suite, x: Float32Array): InfluenceTarget {
  const categories = suite.subsetOfRow.map((subset) => suite.categoryOfSubset[subset]!)
  const sizes = new Map<number, number>()
  for (const category of categories) sizes.set(category, (sizes.get(category) ?? 0) + 1)
  return {
    name,
    score: 'soft',
    x,
    rows: suite.ids.length,
    rowWeights: Float64Array.from(categories, (category) => 1 / sizes.get(category)!),
    groups: suite.groupOfRow,
    categories,
  }
}
