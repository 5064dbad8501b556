import type { StudyResult } from '../../src/domain/index.ts'
import { createRandom, drawNormal } from '../../src/kit/index.ts'
import {
  around,
  empty,
  fixOne,
  quality,
  type SampleRouter,
  sampleFeatures,
  sampleRows,
  verdictOf,
} from './sample-rows.ts'

const LABEL_ROUTERS: readonly SampleRouter[] = [
  { name: 'combined', skill: 0.41, ppm: 'bayes' },
  { name: 'label-gain', skill: 0.4 },
  { name: 'disagreement', skill: 0.33 },
  { name: 'uncertainty', skill: 0.22 },
  { name: 'uncertainty:tie', skill: 0.17 },
  { name: 'uncertainty:probability', skill: 0.21 },
  { name: 'uncertainty:entropy', skill: 0.21 },
  { name: 'uncertainty:flip', skill: 0.19 },
  { name: 'uncertainty:panel', skill: 0.12 },
  { name: 'uncertainty:consistency', skill: 0.09 },
  { name: 'reward-gap', skill: 0.03 },
  { name: 'coverage', skill: -0.04 },
]

const DATA_SETS = ['arena', 'helpful', 'harmless', 'summaries', 'chat-multi-turn', 'code-review']

/** Returns a made-up study of label quality: 12 routers, 6 data sets, all settings of the pilot. */
export function sampleLabelStudy(): StudyResult {
  const random = createRandom(5)
  const base = {
    measure: 'label-quality' as const,
    routers: LABEL_ROUTERS,
    lm: 84.1,
    human: 82.6,
    room: 5.2,
    half: 0.22,
    seeds: 20,
    pilot: 0.2,
    trainedMixes: 200,
  }
  const rows = [
    ...sampleRows({ ...base, set: 'all', budgets: [0.1, 0.25, 0.5, 0.75, 0.9, 'area'] }, random),
    ...DATA_SETS.flatMap((set, index) =>
      sampleRows(
        {
          ...base,
          set,
          budgets: [0.25, 0.5, 0.75, 'area'],
          half: 0.5 + 0.12 * index,
          room: 4 + index / 3,
          factor: 1.2 - 0.25 * index,
        },
        random,
      ),
    ),
    ...[0.02, 0.05, 0.1, 0.4].flatMap((pilot) =>
      sampleRows(
        {
          ...base,
          set: 'all',
          budgets: [0.25, 0.5, 0.75],
          setting: `pilot ${100 * pilot} %`,
          pilot,
          factor: 1 - 0.02 / pilot,
        },
        random,
      ),
    ),
    ...[50, 200, 800].flatMap((pilot) =>
      sampleRows(
        {
          ...base,
          set: 'all',
          budgets: [0.5],
          setting: `pilot ${pilot} rows`,
          pilot,
          factor: 1 - 30 / pilot,
        },
        random,
      ),
    ),
    ...['none', 'lm', 'human', 'either'].flatMap((rest, index) =>
      sampleRows(
        {
          ...base,
          set: 'all',
          budgets: [0.5],
          setting: `rest ${rest}`,
          pilot: 200,
          factor: 0.55 + 0.12 * index,
        },
        random,
      ),
    ),
  ]
  const fixed = fixOne(rows, {
    set: 'all',
    router: 'combined',
    budget: 0.5,
    measure: 'label-quality',
    target: null,
    score: null,
  })
  return {
    ...empty(
      'label-quality',
      'Who should label which pair? Quality of the labels on six public sets',
    ),
    ...fixed,
    data: { rows: 14210, groups: 9120, files: ['pairs-a.jsonl', 'pairs-b.jsonl'] },
    prices: { human: 0.84, lm: 0.0031 },
    refusals: [
      {
        set: 'all',
        setting: 'main',
        ppm: 'bayes',
        target: 'overall',
        count: 3,
        of: 20,
        reason: 'its difference to the budget alone is not surely above zero',
      },
      {
        set: 'all',
        setting: 'main',
        ppm: 'disagreement',
        target: 'P(differs)',
        count: 1,
        of: 20,
        reason: 'its rank correlation on prompt groups left out is not surely above zero',
      },
    ],
    quality: [
      { ...quality('label-gain', 'label utility', 0.24), set: 'all' },
      { ...quality('disagreement', 'P(differs)', 0.31), set: 'all' },
    ],
    next: [0.1, 0.25, 0.5, 0.75, 0.9].map((budget, index) => ({
      set: 'all',
      router: 'combined',
      budget,
      labels: 100,
      value: around(0.09 - 0.035 * index, 0.012),
      costUsd: 100 * (0.84 - 0.0031),
    })),
    composition: sampleFeatures(random).map(([feature, label, poolShare, humanShare]) => ({
      set: 'all',
      router: 'combined',
      budget: 0.5,
      feature,
      label,
      humanShare,
      poolShare,
    })),
    calibration: [
      ...Array.from({ length: 12 }, (_, bin) => ({
        set: 'all',
        predictor: 'label gain',
        predicted: -0.2 + 0.04 * bin,
        observed: 0.8 * (-0.2 + 0.04 * bin) + 0.02 * drawNormal(random),
        rows: Math.round(2400 * Math.exp(-((bin - 5) ** 2) / 8)) + 3,
      })),
      ...Array.from({ length: 16 }, (_, bin) => ({
        set: 'all',
        predictor: 'P(differs)',
        predicted: 0.1 + 0.05 * bin,
        observed: 0.1 + 0.05 * bin + 0.03 * drawNormal(random),
        rows: Math.round(1800 * Math.exp(-((bin - 6) ** 2) / 12)) + 1,
      })),
    ],
    verdict: verdictOf(fixed.main),
  }
}

