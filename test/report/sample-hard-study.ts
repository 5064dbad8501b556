import type { Interval, StudyResult, StudyRow } from '../../src/domain/index.ts'
import { createRandom } from '../../src/kit/index.ts'
import { HOSTILE } from './sample-report.ts'
import { empty, sampleRows } from './sample-rows.ts'
import { sampleLabelStudy, sampleRewardStudy } from './sample-study.ts'

/** Returns the smallest study that can be: one row, nothing else, and that row without a single difference. */
export function smallestStudy(): StudyResult {
  const unknown = { value: Number.NaN, lo: Number.NaN, hi: Number.NaN }
  const [row] = sampleRows(
    {
      set: 'all',
      measure: 'reward',
      routers: [{ name: 'search', skill: 0 }],
      budgets: [0.5],
      lm: 60,
      human: 61,
      room: 1,
      half: 0.1,
      seeds: 1,
    },
    createRandom(8),
  )
  return {
    ...empty('smallest', ''),
    rows: [
      {
        ...row!,
        value: unknown,
        vsRandom: null,
        vsAllHuman: null,
        vsAllLm: null,
        vsBetterSingle: null,
        shareOfOracle: null,
        adjustedP: null,
        exploratory: false,
      },
    ],
    main: {
      set: 'all',
      router: 'search',
      against: 'random',
      budget: 0.5,
      measure: 'reward',
      target: null,
      score: null,
      difference: unknown,
      shareOfOracle: null,
      seeds: 1,
    },
  }
}

/** Names that stay as they are: they decide what a row is. */
const KEPT: readonly string[] = ['main', 'random', 'oracle', 'all']

/** Returns the study of reward models with names that would run or load something if they were not escaped. */
export function hostileStudy(): StudyResult {
  const spoil = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => spoil(item, key))
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(
        Object.entries(value).map(([name, own]) => [name, spoil(own, name)]),
      )
    const isName =
      typeof value === 'string' && !['format', 'measure', 'against', 'budget'].includes(key)
    return isName && !KEPT.includes(value) ? `${value} ${HOSTILE}` : value
  }
  return spoil(sampleRewardStudy(), '') as StudyResult
}

/** Returns a study whose routers differ by hundredths of a point, far from both single sources, without rows of references; fixed over all budgets. */
export function tightStudy(): StudyResult {
  const study = sampleLabelStudy()
  const narrow = (interval: Interval | null): Interval | null =>
    interval && {
      value: interval.value / 50,
      lo: interval.value / 50 - 0.01,
      hi: interval.value / 50 + 0.01,
    }
  const isMain = (row: StudyRow): boolean =>
    row.set === 'all' && row.router === 'combined' && row.budget === 'area'
  const rows = study.rows
    .filter(({ router }) => router !== 'oracle' && router !== 'random')
    .map((row) => {
      const value = 83 + (row.value.value - 83) / 50
      return {
        ...row,
        value: { value, lo: value - 0.1, hi: value + 0.1 },
        vsRandom: narrow(row.vsRandom),
        vsAllHuman: { value: value - 80, lo: value - 80.1, hi: value - 79.9 },
        vsAllLm: { value: value - 81, lo: value - 81.1, hi: value - 80.9 },
        exploratory: !isMain(row),
      }
    })
  const difference = rows.find(isMain)!.vsRandom!
  return { ...study, rows, main: { ...study.main, budget: 'area', difference } }
}

/** Returns a study of transfer between all ordered pairs of six sets: one budget, no oracle. */
export function transferStudy(): StudyResult {
  const study = sampleLabelStudy()
  const names = ['arena', 'helpful', 'harmless', 'summaries', 'chat', 'code']
  const pairs = names.flatMap((from) =>
    names.filter((to) => to !== from).map((to) => `${from} to ${to}`),
  )
  const random = createRandom(9)
  const rows = pairs.flatMap((set) =>
    sampleRows(
      {
        set,
        measure: 'label-quality',
        routers: [
          { name: 'label-gain', skill: random.next() - 0.2 },
          { name: 'uncertainty', skill: 0.1 },
        ],
        budgets: [0.5],
        lm: 84,
        human: 82,
        room: 3,
        half: 0.4,
        seeds: 10,
        pilot: 0.2,
      },
      random,
    ).filter(({ router }) => router !== 'oracle'),
  )
  const main = {
    ...study.main,
    set: pairs[0]!,
    router: 'label-gain',
    difference: rows[0]!.vsRandom!,
    shareOfOracle: null,
  }
  return {
    ...study,
    rows: rows.map((row, at) => ({ ...row, shareOfOracle: null, exploratory: at !== 0 })),
    main,
    quality: [],
    calibration: [],
    composition: [],
    refusals: [],
    next: study.next.slice(0, 1),
  }
}
