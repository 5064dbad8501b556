/** Values of many heads, one row a head, row-major (heads x columns). */
export type HeadRows = Float64Array

/** What the solver asks of a family of convex losses. */
export interface HeadLoss {
  /** Returns the gradients of some heads at the given weights, penalty included; shape (heads.length x columns). */
  gradient(weights: HeadRows, heads: Uint32Array): Promise<HeadRows>
  /** Returns the product of an approximate inverse Hessian with one vector a head; shape (heads.length x columns). */
  precondition(vectors: HeadRows, heads: Uint32Array): Promise<HeadRows>
}

/** Where the solver starts: weights with their first direction, per head. */
export interface SolverStart {
  readonly weights: HeadRows
  readonly gradient: HeadRows
  /** Preconditioned gradient. */
  readonly preconditioned: HeadRows
  /** Length of the first step along minus `preconditioned`; shape (heads). */
  readonly firstLength: Float64Array
  /** Scale of the preconditioner until two steps have taught a better one; shape (heads). */
  readonly scale: Float64Array
}

/** When the solver stops. */
export interface SolverLimits {
  /** Largest gradient entry of a head that counts as solved; shape (heads). */
  readonly tolerance: Float64Array
  readonly maxPasses: number
}

/** What the solver found. */
export interface SolvedHeads {
  readonly weights: HeadRows
  /** Largest gradient entry at the weights; shape (heads). */
  readonly largestGradient: Float64Array
  /** Gradients evaluated per head; shape (heads). */
  readonly passes: Uint32Array
}

const MEMORY = 8
/** A step is too long where the slope at its end is positive and above this share of the slope at its start. */
const OVERSHOOT = 0.9

interface Pair {
  readonly step: Float64Array
  readonly change: Float64Array
  readonly preconditioned: Float64Array
  readonly curvature: number
}

interface HeadState {
  readonly head: number
  readonly weights: Float64Array
  gradient: Float64Array
  preconditioned: Float64Array
  step: Float64Array
  slope: number
  scale: number
  pairs: Pair[]
  backtracks: number
}

/**
 * Returns the minima of many convex losses that share a preconditioner: L-BFGS (Nocedal and Wright, algorithm 7.4) with the
 * preconditioner, scaled per head, as its starting matrix. Losses are never evaluated: along a convex function a step whose end slope
 * is not clearly positive cannot have raised it, and one that went too far is shortened by the secant rule. Heads do not influence each
 * other; heads that are done leave.
 */
export async function solveHeads(
  loss: HeadLoss,
  start: SolverStart,
  limits: SolverLimits,
): Promise<SolvedHeads> {
  const count = limits.tolerance.length
  const columns = start.weights.length / count
  const found: SolvedHeads = {
    weights: start.weights.slice(),
    largestGradient: new Float64Array(count),
    passes: new Uint32Array(count),
  }
  const isSolved = (state: HeadState): boolean => {
    found.weights.set(state.weights, state.head * columns)
    found.largestGradient[state.head] = largest(state.gradient)
    return found.largestGradient[state.head]! <= limits.tolerance[state.head]!
  }
  let alive = Array.from({ length: count }, (_, head) => openState(start, head, columns)).filter(
    (state) => !isSolved(state),
  )
  for (let pass = 0; pass < limits.maxPasses && alive.length > 0; pass++) {
    const heads = Uint32Array.from(alive, (state) => state.head)
    const gradients = await loss.gradient(joinTrials(alive, columns), heads)
    const moved: HeadState[] = []
    alive = alive.filter((state, index) => {
      found.passes[state.head]!++
      if (!acceptStep(state, gradients.slice(index * columns, (index + 1) * columns))) return true
      if (isSolved(state)) return false
      moved.push(state)
      return true
    })
    await turn(moved, columns, loss)
  }
  return found
}

function openState(start: SolverStart, head: number, columns: number): HeadState {
  const rowOf = (rows: HeadRows): Float64Array => rows.slice(head * columns, (head + 1) * columns)
  const preconditioned = rowOf(start.preconditioned)
  const gradient = rowOf(start.gradient)
  const step = scaled(-start.firstLength[head]!, preconditioned)
  return {
    head,
    weights: rowOf(start.weights),
    gradient,
    preconditioned,
    step,
    slope: product(gradient, step),
    scale: start.scale[head]!,
    pairs: [],
    backtracks: 0,
  }
}

