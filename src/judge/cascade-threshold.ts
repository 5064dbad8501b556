import type { Interval, Verdict } from '../domain/index.ts'
import type { Random } from '../kit/index.ts'
import { eachFold, foldRows } from '../stats/index.ts'
import { groupInterval, meanOver } from './calibration-quality.ts'
import type { JudgeReading } from './panel-reading.ts'

/** Pairs on which two steps of a cascade and people all spoke; arrays are parallel, pairs where one is null are left out. */
export interface ThresholdPilot {
  /** What the first judge says, its probabilities calibrated out of fold. */
  readonly first: readonly (JudgeReading | null)[]
  /** Verdict of the judge that is asked next. */
  readonly next: readonly (Verdict | null)[]
  readonly human: readonly (Verdict | null)[]
  /** Prompt groups, which are never split. */
  readonly groups: ArrayLike<number>
}

/** How `chooseThreshold` chooses. */
export interface ThresholdOptions {
  /** Agreement with people to reach: share of equal verdicts (A, tie, B). */
  readonly target: number
  /** Default 5. */
  readonly folds?: number
  /** Bootstrap resamples of the intervals; default 1,000. */
  readonly resamples?: number
  /** Level of the intervals; default 0.95. */
  readonly level?: number
}

/** A point of the curve from the first judge alone to the next one alone. */
export interface ThresholdPoint {
  readonly threshold: number
  /** On the pairs that the curve was drawn from. */
  readonly agreement: number
  /** Share of the pairs that the next judge is asked about. */
  readonly escalated: number
}

/** The threshold that buys an agreement with the fewest questions to the next judge. */
export interface ThresholdChoice {
  readonly threshold: number
  /** Pairs that it was chosen on. */
  readonly pairs: number
  /** Agreement with people on prompts that the threshold was not chosen on. */
  readonly agreement: Interval
  /** Share of pairs that the next judge is asked about, there too. */
  readonly escalated: Interval
  /** True where the agreement reaches the target out of fold, and where all of its interval does. */
  readonly reached: boolean
  readonly certain: boolean
  /** Agreement of the first judge alone and of the next judge alone. */
  readonly firstAlone: Interval
  readonly nextAlone: Interval
  /** Ascending thresholds; 1 asks the next judge always. */
  readonly curve: readonly ThresholdPoint[]
}

/**
 * Returns the lowest threshold at which a cascade of two judges agrees with people as often as asked for, or, where none does, the lowest with the
 * highest agreement; null without a pair that all three judged. Since a higher threshold asks more, the lowest is the cheapest at any prices.
 * The target must be passed by one standard error, for a point picked because it is high comes out lower on new pairs. The intervals leave the
 * choice out of fold: the threshold of every pair is chosen on other prompts.
 *
 * @throws RangeError where the arrays are not parallel
 */
export function chooseThreshold(
  pilot: ThresholdPilot,
  options: ThresholdOptions,
  random: Random,
): ThresholdChoice | null {
  const pairs = readPairs(pilot)
  if (pairs.length === 0) return null
  const { target, resamples = 1000, level = 0.95 } = options
  const groups = Uint32Array.from(pairs, ({ group }) => group)
  const stays = staysOutOfFold(pairs, options, random.fork('folds'))
  const estimate = (holds: (pair: Pair, row: number) => boolean): Interval => {
    const values = Float64Array.from(pairs, (pair, row) => Number(holds(pair, row)))
    const stream = { resamples, level, random: random.fork('resamples') }
    return groupInterval(meanOver(values), groups, stream)
  }
  const agreement = estimate((pair, row) => (stays[row] ? pair.firstAgrees : pair.nextAgrees))
  return {
    threshold: cheapest(pairs, target).threshold,
    pairs: pairs.length,
    agreement,
    escalated: estimate((_, row) => !stays[row]),
    reached: agreement.value >= target,
    certain: agreement.lo >= target,
    firstAlone: estimate((pair) => pair.firstAgrees),
    nextAlone: estimate((pair) => pair.nextAgrees),
    curve: drawCurve(pairs),
  }
}

/** Returns for every pair whether it stays with the first judge at the threshold that other prompts choose. */
function staysOutOfFold(
  pairs: readonly Pair[],
  { target, folds = 5 }: ThresholdOptions,
  random: Random,
): boolean[] {
  const stays = new Array<boolean>(pairs.length).fill(false)
  const groups = pairs.map(({ group }) => group)
  for (const { inside, outside } of eachFold(foldRows(groups, folds, random))) {
    const others = Array.from(outside, (row) => pairs[row]!)
    const { threshold } = cheapest(others.length === 0 ? pairs : others, target)
    for (const row of inside) stays[row] = isSure(pairs[row]!, threshold)
  }
  return stays
}

interface Pair {
  readonly group: number
  /** Confidence of the first judge; 0 where it flipped or states none, so that the next one is always asked. */
  readonly confidence: number
  readonly firstAgrees: boolean
  readonly nextAgrees: boolean
}

function readPairs({ first, next, human, groups }: ThresholdPilot): Pair[] {
  if (next.length !== first.length || human.length !== first.length) {
    throw new RangeError(
      `chooseThreshold: got ${next.length} and ${human.length} verdicts, expected ${first.length}`,
    )
  }
  return first.flatMap((reading, row) => {
    const person = human[row] ?? null
    const second = next[row] ?? null
    if (reading === null || person === null || second === null) return []
    const { pA, flip, verdict } = reading
    return {
      group: groups[row]!,
      confidence: flip || pA === null ? 0 : Math.max(pA, 1 - pA),
      firstAgrees: verdict === person,
      nextAgrees: second === person,
    }
  })
}

function isSure({ confidence }: Pair, threshold: number): boolean {
  return confidence >= threshold && threshold < 1
}

/** Returns the points at 0.5, at every confidence that occurs, and at 1. O(pairs log pairs). */
function drawCurve(pairs: readonly Pair[]): ThresholdPoint[] {
  const sorted = [...pairs].sort((x, y) => x.confidence - y.confidence)
  const points: ThresholdPoint[] = []
  let agreeing = pairs.filter(({ firstAgrees }) => firstAgrees).length
  let asked = 0
  const thresholds = new Set([0.5, ...sorted.map(({ confidence }) => confidence), 1])
  for (const threshold of [...thresholds].filter((own) => own >= 0.5).sort((x, y) => x - y)) {
    for (; asked < sorted.length && !isSure(sorted[asked]!, threshold); asked++) {
      agreeing += Number(sorted[asked]!.nextAgrees) - Number(sorted[asked]!.firstAgrees)
    }
    points.push({
      threshold,
      agreement: agreeing / pairs.length,
      escalated: asked / pairs.length,
    })
  }
  return points
}

/** Returns the first point that reaches the target by one standard error; else the first of the highest agreement. */
function cheapest(pairs: readonly Pair[], target: number): ThresholdPoint {
  const curve = drawCurve(pairs)
  const reaching = curve.find(({ agreement }) => {
    const error = Math.sqrt((agreement * (1 - agreement)) / pairs.length)
    return agreement - error >= target
  })
  if (reaching !== undefined) return reaching
  return curve.reduce((best, point) => (point.agreement > best.agreement ? point : best))
}
