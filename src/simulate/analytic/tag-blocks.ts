import type { FeatureSpec } from '../../domain/index.ts'
import { HyperError, type Random, show } from '../../kit/index.ts'

/** Features that are drawn together; blocks do not depend on each other. */
export interface TagBlock {
  /**
   * Group of the features; unique in a world. Exclusive blocks named `absLogLengthRatio`, `promptLength`, `shorterLength` or `wordOverlap` are
   * the bins of the signal of that name, and the first feature of a block named `code` is that signal.
   */
  readonly group: string
  readonly kind: FeatureSpec['kind']
  /** Whether an instance carries at most one feature of the block. */
  readonly exclusive: boolean
  /** Whether all instances of a prompt agree, or each pair is drawn by itself. */
  readonly of: 'prompt' | 'pair'
  /** Share of the instances that carries each feature, 0 to 1; in an exclusive block at most 1 together. */
  readonly shares: readonly number[]
}

/** Blocks that are bins of a signal, in the order in which bins are planned. */
export const SIGNAL_BLOCKS = [
  'absLogLengthRatio',
  'promptLength',
  'shorterLength',
  'wordOverlap',
] as const

/**
 * Returns blocks of so many features: text bins in exhaustive groups of three, levels that exclude each other, subjects of falling (Zipf)
 * frequency 0.34 / rank, flags; of 90 features 27, 14, 46 and 3.
 */
export function planBlocks(columns: number, random: Random): TagBlock[] {
  const bins = Math.min(9, Math.floor(columns / 10))
  const levels = columns >= 60 ? [3, 4, 4, 3] : columns >= 20 ? [3] : []
  const flags = Math.min(3, columns - 3 * bins - levels.reduce((sum, size) => sum + size, 0))
  const planned = 3 * bins + levels.reduce((sum, size) => sum + size, 0) + flags
  const measures = Array.from({ length: bins }, (_, index): TagBlock => {
    const group = SIGNAL_BLOCKS[index] ?? `measure-${index + 1}`
    const of = group === 'promptLength' ? 'prompt' : 'pair'
    return { group, kind: 'bin', exclusive: true, of, shares: drawShares(3, random) }
  })
  const ordered = levels.map((size, index): TagBlock => {
    const shares = drawShares(size, random)
    return { group: `level-${index + 1}`, kind: 'tag', exclusive: true, of: 'prompt', shares }
  })
  const subjects: TagBlock = {
    group: 'subject',
    kind: 'tag',
    exclusive: false,
    of: 'prompt',
    shares: Array.from({ length: columns - planned }, (_, index) => 0.34 / (index + 1)),
  }
  const statements = Array.from({ length: flags }, (_, index): TagBlock => {
    const group = index === 0 ? 'code' : `flag-${index}`
    const shares = [0.1 + 0.3 * random.next()]
    return { group, kind: 'flag', exclusive: false, of: 'prompt', shares }
  })
  return [...measures, ...ordered, subjects, ...statements].filter(
    ({ shares }) => shares.length > 0,
  )
}

/** Shares that sum to 1, none of them tiny (gaps between uniform numbers, mixed with equal shares). */
function drawShares(count: number, random: Random): number[] {
  const cuts = Array.from({ length: count - 1 }, () => random.next()).sort((a, b) => a - b)
  return Array.from({ length: count }, (_, index) => {
    const gap = (cuts[index] ?? 1) - (cuts[index - 1] ?? 0)
    return 0.5 * gap + 0.5 / count
  })
}

/**
 * Returns the same blocks.
 *
 * @throws HyperError `config/bad-features` where groups repeat or shares are no shares
 */
export function checkBlocks(blocks: readonly TagBlock[]): readonly TagBlock[] {
  const seen = new Set<string>()
  for (const { group, shares, exclusive } of blocks) {
    if (seen.has(group)) throw badFeatures(`group ${show(group)}`, 'it twice', 'groups that differ')
    seen.add(group)
    const bad = shares.find((share) => !(share >= 0 && share <= 1))
    if (bad !== undefined) throw badFeatures(`shares of ${show(group)}`, bad, '0 to 1')
    const total = shares.reduce((sum, share) => sum + share, 0)
    if (exclusive && total > 1 + 1e-9)
      throw badFeatures(
        `shares of ${show(group)}`,
        total,
        'at most 1 together, as they exclude each other',
      )
  }
  return blocks
}

function badFeatures(what: string, got: unknown, expected: string): HyperError {
  return new HyperError(
    'config/bad-features',
    `simulated features, ${what}: got ${String(got)}, expected ${expected}`,
  )
}

/** Returns the columns of the blocks, `GROUP:1` and so on. */
export function blockSpecs(blocks: readonly TagBlock[]): FeatureSpec[] {
  return blocks.flatMap(({ group, kind, exclusive, shares }) =>
    shares.map((_, index) => ({
      id: `${group}:${index + 1}`,
      kind,
      group,
      exclusive,
      label: `simulated ${group} ${index + 1}`,
    })),
  )
}

/** Returns the expected product of two quantities that are linear in the features, each centred: their covariance over instances. */
export function covariance(
  blocks: readonly TagBlock[],
  first: Float64Array,
  second: Float64Array,
): number {
  let total = 0
  let column = 0
  for (const { shares, exclusive } of blocks) {
    let both = 0
    let left = 0
    let right = 0
    for (const share of shares) {
      const product = first[column]! * second[column]! * share
      both += exclusive ? product : product * (1 - share)
      left += share * first[column]!
      right += share * second[column++]!
    }
    total += exclusive ? both - left * right : both
  }
  return total
}

/** Returns the expected value of a quantity that is linear in the features. */
export function expectation(blocks: readonly TagBlock[], weights: Float64Array): number {
  let total = 0
  let column = 0
  for (const { shares } of blocks) for (const share of shares) total += share * weights[column++]!
  return total
}
