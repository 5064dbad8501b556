import type { MatrixEngine, PreparedMatrix } from '../domain/index.ts'
import { type Curvature, openCurvature } from './curvature.ts'
import {
  type DataGradient,
  engineGradient,
  exactGradient,
  gradientAtZero,
} from './head-gradients.ts'
import {
  checkProblem,
  type ProbeFits,
  type ProbeOptions,
  type ProbeProblem,
  penalties,
  type Rows,
  rowsOfHead,
} from './probe-problem.ts'
import { type HeadLoss, type SolvedHeads, type SolverStart, solveHeads } from './solve-heads.ts'

/** A matrix of differences on which any number of heads can be fitted, chunk after chunk. */
export interface ProbeSolver {
  /** Returns the fitted heads of one chunk. @throws RangeError where a shape or value cannot be */
  fit(chunk: ProbeChunk, options?: ProbeOptions): Promise<ProbeFits>
  /** Returns X W', the margins of every head on the training rows, row-major (heads x rows). */
  margins(weights: ArrayLike<number>, heads: number): Promise<Float32Array>
  dispose(): Promise<void>
}

/** The heads of one chunk; see `ProbeProblem`. */
export type ProbeChunk = Omit<ProbeProblem, 'x' | 'rows' | 'columns'>

/** The part of a problem that all chunks share. */
export interface ProbeDesign {
  readonly x: Rows
  readonly rows: number
  readonly columns: number
  /** Largest weight of each row over all heads of all chunks; 1 unless given. Shape (rows). */
  readonly rowBound?: Rows
}

/**
 * Returns K Bradley-Terry heads fitted together: weights that minimise
 * sum_i v_i [y_i softplus(-(s_i - m_i)) + (1 - y_i) softplus(s_i + m_i)] + l2/2 |w|^2, s = x.w, head by head.
 * Every pass over the data is two matrix products for all heads; the inverse of the common curvature bound X'VX/4 + l2 I is the
 * preconditioner. What a head gets does not depend on the heads beside it beyond the rounding of the engine.
 *
 * @throws RangeError where a shape or value cannot be
 */
export async function fitProbes(
  problem: ProbeProblem,
  engine: MatrixEngine,
  options: ProbeOptions = {},
): Promise<ProbeFits> {
  const { x, rows, columns, ...chunk } = problem
  const rowBound = largestRowWeights(problem)
  const solver = await openProbeSolver({ x, rows, columns, ...(rowBound && { rowBound }) }, engine)
  try {
    return await solver.fit(chunk, options)
  } finally {
    await solver.dispose()
  }
}

/** Returns a solver that holds X and its curvature, for many chunks of heads. */
export async function openProbeSolver(
  design: ProbeDesign,
  engine: MatrixEngine,
): Promise<ProbeSolver> {
  const { x, rows, columns } = design
  const single = x instanceof Float32Array ? x : new Float32Array(x)
  const matrix = await engine.prepare(single, rows, columns)
  const curvature = await openCurvature(matrix, single, { rowBound: design.rowBound, engine })
  return {
    fit: (chunk, options = {}) =>
      fitChunk({ ...chunk, x, rows, columns }, { matrix, curvature, options }),
    margins: (weights, heads) => matrix.timesTransposed(new Float32Array(weights), heads),
    dispose: async () => {
      await curvature.dispose()
      await matrix.dispose()
    },
  }
}

interface Workshop {
  readonly matrix: PreparedMatrix
  readonly curvature: Curvature
  readonly options: ProbeOptions
}

async function fitChunk(problem: ProbeProblem, workshop: Workshop): Promise<ProbeFits> {
  checkProblem(problem)
  const { options, matrix, curvature } = workshop
  const exact = options.precision === 'float64'
  const totals = totalWeights(problem)
  const limit = (tolerance: number): Float64Array => totals.map((total) => tolerance * total)
  const loss = penalisedLoss(engineGradient(matrix, problem), problem, (l2, vectors) =>
    curvature.apply(l2, vectors),
  )
  const start = await startAtZero(problem, loss, { matrix, totals })
  const tolerance = limit(options.tolerance ?? 1e-5)
  let solved = await solveHeads(loss, start, { tolerance, maxPasses: options.maxPasses ?? 200 })
  let target = tolerance
  if (exact) {
    target = limit(Math.min(options.tolerance ?? EXACT, EXACT))
    solved = await polish(problem, solved, { curvature, target, options })
  }
  return {
    heads: problem.heads,
    columns: problem.columns,
    weights: solved.weights,
    largestGradient: solved.largestGradient.map((value, head) => value / (totals[head]! || 1)),
    passes: solved.passes,
    converged: Uint8Array.from(solved.largestGradient, (value, head) =>
      value <= target[head]! ? 1 : 0,
    ),
  }
}

/** Tolerance on the mean gradient in double precision; the rounding of the sums lies two orders below. */
const EXACT = 1e-12

