/** Row-major values in single or double precision. */
export type Rows = Float32Array | Float64Array

/** K Bradley-Terry heads on one matrix of differences. */
export interface ProbeProblem {
  /** X: standardised features of completion A minus those of B; row-major (rows x columns). */
  readonly x: Rows
  readonly rows: number
  readonly columns: number
  /** K. */
  readonly heads: number
  /** P(A is better), 0 to 1, a tie 1/2; row-major (heads x rows). */
  readonly targets: Rows
  /** Weights of the rows, not negative: common to all heads (rows) or per head (heads x rows); 1 unless given. */
  readonly rowWeights?: Rows
  /** Least wanted lead of the better completion, not negative: common (rows) or per head (heads x rows); 0 unless given. */
  readonly margins?: Rows
  /** Penalty l2/2 |w|^2 on the weighted sum of losses (1/C of scikit-learn), above 0: common, or one per head. */
  readonly l2: number | ArrayLike<number>
}

/** How far and how exactly heads are fitted. */
export interface ProbeOptions {
  /** Largest entry of the gradient of the weighted mean loss at which a head is done; 1e-5 unless told. */
  readonly tolerance?: number
  /** Passes over the data per head at most; 200 unless told (2,000 for float64). */
  readonly maxPasses?: number
  /** `float64` goes on in double precision until the weights are exact to about 1e-9; slower by two orders of magnitude. */
  readonly precision?: 'float32' | 'float64'
}

/** Fitted heads. */
export interface ProbeFits {
  readonly heads: number
  readonly columns: number
  /** Row-major (heads x columns). */
  readonly weights: Float64Array
  /** Largest entry of the gradient of the weighted mean loss; shape (heads). */
  readonly largestGradient: Float64Array
  /** Passes over the data; shape (heads). */
  readonly passes: Uint32Array
  /** 1 where the tolerance was reached; shape (heads). */
  readonly converged: Uint8Array
}

/** @throws RangeError where a shape, weight, target or penalty cannot be */
export function checkProblem(problem: ProbeProblem): void {
  const { x, rows, columns, heads, targets, rowWeights, margins } = problem
  if (rows < 1 || columns < 1 || heads < 1) {
    refuse('size', `${heads} heads on ${rows} x ${columns}`, 'at least 1 of each')
  }
  if (x.length !== rows * columns) refuse('x', x.length, `${rows} x ${columns} values`)
  if (targets.length !== heads * rows)
    refuse('targets', targets.length, `${heads} x ${rows} values`)
  checkRowValues('rowWeights', rowWeights, problem)
  checkRowValues('margins', margins, problem)
  checkRange('targets', targets, 0, 1)
  if (typeof problem.l2 !== 'number' && problem.l2.length !== heads) {
    refuse('l2', `${problem.l2.length} values`, `one or ${heads}`)
  }
  checkRange('l2', penalties(problem), Number.MIN_VALUE, Number.MAX_VALUE)
}

function checkRowValues(name: string, values: Rows | undefined, problem: ProbeProblem): void {
  if (values === undefined) return
  const { rows, heads } = problem
  if (values.length !== rows && values.length !== heads * rows) {
    refuse(name, `${values.length} values`, `${rows} or ${heads} x ${rows}`)
  }
  checkRange(name, values, 0, Number.MAX_VALUE)
}

function checkRange(name: string, values: Rows, lowest: number, highest: number): void {
  let within = 0
  for (let index = 0; index < values.length; index++) {
    // Counting without a way out of the loop is several times faster than looking at each value.
    within += values[index]! >= lowest && values[index]! <= highest ? 1 : 0
  }
  if (within === values.length) return
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!
    if (!(value >= lowest && value <= highest)) {
      refuse(`${name}[${index}]`, value, `a number from ${lowest} to ${highest}`)
    }
  }
}

function refuse(what: string, got: unknown, expected: string): never {
  throw new RangeError(`probe ${what}: got ${String(got)}, expected ${expected}`)
}

/** Returns the penalty of every head; shape (heads). */
export function penalties(problem: Pick<ProbeProblem, 'l2' | 'heads'>): Float64Array {
  const { l2, heads } = problem
  return typeof l2 === 'number' ? new Float64Array(heads).fill(l2) : Float64Array.from(l2)
}

/** Returns the part of common or per-head row values that belongs to one head; shape (rows). */
export function rowsOfHead(values: Rows, head: number, rows: number): Rows {
  return values.length === rows ? values : values.subarray(head * rows, (head + 1) * rows)
}

/** Returns the heads `from` to `to` of a problem as a problem of its own; X is shared, not copied. */
export function sliceProblem(problem: ProbeProblem, from: number, to: number): ProbeProblem {
  const { rows } = problem
  const cut = (values: Rows): Rows =>
    values.length === rows && problem.heads > 1 ? values : values.subarray(from * rows, to * rows)
  return {
    ...problem,
    heads: to - from,
    targets: problem.targets.subarray(from * rows, to * rows),
    ...(problem.rowWeights && { rowWeights: cut(problem.rowWeights) }),
    ...(problem.margins && { margins: cut(problem.margins) }),
    l2: typeof problem.l2 === 'number' ? problem.l2 : Array.from(problem.l2).slice(from, to),
  }
}
