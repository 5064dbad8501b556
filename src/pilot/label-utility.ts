import { mean } from '../stats/index.ts'

/** Positions of the labels that people gave one row: 1 for A, -1 for B, 0 for a tie. */
export type HumanPositions = readonly number[]

/** Returns the utility of a label: 1 - |label - truth| / 2, truth in -1..1. */
export function utilityOfLabel(label: number, truth: number): number {
  return 1 - Math.abs(label - truth) / 2
}

/**
 * Returns the gain in label utility if one person labels a row instead of the judge, averaged over every choice of that person, with the mean of
 * the others as truth; NaN with fewer than two people or without the judge's label. Averaging over the choice takes out half of the luck of one label.
 */
export function gainOfPerson(people: HumanPositions, judge: number): number {
  if (people.length < 2 || Number.isNaN(judge)) return Number.NaN
  const total = people.reduce((sum, position) => sum + position, 0)
  const gains = people.map((own) => {
    const truth = (total - own) / (people.length - 1)
    return utilityOfLabel(own, truth) - utilityOfLabel(judge, truth)
  })
  return mean(gains)
}

/** Returns the mean utility that a row's judge label loses against single people; NaN where a side is missing. */
export function lossOfJudge(people: HumanPositions, judge: number): number {
  if (people.length === 0) return Number.NaN
  return mean(people.map((own) => Math.abs(judge - own) / 2))
}

/** Returns the share of a row's human labels whose verdict is not the judge's; NaN where a side is missing. */
export function shareDiffering(people: HumanPositions, judge: number): number {
  if (people.length === 0 || Number.isNaN(judge)) return Number.NaN
  return people.filter((own) => own !== judge).length / people.length
}

/** What a learner is trained on: a value and a weight per row; rows without a target have weight 0. */
export interface RowTargets {
  readonly values: Float64Array
  readonly weights: Float64Array
}

/** Returns the targets of some of the rows, in the order given. */
export function selectTargets({ values, weights }: RowTargets, rows: Uint32Array): RowTargets {
  return {
    values: Float64Array.from(rows, (row) => values[row]!),
    weights: Float64Array.from(rows, (row) => weights[row]!),
  }
}

/** Gains to learn from, and how those of rows with a single person were found. */
export interface GainTargets extends RowTargets {
  /** Rows with two people or more: their gain is measured. */
  readonly measured: number
  /** Rows with one person: the gain is what the judge loses against that person, less the mean noise of people. */
  readonly inferred: number
  /** Mean utility that one person loses against another; 0 where no row has two people, and then people are taken as the truth. */
  readonly humanNoise: number
}

/** Rows with two people from which the noise of people is read; below it people count as the truth. */
const leastMeasured = 30

/**
 * Returns the gain of a human label per row. With one person on a row nobody knows how wrong that person is: the mean noise of the rows with
 * several people is taken off, and such rows weigh a third. Without any row of two people a human label is the truth by definition.
 */
export function gainTargets(
  people: readonly HumanPositions[],
  judge: ArrayLike<number>,
): GainTargets {
  const values = new Float64Array(people.length)
  const weights = new Float64Array(people.length)
  const noises: number[] = []
  let inferred = 0
  people.forEach((own, row) => {
    const gain = gainOfPerson(own, judge[row]!)
    if (Number.isNaN(gain)) return
    values[row] = gain
    weights[row] = 1
    noises.push(lossOfJudge(own, judge[row]!) - gain)
  })
  const measured = noises.length
  const humanNoise = measured >= leastMeasured ? mean(noises) : 0
  people.forEach((own, row) => {
    if (weights[row] === 1) return
    const loss = lossOfJudge(own, judge[row]!)
    if (Number.isNaN(loss)) return
    values[row] = loss - humanNoise
    weights[row] = measured >= leastMeasured ? 1 / 3 : 1
    inferred++
  })
  return { values, weights, measured, inferred, humanNoise }
}