const WORLD_ROUTERS: readonly SampleRouter[] = [
  { name: 'search', skill: 0.61, ppm: 'bayes' },
  { name: 'simulated', skill: 0.52, ppm: 'ridge' },
  { name: 'marginal', skill: 0.57, ppm: 'bayes' },
  { name: 'top-k', skill: 0.49, ppm: 'bayes' },
  { name: 'search, gp', skill: 0.6, ppm: 'gp' },
  { name: 'search, quadratic', skill: 0.58, ppm: 'quadratic' },
  { name: 'search, boosting', skill: 0.2, ppm: 'boosting' },
  { name: 'published top-k', skill: 0.06, ppm: 'quadratic-ols' },
  { name: 'published simulated', skill: 0.12, ppm: 'quadratic-ols' },
  { name: 'coverage', skill: 0.01 },
]

const FAMILIES = ['paper', 'no-signal', 'judge-better', 'human-better', 'noisy-human', 'drift']

/** Returns a made-up study of simulated worlds: ten routers, six families, numbers of mixes and run noise. */
export function sampleWorldStudy(): StudyResult {
  const random = createRandom(6)
  const base = {
    measure: 'gain' as const,
    routers: WORLD_ROUTERS,
    lm: 61,
    human: 64.5,
    room: 2.6,
    half: 0.06,
    seeds: 40,
    trainedMixes: 200,
    noise: 0.3,
  }
  const rows = FAMILIES.flatMap((set, index) => {
    const own = sampleRows(
      {
        ...base,
        set,
        budgets: index === 5 ? [0.5] : [0.25, 0.5, 0.75, 'area'],
        room: set === 'no-signal' ? 0.02 : base.room - 0.2 * index,
        seeds: index === 0 ? 40 : 20,
        factor: set === 'no-signal' ? 0 : 1 - 0.1 * index,
      },
      random,
    )
    return set === 'no-signal'
      ? own
          .filter(({ router }) => router !== 'oracle')
          .map((row) => ({ ...row, shareOfOracle: null }))
      : own
  })
  const varied = [
    ...[25, 50, 100, 400, 1000].map((trainedMixes) => ({
      setting: `mixes ${trainedMixes}`,
      trainedMixes,
      factor: 1 - 14 / trainedMixes,
    })),
    ...[0, 0.1, 0.6, 1.2].map((noise) => ({
      setting: `noise ${noise}`,
      noise,
      factor: 1.15 - 0.5 * noise,
    })),
  ].flatMap((setting) =>
    sampleRows({ ...base, set: 'paper', budgets: [0.25, 0.5, 0.75], ...setting }, random),
  )
  const fixed = fixOne([...rows, ...varied], {
    set: 'paper',
    router: 'search',
    budget: 0.5,
    measure: 'gain',
    target: null,
    score: null,
  })
  return {
    ...empty('worlds', 'Routers in worlds whose truth is known'),
    ...fixed,
    refusals: WORLD_ROUTERS.flatMap(({ ppm }, index) =>
      ppm === undefined || index > 6
        ? []
        : [
            {
              set: 'no-signal',
              setting: 'main',
              ppm: `${ppm} (${index + 1})`,
              target: 'score',
              count: 19,
              of: 20,
              reason: 'its difference to the budget alone is not surely above zero',
            },
          ],
    ),
    quality: [
      ...['bayes', 'ridge', 'gp', 'quadratic', 'boosting', 'quadratic-ols'].map((ppm, index) => ({
        ...quality(ppm, 'score', 0.86 - 0.09 * index),
        set: 'paper',
        sampler: 'direction',
        trainedMixes: 200,
        budgetOnly: around(0.41, 0.06),
        r2: around(0.7 - 0.1 * index, 0.05),
        shareOfCeiling: around(0.8 - 0.1 * index, 0.06),
      })),
      ...[25, 50, 100, 400].map((trainedMixes) => ({
        ...quality('bayes', 'score', 0.9 - 8 / trainedMixes),
        set: 'paper',
        setting: `mixes ${trainedMixes}`,
        sampler: 'direction',
        trainedMixes,
        budgetOnly: around(0.41, 0.06),
      })),
    ],
    breakEven: WORLD_ROUTERS.filter(({ ppm }) => ppm !== undefined).flatMap(({ name }, index) =>
      [0.25, 0.5].map((budget) => ({
        set: 'paper',
        router: name,
        budget,
        trainings: 200,
        labelsSaved: index % 3 === 2 ? null : 1200 - 90 * index,
        trainingUsd: null,
      })),
    ),
    falseAlarms: [
      { set: 'no-signal', worlds: 20, alarms: 1, rate: { value: 0.05, lo: 0.0013, hi: 0.2487 } },
    ],
    verdict: verdictOf(fixed.main),
  }
}