async function polish(
  problem: ProbeProblem,
  coarse: SolvedHeads,
  how: {
    readonly curvature: Curvature
    readonly target: Float64Array
    readonly options: ProbeOptions
  },
): Promise<SolvedHeads> {
  const { heads } = problem
  const loss = penalisedLoss(exactGradient(problem), problem, async (l2, vectors) =>
    how.curvature.applyExactly(l2, vectors),
  )
  const all = Uint32Array.from({ length: heads }, (_, head) => head)
  const gradient = await loss.gradient(coarse.weights, all)
  const start = {
    weights: coarse.weights,
    gradient,
    preconditioned: await loss.precondition(gradient, all),
    firstLength: new Float64Array(heads).fill(1),
    scale: new Float64Array(heads).fill(1),
  }
  const limits = { tolerance: how.target, maxPasses: how.options.maxPasses ?? 2000 }
  const solved = await solveHeads(loss, start, limits)
  return { ...solved, passes: solved.passes.map((count, head) => count + coarse.passes[head]!) }
}

// Adds the penalty to the data's gradient, and sends each head to the inverse of its own penalty.
function penalisedLoss(
  data: DataGradient,
  problem: ProbeProblem,
  multiply: (l2: number, vectors: Float64Array) => Promise<Float64Array>,
): HeadLoss {
  const { columns } = problem
  const l2 = penalties(problem)
  return {
    gradient: async (weights, heads) => {
      const gradient = await data(weights, heads)
      heads.forEach((head, index) => {
        for (let at = index * columns; at < (index + 1) * columns; at++) {
          gradient[at]! += l2[head]! * weights[at]!
        }
      })
      return gradient
    },
    precondition: async (vectors, heads) => {
      const out = new Float64Array(vectors.length)
      for (const penalty of new Set(Array.from(heads, (head) => l2[head]!))) {
        const members = [...heads.keys()].filter((index) => l2[heads[index]!] === penalty)
        const part = new Float64Array(members.length * columns)
        members.forEach((index, at) => {
          part.set(vectors.subarray(index * columns, (index + 1) * columns), at * columns)
        })
        const product = await multiply(penalty, part)
        members.forEach((index, at) => {
          out.set(product.subarray(at * columns, (at + 1) * columns), index * columns)
        })
      }
      return out
    },
  }
}

/**
 * The Newton step from zero, lengthened. It understates the weights, because the logistic curve flattens: where scores are normal with
 * variance q the mean of sigmoid' is 1/4 (1 + pi q / 8)^-1/2 to a good approximation, so the step should be longer by
 * (1 - pi q / 8)^-1/2 with q the variance of its own scores. The same factor, as far as the penalty does not hold the curvature up, corrects the bound around the solution.
 */
async function startAtZero(
  problem: ProbeProblem,
  loss: HeadLoss,
  given: { readonly matrix: PreparedMatrix; readonly totals: Float64Array },
): Promise<SolverStart> {
  const { heads, columns } = problem
  const all = Uint32Array.from({ length: heads }, (_, head) => head)
  const gradient = await gradientAtZero(given.matrix, problem)
  const preconditioned = await loss.precondition(gradient, all)
  const l2 = penalties(problem)
  const firstLength = new Float64Array(heads)
  const scale = new Float64Array(heads)
  for (let head = 0; head < heads; head++) {
    let squared = 0
    let along = 0
    for (let at = head * columns; at < (head + 1) * columns; at++) {
      squared += preconditioned[at]! * preconditioned[at]!
      along += preconditioned[at]! * gradient[at]!
    }
    const penalty = along > 0 ? Math.min(1, (l2[head]! * squared) / along) : 1
    const variance = given.totals[head]! > 0 ? (4 * along * (1 - penalty)) / given.totals[head]! : 0
    const flattening = Math.sqrt(Math.max(1 / 16, 1 - (Math.PI / 8) * variance))
    firstLength[head] = 1 / flattening
    scale[head] = 1 / (flattening + (1 - flattening) * penalty)
  }
  return {
    weights: new Float64Array(heads * columns),
    gradient,
    preconditioned,
    firstLength,
    scale,
  }
}

function totalWeights(problem: ProbeProblem): Float64Array {
  const { heads, rows, rowWeights } = problem
  return Float64Array.from({ length: heads }, (_, head) => {
    if (rowWeights === undefined) return rows
    const weights = rowsOfHead(rowWeights, head, rows)
    let total = 0
    for (let row = 0; row < rows; row++) total += weights[row]!
    return total
  })
}

function largestRowWeights(problem: ProbeProblem): Rows | undefined {
  const { rowWeights, rows, heads } = problem
  if (rowWeights === undefined || rowWeights.length === rows) return rowWeights
  const bound = new Float64Array(rows)
  for (let head = 0; head < heads; head++) {
    for (let row = 0; row < rows; row++) {
      bound[row] = Math.max(bound[row]!, rowWeights[head * rows + row]!)
    }
  }
  return bound
}
