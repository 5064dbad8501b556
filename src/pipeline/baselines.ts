import type { Interval, ScoreName } from '../domain/index.ts'
import {
  bootstrapScores,
  noiseFloor,
  pairedDifference,
  type ScoreSamples,
  scoreInterval,
  scoreRows,
} from '../evaluate/index.ts'
import type { EvaluationRows, PartedSuite } from './evaluation-rows.ts'
import type { StageContext } from './stage.ts'
import { BASELINE_SHARES, type HeadsArtifact, isDrawOf } from './stage-train.ts'
import { partMargins, type SuitePart, scoreHeads, targetScores } from './targets.ts'
import type { TrainedHeads } from './trained-heads.ts'

/** A score and its accuracy companion, in points. */
export interface ScoredInterval {
  readonly score: Interval
  readonly accuracy: Interval
}

/** Standard deviation of a score at a fixed mix, points. */
export interface NoiseReport {
  /** What is left when two mixes are compared on the same rows: the part of the evaluation noise that they do not share, and run noise. */
  readonly overall: number
  readonly categories: Readonly<Record<string, number>>
  /** Of the score alone, rows drawn anew. */
  readonly unpaired: number
  /** Of repeated training; null where nothing was repeated. */
  readonly repeats: number | null
}

/** What every mix is compared with; all on the judge part. */
export interface BaselineReport {
  readonly noiseFloor: NoiseReport
  readonly allHuman: ScoredInterval
  readonly allLm: ScoredInterval
  readonly humanMinusLm: ScoredInterval
  readonly random: readonly {
    readonly share: number
    readonly mean: number
    readonly sd: number
    readonly mixes: number
  }[]
  /** `longer` with its bootstrap interval; the two with chance in them as mean and 95 % range of single draws. */
  readonly controls: Readonly<Record<'longer' | 'randomLabels' | 'flipped20', ScoredInterval>>
}

interface Trained {
  readonly facts: HeadsArtifact
  readonly heads: TrainedHeads
  readonly evaluation: EvaluationRows
}

/** Bootstrap resamples of every interval on evaluation rows. */
export const RESAMPLES = 1000

/** Returns the baselines, the controls and the noise floor of a set of trained models, on the judge part of the main suite. */
export function measureBaselines(trained: Trained, context: StageContext): BaselineReport {
  const { facts } = trained
  const { score } = context.options.ppm
  const byName = indexByName(facts)
  const fixed = ['control:all-human', 'control:all-lm', 'control:longer'].map(
    (name) => byName.get(name)![0]!,
  )
  const middle = facts.heads.flatMap(({ name }, index) =>
    name.startsWith('random-50-') ? [index] : [],
  )
  const sampled = (name: ScoreName): ScoreSamples =>
    sampleHeads(trained, [...fixed, ...middle], { score: name, part: 'judge', context })
  const samples: Record<ScoreName, ScoreSamples> = {
    soft: sampled('soft'),
    accuracy: sampled('accuracy'),
  }
  const scored = (head: number): ScoredInterval => ({
    score: plain(scoreInterval(samples[score], head, 'overall')),
    accuracy: plain(scoreInterval(samples.accuracy, head, 'overall')),
  })
  const difference = (name: ScoreName): Interval =>
    plain(
      pairedDifference(
        { samples: samples[name], heads: [0] },
        { samples: samples[name], heads: [1] },
        'overall',
      ),
    )
  return {
    noiseFloor: measureNoise(trained, samples[score], {
      fixed: fixed.length,
      count: middle.length,
    }),
    allHuman: scored(0),
    allLm: scored(1),
    humanMinusLm: { score: difference(score), accuracy: difference('accuracy') },
    random: randomBaseline(trained, score),
    controls: {
      longer: scored(2),
      randomLabels: spreadOfDraws(trained, 'random-labels', score),
      flipped20: spreadOfDraws(trained, 'flipped-20', score),
    },
  }
}

// One draw of random labels is one random direction: only several tell what a model that learned nothing scores.
function spreadOfDraws(
  trained: Trained,
  control: 'random-labels' | 'flipped-20',
  score: ScoreName,
): ScoredInterval {
  const draws = trained.facts.heads.flatMap(({ name }, index) =>
    isDrawOf(name, control) ? [index] : [],
  )
  const spread = (name: ScoreName): Interval => {
    const all = overallScores(trained, name)
    const own = draws.map((index) => all[index]!)
    const value = own.reduce((sum, one) => sum + one, 0) / own.length
    const squares = own.reduce((sum, one) => sum + (one - value) ** 2, 0)
    const sd = own.length < 2 ? Number.NaN : Math.sqrt(squares / (own.length - 1))
    return { value, lo: value - 1.96 * sd, hi: value + 1.96 * sd }
  }
  return { score: spread(score), accuracy: spread('accuracy') }
}

