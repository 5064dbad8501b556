import { dot } from '../stats/index.ts'

/** An objective with its gradient; the value may be Infinity where it is not defined. */
export type Objective = (at: Float64Array) => {
  readonly value: number
  readonly gradient: Float64Array
}

/**
 * Returns the minimiser of a smooth objective of few variables: BFGS with backtracking, deterministic. Stops when the gradient or the gain of
 * a step falls below the tolerance.
 */
export function minimise(
  objective: Objective,
  start: Float64Array,
  options: { readonly iterations: number; readonly tolerance: number },
): Float64Array {
  const size = start.length
  let at = start
  let current = objective(at)
  let inverse = identity(size)
  for (let iteration = 0; iteration < options.iterations; iteration++) {
    if (Math.sqrt(dot(current.gradient, current.gradient)) < options.tolerance) break
    let direction = descend(inverse, current.gradient)
    let slope = dot(direction, current.gradient)
    if (!(slope < 0)) {
      inverse = identity(size)
      direction = current.gradient.map((value) => -value)
      slope = dot(direction, current.gradient)
    }
    const step = search(objective, { at, direction, slope, value: current.value })
    if (step === null) break
    const moved = step.at.map((value, i) => value - at[i]!)
    const turned = step.found.gradient.map((value, i) => value - current.gradient[i]!)
    const gain = current.value - step.found.value
    at = step.at
    current = step.found
    if (gain < options.tolerance * 1e-2) break
    inverse = updateInverse(inverse, moved, turned)
  }
  return at
}

function search(
  objective: Objective,
  from: {
    readonly at: Float64Array
    readonly direction: Float64Array
    readonly slope: number
    readonly value: number
  },
): { readonly at: Float64Array; readonly found: ReturnType<Objective> } | null {
  const longest = from.direction.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  // Variables are logarithms: a step of more than a factor e^2 is never trusted.
  let length = Math.min(1, 2 / longest)
  for (let attempt = 0; attempt < 25; attempt++) {
    const at = from.at.map((value, i) => value + length * from.direction[i]!)
    const found = objective(at)
    if (found.value <= from.value + 1e-4 * length * from.slope) return { at, found }
    length *= 0.4
  }
  return null
}

function identity(size: number): Float64Array[] {
  return Array.from({ length: size }, (_, i) =>
    Float64Array.from({ length: size }, (_unused, j) => (i === j ? 1 : 0)),
  )
}

function descend(inverse: readonly Float64Array[], gradient: Float64Array): Float64Array {
  return Float64Array.from(inverse, (row) => -dot(row, gradient))
}

/** BFGS update of the inverse curvature; skipped where the curvature along the step is not positive. */
function updateInverse(
  inverse: Float64Array[],
  moved: Float64Array,
  turned: Float64Array,
): Float64Array[] {
  const curvature = dot(moved, turned)
  if (!(curvature > 1e-12)) return inverse
  const applied = Float64Array.from(inverse, (row) => dot(row, turned))
  const factor = (1 + dot(turned, applied) / curvature) / curvature
  return inverse.map((row, i) =>
    row.map(
      (value, j) =>
        value +
        factor * moved[i]! * moved[j]! -
        (applied[i]! * moved[j]! + moved[i]! * applied[j]!) / curvature,
    ),
  )
}
