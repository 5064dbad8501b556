import type { LabelledPool, MixScore } from '../domain/index.ts'
import { drawSubset, type Random } from '../kit/index.ts'
import { type HeadLabels, labelTables, type TargetMode } from './targets.ts'

/** The heads that are trained and shown with every set of mixes, in this order. */
export const CONTROLS = ['all-human', 'all-lm', 'longer', 'random-labels', 'flipped-20'] as const

/** Name of a control; stands where a mix id stands. */
export type ControlName = (typeof CONTROLS)[number]

/** One control with its labels. */
export interface Control {
  readonly name: ControlName
  readonly labels: HeadLabels
}

/** Share of the human labels that `flipped-20` turns round. */
export const FLIPPED_SHARE = 0.2

/**
 * Returns the labels of the controls: people alone, the judge alone, always the longer completion, fair coins, and human labels of
 * which exactly a fifth is turned round. `longer` is positive where A is longer, 0 where neither is; shape (rows).
 */
export function controlTargets(
  pool: LabelledPool,
  options: { readonly mode: TargetMode; readonly longer: ArrayLike<number> },
  random: Random,
): Control[] {
  const rows = pool.ids.length
  if (options.longer.length !== rows) {
    throw new RangeError(`controls: got ${options.longer.length} lengths, expected ${rows}`)
  }
  const { human, lm } = labelTables(pool, options.mode)
  const plain = (targets: Float32Array): HeadLabels => ({ targets, margins: null, mask: null })
  const coins = random.fork('random-labels')
  return [
    { name: 'all-human', labels: human },
    { name: 'all-lm', labels: lm },
    {
      name: 'longer',
      labels: plain(Float32Array.from(options.longer, (lead) => (Math.sign(lead) + 1) / 2)),
    },
    {
      name: 'random-labels',
      labels: plain(Float32Array.from({ length: rows }, () => (coins.next() < 0.5 ? 0 : 1))),
    },
    { name: 'flipped-20', labels: flipLabels(human, random.fork('flipped-20')) },
  ]
}

function flipLabels(labels: HeadLabels, random: Random): HeadLabels {
  const targets = labels.targets.slice()
  const flipped = drawSubset(targets.length, Math.round(FLIPPED_SHARE * targets.length), random)
  for (const row of flipped) targets[row] = 1 - targets[row]!
  return { ...labels, targets }
}

/** Scores of the controls that the warnings look at. */
export interface ControlScores {
  readonly allHuman: MixScore
  readonly allLm: MixScore
  readonly flipped: MixScore
}

/**
 * Returns plain sentences about what the controls reveal, none where all is well: flipped labels that beat clean ones, and categories
 * below one half, where noise raises the score.
 */
export function controlWarnings(scores: ControlScores): string[] {
  const { allHuman, flipped } = scores
  const warnings: string[] = []
  for (const score of ['soft', 'accuracy'] as const) {
    const beaten = [
      { name: 'overall', clean: allHuman.overall, noisy: flipped.overall },
      ...Object.keys(allHuman.categories).map((name) => ({
        name,
        clean: allHuman.categories[name]!,
        noisy: flipped.categories[name] ?? allHuman.categories[name]!,
      })),
    ].filter(({ clean, noisy }) => noisy[score] > clean[score])
    for (const { name, clean, noisy } of beaten) {
      warnings.push(
        `human labels with 20 % flipped beat clean human labels on ${name} (${score}: ${points(noisy[score])} against ${points(clean[score])} points): a higher score there need not mean better labels`,
      )
    }
  }
  return [...warnings, ...halfWarnings(scores)]
}

function halfWarnings(scores: ControlScores): string[] {
  const singles = [
    { source: 'all-human', score: scores.allHuman },
    { source: 'all-LM', score: scores.allLm },
  ]
  return Object.keys(scores.allHuman.categories).flatMap((name) => {
    const below = singles.filter(({ score }) => (score.categories[name]?.accuracy ?? 50) < 50)
    if (below.length === 0) return []
    const told = below
      .map(({ source, score }) => `${source} ${points(score.categories[name]!.accuracy)}`)
      .join(', ')
    return [
      `category ${name} lies below one half (accuracy in points: ${told}): noise in the labels raises the score there`,
    ]
  })
}

function points(value: number): string {
  return value.toFixed(1)
}