// Moves the head to the end of its step, or shortens the step and returns false.
function acceptStep(state: HeadState, gradient: Float64Array): boolean {
  const slope = product(gradient, state.step)
  if (!(slope <= OVERSHOOT * -state.slope) && state.backtracks < 30) {
    const secant = state.slope / (state.slope - slope)
    const factor = secant > 0.1 ? Math.min(secant, 0.5) : 0.1
    state.step = scaled(factor, state.step)
    state.slope *= factor
    state.backtracks++
    return false
  }
  addScaled(state.weights, 1, state.step)
  const change = gradient.slice()
  addScaled(change, -1, state.gradient)
  const curvature = product(state.step, change)
  state.pairs.push({ step: state.step, change, preconditioned: state.preconditioned, curvature })
  state.gradient = gradient
  state.backtracks = 0
  return true
}

// Gives the heads that moved their next step.
async function turn(moved: readonly HeadState[], columns: number, loss: HeadLoss): Promise<void> {
  if (moved.length === 0) return
  const heads = Uint32Array.from(moved, (state) => state.head)
  const gradients = new Float64Array(moved.length * columns)
  moved.forEach((state, index) => {
    gradients.set(state.gradient, index * columns)
  })
  const preconditioned = await loss.precondition(gradients, heads)
  moved.forEach((state, index) => {
    turnHead(state, preconditioned.slice(index * columns, (index + 1) * columns))
  })
}

function turnHead(state: HeadState, now: Float64Array): void {
  const pair = state.pairs.pop()!
  if (pair.curvature > 0) {
    const change = now.slice()
    addScaled(change, -1, pair.preconditioned)
    state.pairs.push({ ...pair, preconditioned: change })
    if (state.pairs.length > MEMORY) state.pairs.shift()
  }
  state.preconditioned = now
  state.step = nextStep(state)
  state.slope = product(state.gradient, state.step)
  if (!(state.slope < 0)) {
    state.pairs = []
    state.step = scaled(-1, now)
    state.slope = product(state.gradient, state.step)
  }
}

// The two-loop recursion; the preconditioner is linear, so its products with the recursion's vectors are sums of stored ones.
function nextStep(state: HeadState): Float64Array {
  const { pairs } = state
  const rest = state.gradient.slice()
  const step = state.preconditioned.slice()
  const shares = new Float64Array(pairs.length)
  for (let index = pairs.length - 1; index >= 0; index--) {
    const pair = pairs[index]!
    shares[index] = product(pair.step, rest) / pair.curvature
    addScaled(rest, -shares[index]!, pair.change)
    addScaled(step, -shares[index]!, pair.preconditioned)
  }
  const scale = pairs.length > 1 ? learnedScale(pairs.at(-1)!, state.scale) : state.scale
  for (let column = 0; column < step.length; column++) step[column]! *= -scale
  for (let index = 0; index < pairs.length; index++) {
    const pair = pairs[index]!
    addScaled(step, -shares[index]! - product(pair.change, step) / pair.curvature, pair.step)
  }
  return step
}

// What the last pair says about the length of the preconditioner: s'y / y'Py.
function learnedScale(pair: Pair, fallback: number): number {
  const length = product(pair.change, pair.preconditioned)
  return length > 0 ? pair.curvature / length : fallback
}

function joinTrials(states: readonly HeadState[], columns: number): HeadRows {
  const rows = new Float64Array(states.length * columns)
  states.forEach((state, index) => {
    const row = rows.subarray(index * columns, (index + 1) * columns)
    row.set(state.weights)
    addScaled(row, 1, state.step)
  })
  return rows
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!
  return sum
}

function addScaled(target: Float64Array, factor: number, source: Float64Array): void {
  for (let index = 0; index < target.length; index++) target[index]! += factor * source[index]!
}

function scaled(factor: number, source: Float64Array): Float64Array {
  const out = new Float64Array(source.length)
  for (let index = 0; index < out.length; index++) out[index] = factor * source[index]!
  return out
}

function largest(values: Float64Array): number {
  let found = 0
  for (let index = 0; index < values.length; index++) {
    const size = Math.abs(values[index]!)
    // Not a number must not pass for small.
    if (!(size <= found)) found = size
  }
  return found
}
