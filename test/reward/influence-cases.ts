import type { MatrixEngine } from '../../src/domain/index.ts'
import { createRandom, drawNormal, type Random } from '../../src/kit/index.ts'
import {
  createPlainEngine,
  fitProbes,
  type HeadLabels,
  type InfluenceProblem,
  type InfluenceTarget,
  joinLabels,
  type LabelTables,
  midpointLabels,
} from '../../src/reward/index.ts'

/** The engine of these tests. */
export const engine: MatrixEngine = createPlainEngine()

/** A made-up training problem with two sources of labels, and evaluation rows. */
export interface InfluenceCase {
  readonly x: Float32Array
  readonly rows: number
  readonly columns: number
  readonly tables: LabelTables
  readonly rowWeights?: Float32Array
  readonly l2: number
  readonly evaluation: {
    readonly x: Float32Array
    readonly rows: number
    readonly rowWeights: Float64Array
  }
}

/** Returns a case; `leads` adds margins, `masks` masks ties, `weights` adds row weights. */
export function makeCase(
  seed: number,
  options: {
    readonly rows?: number
    readonly columns?: number
    readonly leads?: boolean
    readonly masks?: boolean
    readonly weights?: boolean
    readonly differing?: number
    readonly l2?: number
  } = {},
): InfluenceCase {
  const { rows = 80, columns = 5, differing = 0.3, l2 = 4 } = options
  const random = createRandom(seed).fork('influence-case')
  const x = Float32Array.from({ length: rows * columns }, () => drawNormal(random))
  const truth = Float64Array.from({ length: columns }, () => drawNormal(random) * 0.6)
  const lmTargets = Float32Array.from({ length: rows }, (_, row) => {
    let score = 0
    for (let k = 0; k < columns; k++) score += x[row * columns + k]! * truth[k]!
    return random.next() < 1 / (1 + Math.exp(-score)) ? 1 : 0
  })
  const humanTargets = lmTargets.map((target) => (random.next() < differing ? 1 - target : target))
  const count = 60
  return {
    x,
    rows,
    columns,
    tables: {
      human: drawLabels(humanTargets, options, random.fork('human')),
      lm: drawLabels(lmTargets, options, random.fork('lm')),
    },
    ...(options.weights === true && {
      rowWeights: Float32Array.from({ length: rows }, () => 0.5 + 2 * random.next()),
    }),
    l2,
    evaluation: {
      x: Float32Array.from(
        { length: count * columns },
        (_, at) => drawNormal(random) + 0.3 * truth[at % columns]!,
      ),
      rows: count,
      rowWeights: Float64Array.from({ length: count }, () => 0.2 + random.next()),
    },
  }
}

function drawLabels(
  targets: Float32Array,
  options: { readonly leads?: boolean; readonly masks?: boolean },
  random: Random,
): HeadLabels {
  const mask =
    options.masks === true ? Uint8Array.from(targets, () => Number(random.next() < 0.9)) : null
  return {
    targets:
      mask === null ? targets : targets.map((target, row) => (mask[row] === 0 ? 0.5 : target)),
    margins:
      options.leads === true
        ? Float32Array.from(targets, () => Math.floor(random.next() * 3) / 3)
        : null,
    mask,
  }
}

/** Returns the head of some labels, in double precision. */
export async function fitHead(given: InfluenceCase, labels: HeadLabels): Promise<Float64Array> {
  const { x, rows, columns, rowWeights, l2 } = given
  const chunk = joinLabels([labels], { l2, ...(rowWeights && { rowWeights }) })
  const fits = await fitProbes({ x, rows, columns, ...chunk }, engine, { precision: 'float64' })
  return fits.weights
}

/** Returns the problem of a case at the head of some labels, the midpoint unless given. */
export async function openCase(
  given: InfluenceCase,
  labels: HeadLabels = midpointLabels(given.tables),
): Promise<InfluenceProblem> {
  const { evaluation: _, ...rest } = given
  return { ...rest, labels, weights: await fitHead(given, labels) }
}

/** Returns the evaluation rows as a target. */
export function targetOf(
  { evaluation }: InfluenceCase,
  score: InfluenceTarget['score'],
  change: Partial<InfluenceTarget> = {},
): InfluenceTarget {
  return { name: score, score, ...evaluation, ...change }
}

/** Returns a score of a head in points, written out anew from its definition. */
export function scoreOf(
  given: InfluenceCase,
  weights: Float64Array,
  score: InfluenceTarget['score'],
): number {
  const { x, rows, columns, evaluation } = given
  const marginOf = (matrix: Float32Array, row: number): number =>
    weights.reduce((sum, weight, k) => sum + weight * matrix[row * columns + k]!, 0)
  const training = Array.from({ length: rows }, (_, row) => marginOf(x, row))
  const mean = training.reduce((sum, margin) => sum + margin, 0) / rows
  const scale = Math.sqrt(training.reduce((sum, margin) => sum + (margin - mean) ** 2, 0) / rows)
  let value = 0
  let total = 0
  for (let row = 0; row < evaluation.rows; row++) {
    const margin = marginOf(evaluation.x, row)
    const width = score === 'accuracy' ? 0.1 * scale : scale
    const own =
      score === 'logLoss'
        ? -Math.log(1 + Math.exp(-margin))
        : 1 / (1 + Math.exp((-2 * margin) / width))
    value += evaluation.rowWeights[row]! * own
    total += evaluation.rowWeights[row]!
  }
  return (100 * value) / total
}

/** Returns labels with one row moved by a share of the way from the judge's to people's; only without leads and masks. */
export function moveLabel(
  labels: HeadLabels,
  tables: LabelTables,
  { row, share }: { readonly row: number; readonly share: number },
): HeadLabels {
  const targets = labels.targets.slice()
  targets[row] = targets[row]! + share * (tables.human.targets[row]! - tables.lm.targets[row]!)
  return { ...labels, targets }
}

/** Returns one row's labels taken from people, all others as they are. */
export function takeHuman(labels: HeadLabels, human: HeadLabels, row: number): HeadLabels {
  const take = <T extends Float32Array | Uint8Array | null>(own: T, theirs: T): T => {
    if (own === null || theirs === null) return own
    const copy = own.slice() as NonNullable<T>
    copy[row] = theirs[row]!
    return copy
  }
  return {
    targets: take(labels.targets, human.targets),
    margins: take(labels.margins, human.margins),
    mask: take(labels.mask, human.mask),
  }
}
