/** One vote: which annotator (0 .. annotatorCount - 1) gave which class (0 .. classes - 1) to which item. */
export interface VoteList {
  readonly items: Uint32Array
  readonly annotators: Uint32Array
  readonly classes: Uint8Array
  readonly itemCount: number
  readonly annotatorCount: number
  readonly classCount: number
}

/** What `fitDawidSkene` estimates; all arrays row-major. */
export interface DawidSkeneFit {
  /** P(true class) per item, (items x classes); NaN for an item without votes. */
  readonly posterior: Float64Array
  /** Shape (classes). */
  readonly prior: Float64Array
  /** P(class said | true class) per annotator, (annotators x classes x classes). */
  readonly confusion: Float64Array
  /** Of the votes under the last prior and confusion. */
  readonly logLikelihood: number
  readonly steps: number
}

/** When the expectation-maximisation steps stop. */
export interface DawidSkeneOptions {
  /** Added to every cell of every confusion table. */
  readonly smoothing: number
  readonly maxSteps: number
  /** Stops when no posterior moves by more; 0 runs all steps. */
  readonly tolerance: number
}

/**
 * Returns the true classes and the annotators' confusion tables estimated together by expectation-maximisation, from the share of
 * the votes. One step re-estimates prior and confusion, then the posteriors. A confusion row without any mass is uniform.
 *
 * @see Dawid and Skene, Maximum likelihood estimation of observer error-rates using the EM algorithm, 1979
 */
export function fitDawidSkene(votes: VoteList, options: DawidSkeneOptions): DawidSkeneFit {
  const { itemCount, annotatorCount, classCount } = votes
  const posterior = startPosterior(votes)
  const prior = new Float64Array(classCount)
  const confusion = new Float64Array(annotatorCount * classCount * classCount)
  let logLikelihood = Number.NaN
  let steps = 0
  while (steps < options.maxSteps) {
    estimatePrior(posterior, prior)
    estimateConfusion(votes, posterior, options.smoothing, confusion)
    const next = logJoint(votes, prior, confusion)
    const moved = normaliseInto(posterior, next, { itemCount, classCount })
    logLikelihood = moved.logLikelihood
    steps += 1
    if (moved.largest < options.tolerance) break
  }
  return { posterior, prior, confusion, logLikelihood, steps }
}

function startPosterior(votes: VoteList): Float64Array {
  const { itemCount, classCount } = votes
  const posterior = new Float64Array(itemCount * classCount)
  const total = new Float64Array(itemCount)
  for (let vote = 0; vote < votes.items.length; vote++) {
    posterior[votes.items[vote]! * classCount + votes.classes[vote]!]! += 1
    total[votes.items[vote]!]! += 1
  }
  for (let cell = 0; cell < posterior.length; cell++) {
    posterior[cell]! /= total[Math.floor(cell / classCount)]!
  }
  return posterior
}

function estimatePrior(posterior: Float64Array, prior: Float64Array): void {
  prior.fill(0)
  let seen = 0
  for (let start = 0; start < posterior.length; start += prior.length) {
    if (Number.isNaN(posterior[start]!)) continue
    for (let c = 0; c < prior.length; c++) prior[c]! += posterior[start + c]!
    seen += 1
  }
  for (let c = 0; c < prior.length; c++) prior[c]! /= seen
}

function estimateConfusion(
  votes: VoteList,
  posterior: Float64Array,
  smoothing: number,
  confusion: Float64Array,
): void {
  const k = votes.classCount
  confusion.fill(smoothing)
  for (let vote = 0; vote < votes.items.length; vote++) {
    const table = votes.annotators[vote]! * k * k + votes.classes[vote]!
    const item = votes.items[vote]! * k
    for (let c = 0; c < k; c++) confusion[table + c * k]! += posterior[item + c]!
  }
  for (let row = 0; row < confusion.length; row += k) {
    let mass = 0
    for (let said = 0; said < k; said++) mass += confusion[row + said]!
    for (let said = 0; said < k; said++) {
      confusion[row + said] = mass > 0 ? confusion[row + said]! / mass : 1 / k
    }
  }
}

/** Returns log(prior x product of the confusions of the votes), (items x classes). */
function logJoint(votes: VoteList, prior: Float64Array, confusion: Float64Array): Float64Array {
  const k = votes.classCount
  const logPrior = prior.map(Math.log)
  const logConfusion = confusion.map(Math.log)
  const joint = new Float64Array(votes.itemCount * k)
  for (let cell = 0; cell < joint.length; cell++) joint[cell] = logPrior[cell % k]!
  for (let vote = 0; vote < votes.items.length; vote++) {
    const table = votes.annotators[vote]! * k * k + votes.classes[vote]!
    const item = votes.items[vote]! * k
    for (let c = 0; c < k; c++) joint[item + c]! += logConfusion[table + c * k]!
  }
  return joint
}

/** An item that no class can explain (only without smoothing) keeps its posterior; one without votes stays NaN. */
function normaliseInto(
  posterior: Float64Array,
  joint: Float64Array,
  shape: { readonly itemCount: number; readonly classCount: number },
): { readonly logLikelihood: number; readonly largest: number } {
  const k = shape.classCount
  let logLikelihood = 0
  let largest = 0
  for (let start = 0; start < shape.itemCount * k; start += k) {
    if (Number.isNaN(posterior[start]!)) continue
    let top = Number.NEGATIVE_INFINITY
    for (let c = 0; c < k; c++) top = Math.max(top, joint[start + c]!)
    if (top === Number.NEGATIVE_INFINITY) continue
    let mass = 0
    for (let c = 0; c < k; c++) mass += Math.exp(joint[start + c]! - top)
    logLikelihood += top + Math.log(mass)
    for (let c = 0; c < k; c++) {
      const value = Math.exp(joint[start + c]! - top) / mass
      largest = Math.max(largest, Math.abs(value - posterior[start + c]!))
      posterior[start + c] = value
    }
  }
  return { logLikelihood, largest }
}
