import type { MatrixEngine } from '../domain/index.ts'
import { openProbeSolver } from './fit-probes.ts'
import { softplus } from './probe-loss.ts'
import type { HeadLabels } from './targets.ts'

/** Penalties tried unless told. */
export const L2_GRID: readonly number[] = [1, 3, 10, 30, 100, 300, 1000]

/** The penalty that predicts unseen prompt groups best. */
export interface ChosenL2 {
  readonly l2: number
  /** Per penalty, in the order of the grid: mean log loss over all held-out rows, and per fold; nats. */
  readonly table: readonly {
    readonly l2: number
    readonly logLoss: number
    readonly folds: readonly number[]
  }[]
  /** True where the best penalty is the first or last of the grid: the grid should be widened. */
  readonly atEdge: boolean
}

/** Input of `chooseL2`. */
export interface L2Choice {
  readonly x: Float32Array
  readonly rows: number
  readonly columns: number
  /** Labels of the all-LM mix. */
  readonly labels: HeadLabels
  /** Fold of each row, 0 up; rows of one prompt group share a fold. At least two folds. */
  readonly folds: Uint8Array
  readonly rowWeights?: Float32Array
  readonly grid?: readonly number[]
}

/**
 * Returns the penalty with the smallest held-out log loss over grouped folds; equal losses go to the larger penalty. All penalties and
 * folds are fitted together, a fold by weight 0 on its rows.
 *
 * @throws RangeError where there is no penalty, or fewer than two folds
 */
export async function chooseL2(choice: L2Choice, engine: MatrixEngine): Promise<ChosenL2> {
  const { x, rows, columns, labels, folds } = choice
  const grid = choice.grid ?? L2_GRID
  const foldCount = folds.reduce((most, fold) => Math.max(most, fold), 0) + 1
  if (grid.length === 0 || foldCount < 2 || folds.length !== rows) {
    throw new RangeError(
      `chooseL2: got ${grid.length} penalties, ${foldCount} folds, ${folds.length} fold numbers, expected at least 1, at least 2, and ${rows}`,
    )
  }
  const heads = grid.length * foldCount
  const weightOf = (row: number): number =>
    (labels.mask?.[row] ?? 1) * (choice.rowWeights?.[row] ?? 1)
  const rowWeights = new Float32Array(heads * rows)
  const targets = new Float32Array(heads * rows)
  const margins = labels.margins === null ? undefined : labels.margins
  const bound = Float32Array.from({ length: rows }, (_, row) => weightOf(row))
  for (let head = 0; head < heads; head++) {
    targets.set(labels.targets, head * rows)
    for (let row = 0; row < rows; row++) {
      rowWeights[head * rows + row] = folds[row] === head % foldCount ? 0 : bound[row]!
    }
  }
  const l2 = Float64Array.from({ length: heads }, (_, head) => grid[Math.floor(head / foldCount)]!)
  const solver = await openProbeSolver({ x, rows, columns, rowBound: bound }, engine)
  try {
    const chunk = { heads, targets, rowWeights, l2, ...(margins && { margins }) }
    const fits = await solver.fit(chunk, { tolerance: 1e-5 })
    const scores = await solver.margins(fits.weights, heads)
    return readTable({ choice, grid, foldCount, scores, bound })
  } finally {
    await solver.dispose()
  }
}

interface HeldOut {
  readonly choice: L2Choice
  readonly grid: readonly number[]
  readonly foldCount: number
  readonly scores: Float32Array
  readonly bound: Float32Array
}

function readTable(held: HeldOut): ChosenL2 {
  const { grid, foldCount } = held
  const table = grid.map((l2, index) => {
    const folds = Array.from({ length: foldCount }, (_, fold) =>
      heldOutLoss(held, index * foldCount + fold, fold),
    )
    const loss = folds.reduce((sum, fold) => sum + fold.loss, 0)
    const total = folds.reduce((sum, fold) => sum + fold.total, 0)
    return {
      l2,
      logLoss: loss / total,
      folds: folds.map((fold) => (fold.total > 0 ? fold.loss / fold.total : Number.NaN)),
    }
  })
  const best = table.reduce((found, row) =>
    row.logLoss < found.logLoss || (row.logLoss === found.logLoss && row.l2 > found.l2)
      ? row
      : found,
  )
  const atEdge = grid.length > 1 && (best.l2 === Math.min(...grid) || best.l2 === Math.max(...grid))
  return { l2: best.l2, table, atEdge }
}

// Plain log loss: the leads of margin mode shape the fit, not the verdict on it.
function heldOutLoss(
  held: HeldOut,
  head: number,
  fold: number,
): { readonly loss: number; readonly total: number } {
  const { choice, scores, bound } = held
  let loss = 0
  let total = 0
  for (let row = 0; row < choice.rows; row++) {
    if (choice.folds[row] !== fold) continue
    const score = scores[head * choice.rows + row]!
    const target = choice.labels.targets[row]!
    loss += bound[row]! * (target * softplus(-score) + (1 - target) * softplus(score))
    total += bound[row]!
  }
  return { loss, total }
}