const plain = ({ value, lo, hi }: Interval): Interval => ({ value, lo, hi })

/** Returns where each model name stands among the heads; several places where it was trained with several seeds. */
export function indexByName(facts: HeadsArtifact): Map<string, number[]> {
  const byName = new Map<string, number[]>()
  facts.heads.forEach(({ name }, index) => {
    const held = byName.get(name)
    if (held) held.push(index)
    else byName.set(name, [index])
  })
  return byName
}

/** Which scores are resampled. */
export interface SampleOptions {
  readonly score: ScoreName
  readonly part: SuitePart
  readonly context: StageContext
  /** Suite; the main one unless told. */
  readonly parted?: PartedSuite
}

/** Returns resampled scores of some of the models on one part of a suite; equal stages, suites and parts share their resamples. */
export function sampleHeads(
  { heads, evaluation }: Trained,
  wanted: readonly number[],
  { score, part, context, parted = evaluation.main }: SampleOptions,
): ScoreSamples {
  const chosen = selectHeads(heads, wanted, evaluation.rows.length)
  const margins = partMargins(evaluation, chosen, { parted, part })
  const values = scoreRows(score, margins, { marginScales: chosen.scales, k: wanted.length })
  return bootstrapScores(
    parted[part],
    values,
    { resamples: RESAMPLES },
    context.random.fork('bootstrap', part, parted.offset),
  )
}

/** Returns some of the trained models. */
export function selectHeads(
  heads: TrainedHeads,
  wanted: readonly number[],
  width: number,
): TrainedHeads {
  const margins = new Float32Array(wanted.length * width)
  wanted.forEach((head, index) => {
    margins.set(heads.margins.subarray(head * width, (head + 1) * width), index * width)
  })
  return {
    margins,
    scales: Float64Array.from(wanted, (head) => heads.scales[head]!),
    weights: null,
  }
}

// Paired: each random 50 % mix against the mean of the others on the same resamples; what the rows do to all of them cancels.
function measureNoise(
  trained: Trained,
  samples: ScoreSamples,
  { fixed, count }: { readonly fixed: number; readonly count: number },
): NoiseReport {
  const middle = Array.from({ length: count }, (_, index) => fixed + index)
  const pairedSd = (target: string): number => {
    const sds = middle.map((head) => {
      const others = middle.filter((other) => other !== head)
      return pairedDifference({ samples, heads: [head] }, { samples, heads: others }, target).sd
    })
    return noiseFloor({ bootstrapSds: sds }).sd ?? 0
  }
  const repeats = repeatNoise(trained)
  const withRepeats = (sd: number): number => Math.hypot(sd, repeats ?? 0)
  const categories = samples.targets.filter((target) => target !== 'overall')
  return {
    overall: withRepeats(pairedSd('overall')),
    categories: Object.fromEntries(categories.map((name) => [name, withRepeats(pairedSd(name))])),
    unpaired:
      noiseFloor({ bootstrapSds: middle.map((head) => scoreInterval(samples, head, 'overall').sd) })
        .sd ?? 0,
    repeats,
  }
}

function repeatNoise(trained: Trained): number | null {
  const scores = overallScores(trained, 'soft')
  const repeats = [...indexByName(trained.facts).values()].filter((heads) => heads.length > 1)
  return (
    noiseFloor({ repeats: repeats.map((heads) => heads.map((head) => scores[head]!)) }).repeats
      ?.sd ?? null
  )
}

function randomBaseline(trained: Trained, score: ScoreName): BaselineReport['random'] {
  const scores = overallScores(trained, score)
  const { heads, poolRows } = trained.facts
  const groupAt = (
    share: number,
    name: RegExp,
  ): { share: number; mean: number; sd: number; mixes: number } => {
    const own = heads.flatMap((head, index) => (name.test(head.name) ? [scores[index]!] : []))
    const mean = own.reduce((sum, value) => sum + value, 0) / own.length
    const sd =
      own.length < 2
        ? 0
        : Math.sqrt(own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (own.length - 1))
    return { share, mean, sd, mixes: own.length }
  }
  const shareOf = (share: number): number => Math.round(share * poolRows) / poolRows
  return [
    groupAt(0, /^control:all-lm$/),
    ...BASELINE_SHARES.map((share) =>
      groupAt(shareOf(share), new RegExp(`^random-${Math.round(share * 100)}-`)),
    ),
    groupAt(1, /^control:all-human$/),
  ]
}

function overallScores({ heads, evaluation }: Trained, score: ScoreName): Float64Array {
  return targetScores(scoreHeads(evaluation, heads, 'judge'), 'overall', score)
}
