import {
  type CombinedInfluence,
  combineInfluence,
  type InfluenceCertainty,
  type InfluenceRule,
  type InfluenceTable,
  type Prices,
} from '../../domain/index.ts'
import { type Random, shuffleInPlace } from '../../kit/index.ts'
import { argsort } from '../../stats/index.ts'
import { markRows } from './router.ts'

/** What a choice by influence is made from. */
export interface InfluenceRequest {
  /** Influences on one target or several: exact where both labels are known, else expected ones (`expectInfluence`). */
  readonly influences: InfluenceTable
  /** How sure they are; needed for `certainty`. */
  readonly certainties?: InfluenceCertainty | null
  /** How several targets become one number; default `mean`. */
  readonly rule?: InfluenceRule
  /** A row counts only where the t of its influence is above this; every sign counts unless told. */
  readonly certainty?: number
  /** Human labels at most; as many as are worth it unless told. */
  readonly budget?: number
  /** Fills the budget to the last label, for comparisons at equal cost; default false. */
  readonly fill?: boolean
  /** Where people are the cheaper source, they get the rows that do not matter; else the judge does. */
  readonly prices?: Prices
}

/** Which rows go to people by their influence. */
export interface InfluenceChoice {
  /** 1 for rows that go to people; shape (n). */
  readonly isHuman: Uint8Array
  /** Influence, larger first; NaN where unknown. Shape (n). */
  readonly priority: Float64Array
  /** Rows whose human label raises the target (surely enough). */
  readonly counting: number
  /** Human-routed rows whose label changes something, or may where it is unknown. */
  readonly needed: number
  readonly notes: readonly string[]
}

/**
 * Returns for every row the source whose label raises the target; what does not matter goes to the cheaper source. Under a budget the most
 * valuable rows come first. A budget that is to be filled takes then the rows on which nothing hangs, in random order, then what is left in
 * the order of influence (unknown counts as zero), the rows that surely lower the target last.
 *
 * @throws RangeError for a budget that is not a number of rows, a fill without budget, and a certainty asked for without certainties
 */
export function chooseByInfluence(request: InfluenceRequest, random: Random): InfluenceChoice {
  checkRequest(request)
  const combined = combineInfluence(request.influences, {
    ...(request.rule && { rule: request.rule }),
    certainty: request.certainties ?? null,
  })
  const { values } = combined
  const sides = sideOfRows(combined, request.certainty)
  const order = orderRows(values, sides, random)
  const counting = sides.filter((side) => side === COUNTS).length
  const against = sides.filter((side) => side === AGAINST).length
  const wanted = isHumanCheaper(request.prices) ? values.length - against : counting
  const budget = request.budget ?? values.length
  const humans = request.fill === true ? budget : Math.min(budget, wanted)
  const isHuman = markRows(values.length, order.subarray(0, humans))
  const needed = values.reduce(
    (sum, value, row) => sum + Number(isHuman[row] === 1 && value !== 0),
    0,
  )
  const facts = { request, values, counting, needed, humans }
  return { isHuman, priority: values, counting, needed, notes: notesOf(facts) }
}

const COUNTS = 0
const NEUTRAL = 1
const UNSURE = 2
const AGAINST = 3

function checkRequest({
  influences,
  budget,
  fill,
  certainty,
  certainties,
}: InfluenceRequest): void {
  const { rows } = influences
  if (budget !== undefined && !(Number.isInteger(budget) && budget >= 0 && budget <= rows)) {
    throw new RangeError(
      `influence budget: got ${budget}, expected a number of rows from 0 to ${rows}`,
    )
  }
  if (fill === true && budget === undefined) {
    throw new RangeError('influence fill: got no budget, expected one to fill')
  }
  if (certainty === undefined) return
  if (!(certainty >= 0))
    throw new RangeError(`influence certainty: got ${certainty}, expected 0 or more`)
  if (certainties === undefined || certainties === null) {
    throw new RangeError(`influence certainty: got ${certainty} without certainties, expected them`)
  }
}

function sideOfRows({ values, t }: CombinedInfluence, cut: number | undefined): Uint8Array {
  return Uint8Array.from(values, (value, row) => {
    if (value === 0) return NEUTRAL
    const sureness = cut === undefined || t === null ? Math.sign(value) : t[row]!
    if (value > 0 && sureness > (cut ?? 0)) return COUNTS
    return value < 0 && sureness < -(cut ?? 0) ? AGAINST : UNSURE
  })
}

function orderRows(values: Float64Array, sides: Uint8Array, random: Random): Uint32Array {
  const ranked = argsort(
    values.map((value) => (Number.isNaN(value) ? 0 : value)),
    'descending',
  )
  const rowsOf = (side: number): Uint32Array => ranked.filter((row) => sides[row] === side)
  const neutral = shuffleInPlace(rowsOf(NEUTRAL), random.fork('filler'))
  const parts = [rowsOf(COUNTS), neutral, rowsOf(UNSURE), rowsOf(AGAINST)]
  return Uint32Array.from(parts.flatMap((rows) => [...rows]))
}

function isHumanCheaper(prices: Prices | undefined): boolean {
  return (
    prices !== undefined && prices.human !== null && prices.lm !== null && prices.human < prices.lm
  )
}

interface NoteFacts {
  readonly request: InfluenceRequest
  readonly values: Float64Array
  readonly counting: number
  readonly needed: number
  readonly humans: number
}

function notesOf({ request, values, counting, needed, humans }: NoteFacts): string[] {
  const { influences, certainty, budget, fill, prices, rule = 'mean' } = request
  const changing = values.filter((value) => value !== 0 && !Number.isNaN(value)).length
  const unknown = values.filter(Number.isNaN).length
  const raises = certainty === undefined ? 'raises' : `raises, with t above ${certainty},`
  const target =
    influences.targets.length === 1
      ? `"${influences.targets[0]}"`
      : rule === 'mean'
        ? `the mean of ${influences.targets.length} targets in units of their own influences`
        : `each of ${influences.targets.length} targets`
  const notes = [
    `${counting} of the ${changing} rows whose label changes something count: the human label ${raises} ${target}`,
    `${needed} human labels are needed, ${percent(needed, values.length)} of the pool; what does not matter goes to the cheaper source (${isHumanCheaper(prices) ? 'human' : 'lm'})`,
  ]
  if (budget !== undefined && budget < counting) {
    notes.push(
      `the budget holds ${budget} of the ${counting} rows that count: the most valuable ones`,
    )
  }
  if (fill === true && humans > needed) {
    notes.push(
      `${humans - needed} human labels only fill the budget: on these rows nothing hangs, and which they are was drawn at random`,
    )
  }
  if (fill === true && needed > counting) {
    notes.push(
      `${needed - counting} human labels fill the budget on rows that do not count: the target may be lower than with a smaller budget`,
    )
  }
  if (unknown > 0) {
    notes.push(
      `${unknown} rows lack a label: their influence is unknown, and they count as worth nothing`,
    )
  }
  return notes
}

const percent = (part: number, total: number): string =>
  total === 0 ? '0 %' : `${((100 * part) / total).toFixed(1)} %`