const REWARD_ROUTERS: readonly SampleRouter[] = [
  { name: 'influence', skill: 0.3, ppm: 'influence' },
  { name: 'search', skill: 0.19, ppm: 'bayes' },
  { name: 'search, whole tags', skill: 0.08, ppm: 'bayes' },
  { name: 'combined', skill: 0.17, ppm: 'bayes' },
  { name: 'label-gain', skill: 0.1 },
  { name: 'disagreement', skill: 0.06 },
  { name: 'uncertainty:consistency', skill: 0.02 },
  { name: 'reward-gap', skill: 0.05 },
  { name: 'published top-k', skill: -0.08, ppm: 'quadratic-ols' },
]

const TARGETS = ['overall', 'chat', 'chat-hard', 'safety', 'reasoning', 'human', 'second suite']

/** Returns a made-up study of reward models: targets, two scores, three encoders, best of N. */
export function sampleRewardStudy(): StudyResult {
  const random = createRandom(7)
  const base = {
    measure: 'reward' as const,
    routers: REWARD_ROUTERS,
    set: 'all',
    lm: 62.3,
    human: 63.1,
    room: 1.9,
    half: 0.17,
    seeds: 10,
    pilot: 0.25,
    trainedMixes: 200,
    encoder: 'sentence',
  }
  const rows = [
    ...TARGETS.flatMap((target, index) =>
      ['soft', 'accuracy'].flatMap((score) =>
        sampleRows(
          {
            ...base,
            target,
            score,
            budgets: [0.25, 0.5, 0.75, 'area'],
            half: (score === 'soft' ? 1 : 2.2) * (base.half + 0.05 * index),
            factor: 1 - 0.22 * index,
          },
          random,
        ),
      ),
    ),
    ...['decoder', 'a-rather-long-model-name/v2'].flatMap((encoder, index) =>
      ['soft', 'accuracy'].flatMap((score) =>
        sampleRows(
          {
            ...base,
            encoder,
            setting: `encoder ${encoder}`,
            target: 'overall',
            score,
            budgets: [0.5],
            factor: 0.9 - 0.4 * index,
          },
          random,
        ),
      ),
    ),
    ...sampleRows(
      { ...base, measure: 'bon', target: 'maths', lm: 41, human: 43, half: 0.6, budgets: [0.5] },
      random,
    ),
  ].map((row) => ({ ...row, shareOfOracle: null }))
  const known = rows.filter(({ router }) => router !== 'oracle')
  const fixed = fixOne(known, {
    set: 'all',
    router: 'influence',
    budget: 0.5,
    measure: 'reward',
    target: 'overall',
    score: 'soft',
  })
  return {
    ...empty('reward', 'Reward models trained on routed labels'),
    ...fixed,
    data: { rows: 7531, groups: 4020, files: ['pairs.parquet'] },
    prices: { human: 0.84, lm: 0.0031 },
    quality: TARGETS.flatMap((target, index) =>
      ['bayes', 'influence', 'quadratic-ols'].map((ppm, at) => ({
        ...quality(ppm, target, 0.6 - 0.06 * index - 0.2 * at),
        set: 'all',
        sampler: 'direction',
        score: 'soft',
        trainedMixes: 200,
        budgetOnly: around(0.3 - 0.02 * index, 0.08),
        r2: around(0.4 - 0.05 * index - 0.2 * at, 0.1),
        reliability: around(0.62 - 0.05 * index, 0.04),
        shareOfCeiling: around(0.6 - 0.06 * index, 0.12),
      })),
    ),
    breakEven: ['search', 'combined', 'influence'].map((router, index) => ({
      set: 'all',
      router,
      budget: 0.5,
      trainings: 200,
      labelsSaved: index === 1 ? null : 830 + 100 * index,
      trainingUsd: index === 1 ? null : ((830 + 100 * index) * 0.8369) / 200,
    })),
    composition: sampleFeatures(random).map(([feature, label, poolShare, humanShare]) => ({
      set: 'all',
      router: 'influence',
      budget: 0.5,
      feature,
      label,
      humanShare,
      poolShare,
    })),
    verdict: verdictOf(fixed.main),
  }
}

/** Returns a study of transfer between three sets. */
export function sampleTransferStudy(): StudyResult {
  const names = ['made', 'other', 'third']
  const label = sampleLabelStudy()
  const interval = (value: number) => ({ value, lo: value - 0.05, hi: value + 0.05 })
  return {
    ...label,
    name: 'transfer',
    title: 'Does it carry',
    transfer: names.flatMap((from, at) =>
      names.flatMap((to, other) =>
        ['random', label.main.router, 'oracle'].map((router) => ({
          from,
          to,
          router,
          budget: label.main.budget,
          vsRandom: interval(at - other),
          shareOfOracle: interval(0.3 - 0.1 * Math.abs(at - other)),
          spearman: interval(0.2),
          refused: from === to ? 0 : 4 * other,
          of: 20,
        })),
      ),
    ),
  }
}
