import { hasFeature } from '../domain/index.ts'
import { argsortDescending } from '../stats/index.ts'
import { scoreLinearGains } from './linear-gains.ts'
import type { Candidate, Objective } from './objective.ts'
import { countMembers } from './pool-view.ts'

/** A mix on the way up. */
export interface ClimbState {
  readonly isHuman: Uint8Array
  readonly value: number
}

/** Options of one climb. */
export interface ClimbOptions {
  /** False leaves out the single swaps, which cost most and move least; default true. */
  readonly polish?: boolean
}

/** Bounds of one climb; none is reached on pools of some thousand rows. */
const maxLeaps = 60
const maxSwaps = 300
/** Rows from each side whose swaps are predicted one by one; all of them where fewer pairs than this squared exist. */
const nearRows = 24
const exhaustivePairs = 2500

/**
 * Climbs from a mix to one that no swap improves: first leaps (many swaps at once along the slope of the objective, as many of them as
 * the objective itself confirms), then single swaps near the border, each predicted exactly. The size of the mix never changes.
 */
export function climb(
  objective: Objective,
  start: Uint8Array,
  { polish = true }: ClimbOptions = {},
): ClimbState {
  const isHuman = Uint8Array.from(start)
  let at = describeMix(objective, isHuman)
  for (let leap = 0; leap < maxLeaps; leap++) {
    const next = leapOnce(objective, isHuman, at)
    if (next === null) break
    at = next
  }
  for (let swap = 0; polish && swap < maxSwaps; swap++) {
    const next = swapOnce(objective, isHuman, at)
    if (next === null) break
    at = next
  }
  return { isHuman, value: at.value }
}

interface Place extends Candidate {
  readonly value: number
}

function describeMix(objective: Objective, isHuman: Uint8Array): Place {
  const counts = countMembers(objective.view.matrix, isHuman)
  let humans = 0
  for (let row = 0; row < isHuman.length; row++) humans += isHuman[row]!
  return { humans, counts, value: objective.values([{ humans, counts }])[0]! }
}

/** Rows of both sources in the order in which they want to change sides. */
function bordersOf(
  objective: Objective,
  isHuman: Uint8Array,
  at: Place,
): { scores: Float64Array; enter: Uint32Array; leave: Uint32Array } {
  const scores = scoreLinearGains(objective.view.matrix, objective.slopes(at))
  const order = argsortDescending(scores)
  const enter = new Uint32Array(order.length - at.humans)
  const leave = new Uint32Array(at.humans)
  for (let place = 0, entering = 0, leaving = at.humans; place < order.length; place++) {
    const row = order[place]!
    if (isHuman[row] === 0) enter[entering++] = row
    else leave[--leaving] = row
  }
  return { scores, enter, leave }
}

/** Tries 1, 2, 4, ... and all of the swaps that the slope wants; makes the best of them. Null when none improves. */
function leapOnce(objective: Objective, isHuman: Uint8Array, at: Place): Place | null {
  const { scores, enter, leave } = bordersOf(objective, isHuman, at)
  let wanted = 0
  const most = Math.min(enter.length, leave.length)
  while (wanted < most && scores[enter[wanted]!]! > scores[leave[wanted]!]!) wanted++
  if (wanted === 0) return null
  const sizes: number[] = []
  for (let size = 1; size < wanted; size *= 2) sizes.push(size)
  sizes.push(wanted)
  const counts = Float64Array.from(at.counts)
  let made = 0
  const candidates = sizes.map((size) => {
    for (; made < size; made++) applySwap(objective, counts, enter[made]!, leave[made]!)
    return { humans: at.humans, counts: Float64Array.from(counts) }
  })
  const best = findBest(objective.values(candidates), at.value)
  if (best === null) return null
  for (let index = 0; index < sizes[best.index]!; index++) {
    isHuman[enter[index]!] = 1
    isHuman[leave[index]!] = 0
  }
  return { ...candidates[best.index]!, value: best.value }
}

/** Predicts swaps of rows near the border and makes the best one. Null when none improves. */
function swapOnce(objective: Objective, isHuman: Uint8Array, at: Place): Place | null {
  const { scores, enter, leave } = bordersOf(objective, isHuman, at)
  const all = enter.length * leave.length <= exhaustivePairs
  const entering = all ? enter : distinctScores(enter, scores)
  const leaving = all ? leave : distinctScores(leave, scores)
  const pairs: (readonly [number, number])[] = []
  for (const row of entering) for (const other of leaving) pairs.push([row, other])
  if (pairs.length === 0) return null
  const candidates = pairs.map(([row, other]) => {
    const counts = Float64Array.from(at.counts)
    applySwap(objective, counts, row, other)
    return { humans: at.humans, counts }
  })
  const best = findBest(objective.values(candidates), at.value)
  if (best === null) return null
  const [row, other] = pairs[best.index]!
  isHuman[row] = 1
  isHuman[other] = 0
  return { ...candidates[best.index]!, value: best.value }
}

/** The first rows with so many different scores; rows of one score are, but for accidents, rows of one pattern. */
function distinctScores(order: Uint32Array, scores: Float64Array): number[] {
  const rows: number[] = []
  for (const row of order) {
    if (rows.length > 0 && scores[row] === scores[rows[rows.length - 1]!]) continue
    rows.push(row)
    if (rows.length === nearRows) break
  }
  return rows
}

function applySwap(objective: Objective, counts: Float64Array, enter: number, leave: number): void {
  const { matrix } = objective.view
  for (let column = 0; column < counts.length; column++) {
    counts[column]! +=
      Number(hasFeature(matrix, enter, column)) - Number(hasFeature(matrix, leave, column))
  }
}

/** Improvements below 1e-10 of the value are rounding, and would never end. */
function findBest(
  values: Float64Array,
  current: number,
): { readonly index: number; readonly value: number } | null {
  let best: { index: number; value: number } | null = null
  const least = current + 1e-10 * Math.max(1, Math.abs(current))
  values.forEach((value, index) => {
    if (value > (best?.value ?? least)) best = { index, value }
  })
  return best
}
