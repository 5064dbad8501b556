import type {
  Interval,
  StudyBudget,
  StudyMain,
  StudyMeasure,
  StudyQuality,
  StudyResult,
  StudyRow,
} from '../../src/domain/index.ts'
import { drawNormal, type Random } from '../../src/kit/index.ts'

/** A router of a made-up study: its share of the achievable gain. */
export interface SampleRouter {
  readonly name: string
  readonly skill: number
  readonly ppm?: string | null
}

/** What a made-up group of rows is about. */
interface SampleGroup {
  readonly set: string
  readonly measure: StudyMeasure
  readonly target?: string
  readonly score?: string
  readonly setting?: string
  readonly routers: readonly SampleRouter[]
  readonly budgets: readonly StudyBudget[]
  /** Scores of the single sources, and what the oracle has over random at half, points. */
  readonly lm: number
  readonly human: number
  readonly room: number
  /** Half width of the interval of a difference, points. */
  readonly half: number
  readonly seeds: number
  readonly pilot?: number
  readonly trainedMixes?: number
  readonly noise?: number
  readonly encoder?: string
  /** Multiplies the skills. */
  readonly factor?: number
}

export const around = (value: number, half: number): Interval => ({
  value,
  lo: value - half,
  hi: value + half,
})

/** Returns made-up rows of one group; the same stream gives the same rows. */
export function sampleRows(group: SampleGroup, random: Random): StudyRow[] {
  const { routers, budgets, lm, human, room, half, factor = 1 } = group
  const all = [...routers, { name: 'random', skill: 0 }, { name: 'oracle', skill: 1 }]
  return budgets.flatMap((budget) => {
    const share = budget === 'area' ? 0.5 : budget
    const random0 = lm + share * (human - lm)
    const reach = room * (budget === 'area' ? 2 / 3 : 4 * share * (1 - share))
    return all.map(({ name, skill, ppm = null }: SampleRouter): StudyRow => {
      const isReference = name === 'random' || name === 'oracle'
      const own = isReference ? skill : factor * skill + (0.35 * half * drawNormal(random)) / room
      const gain = own * reach
      const width = name === 'random' ? 0 : half * (0.8 + 0.4 * random.next())
      return {
        set: group.set,
        router: name,
        ppm,
        sampler: ppm === null ? null : 'direction',
        encoder: group.encoder ?? null,
        budget,
        measure: group.measure,
        target: group.target ?? null,
        score: group.score ?? null,
        trainedMixes: ppm === null ? null : (group.trainedMixes ?? null),
        noise: group.noise ?? null,
        pilot: group.pilot ?? null,
        setting: group.setting ?? 'main',
        seeds: group.seeds,
        humanShare: budget === 'area' ? null : budget,
        value: around(random0 + gain, 2.4 * half),
        vsRandom: around(gain, width),
        vsAllHuman: around(random0 + gain - human, 1.4 * half),
        vsAllLm: around(random0 + gain - lm, 1.4 * half),
        vsBetterSingle: around(random0 + gain - Math.max(human, lm), 1.4 * half),
        shareOfOracle: name === 'random' ? null : around(own, width / reach),
        exploratory: true,
        adjustedP: isReference ? null : Math.min(1, Math.exp(-1.2 * Math.abs(gain / half) ** 1.6)),
      }
    })
  })
}

/** Returns the rows with the one of the comparison marked, and that comparison. */
export function fixOne(
  rows: readonly StudyRow[],
  wanted: Pick<StudyMain, 'set' | 'router' | 'budget' | 'measure' | 'target' | 'score'>,
): { readonly rows: StudyRow[]; readonly main: StudyMain } {
  const at = rows.findIndex(
    (row) =>
      row.setting === 'main' &&
      (Object.keys(wanted) as (keyof typeof wanted)[]).every((key) => row[key] === wanted[key]),
  )
  const row = rows[at]!
  return {
    rows: rows.map((own, index) =>
      index === at ? { ...own, exploratory: false, adjustedP: null } : own,
    ),
    main: {
      ...wanted,
      against: 'random',
      difference: row.vsRandom!,
      shareOfOracle: row.shareOfOracle,
      seeds: row.seeds,
    },
  }
}

export function empty(name: string, title: string): Omit<StudyResult, 'main' | 'rows'> {
  return {
    format: 'hyper/study@1',
    name,
    title,
    seed: 42,
    data: { rows: null, groups: null, files: [] },
    method: [
      'Splits are by prompt group.',
      'Intervals are 95 %: splits and prompt groups are resampled.',
    ],
    refusals: [],
    quality: [],
    transfer: [],
    next: [],
    composition: [],
    calibration: [],
    breakEven: [],
    falseAlarms: [],
    prices: { human: null, lm: null },
    verdict: { recommendation: 'Take the cheapest plan.', reasons: [] },
  }
}

export function quality(ppm: string, target: string, spearman: number): StudyQuality {
  return {
    set: 'all',
    setting: 'main',
    ppm,
    sampler: null,
    target,
    score: null,
    trainedMixes: null,
    seeds: 20,
    spearman: around(spearman, 0.05),
    budgetOnly: null,
    r2: null,
    reliability: null,
    shareOfCeiling: null,
  }
}

export function verdictOf({
  router,
  difference: { value, lo, hi },
  against,
}: StudyMain): StudyResult['verdict'] {
  return {
    recommendation: `Route with "${router}": at 50 % human labels it is ${value.toFixed(2)} (95 % ${lo.toFixed(2)} to ${hi.toFixed(2)}) points above ${against}.`,
    reasons: [
      'It beats the better single source as well.',
      '41 of 60 exploratory differences to random have an adjusted p below 0.05.',
    ],
  }
}

export function sampleFeatures(random: Random): [string, string, number, number][] {
  const names = [
    'ROUGE-L below 0.33',
    'ROUGE-L 0.33 to 0.67',
    'length difference above 120 tokens',
    'the judge flips with the order',
    'the judge is sure (p over 0.9)',
    'safety concern: low',
    'safety concern: moderate',
    'expertise: expert domain knowledge',
    'expertise: general public',
    'subject: computer science',
    'subject: chemical engineering',
    'complexity of intents: complex',
    'complexity of intents: simple',
    'format constraints present',
    'prompt longer than 200 tokens',
    'same entities in both',
    'cosine above 0.67',
    'open-endedness: high',
    'type of in-context material: code',
    'shorter response below 40 tokens',
    'subject: mathematics',
    'subject: law',
  ]
  return names.map((label, index) => {
    const pool = 0.08 + 0.6 * random.next()
    const sent =
      pool + 0.24 * Math.exp(-index / 6) * (index % 3 === 1 ? -1 : 1) + 0.01 * drawNormal(random)
    return [`feature-${index}`, label, pool, Math.min(0.98, Math.max(0.02, sent))]
  })
}
