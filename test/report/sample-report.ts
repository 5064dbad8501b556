import type { Interval, PpmTargetQuality } from '../../src/domain/index.ts'
import { createRandom, drawNormal } from '../../src/kit/index.ts'
import type { ExamplePair, JudgesReport, ReportData } from '../../src/report/index.ts'

const interval = (value: number, half = 0.5): Interval => ({
  value,
  lo: value - half,
  hi: value + half,
})

const quality = (r2: number): PpmTargetQuality => ({
  spearman: interval(0.8, 0.05),
  pearson: interval(0.82, 0.05),
  rmse: interval(0.3, 0.02),
  r2: interval(r2, 0.06),
  coverage80: interval(0.79, 0.03),
  coverage95: interval(0.94, 0.02),
  reliability: 0.55,
  budgetOnly: { spearman: interval(0.5, 0.1), rmse: interval(0.5, 0.05), r2: interval(0.3, 0.1) },
  difference: interval(r2 - 0.3, 0.1),
  signalP: 0.001,
  ceiling: 0.9,
  usable: r2 > 0.4,
})

/** Text that would run or load something if it were not escaped. */
export const HOSTILE =
  '</pre></details><script>window.pwned = 1</script><img src="http://127.0.0.1:9/x.png" onerror="window.pwned = 2"><b>bold</b> & "quotes" `ticks` \u202Eevil'

function examples(text: string): ExamplePair[] {
  return Array.from({ length: 20 }, (_, index) => ({
    id: `${text}-${index}`,
    prompt:
      index === 0 ? HOSTILE : `Why does rule ${index} hold? ${'A longer prompt. '.repeat(index)}`,
    completionA: index === 0 ? HOSTILE : 'It holds because of the first part.',
    completionB: index === 0 ? '<svg onload="window.pwned = 3"></svg>' : 'x'.repeat(3000),
    human: 'A',
    lm: 'B',
    gain: interval(0.01, 0.004),
    features: ['ROUGE-L 0.33 to 0.67', HOSTILE],
  }))
}

function sampleJudges(): JudgesReport {
  const bins = (slope: number) =>
    Array.from({ length: 10 }, (_, bin) => {
      const stated = (bin + 0.5) / 10
      return bin === 4
        ? { pairs: 0, stated: null, observed: null }
        : { pairs: 10 + 3 * (bin - 5) ** 2, stated, observed: 0.5 + slope * (stated - 0.5) }
    })
  const cells = ['0.61 (0.55 to 0.66)', '61.0 % (55.0 to 66.0 %)', 'unknown', 'not stated']
  return {
    tables: [
      {
        caption: 'Agreement with people',
        columns: ['judge', 'kappa', 'three-way', 'flips', 'ECE'],
        rows: [
          [HOSTILE, ...cells],
          ['small', ...cells],
        ],
      },
    ],
    warnings: ['small: asked in both orders it contradicted itself on every pair: not usable'],
    notes: ['small: not calibrated: 12 pairs are labelled by people and the judge'],
    how: 'Measured on 400 instances.',
    reliability: [HOSTILE, 'small'].map((judge) => ({
      judge,
      kind: 'isotonic',
      pairs: 400,
      before: bins(0.4),
      after: bins(0.95),
    })),
    bought: { pilot: 120, plan: 0 },
  }
}

/** Returns made-up figures of a whole report; texts of pairs are hostile. */
export function sampleReport(): ReportData {
  const random = createRandom(11)
  const cloud = Array.from({ length: 200 }, () => {
    const share = random.next()
    return { share, score: 60 + 2 * share + 0.4 * drawNormal(random) }
  })
  const routed = ['search', 'top-k', 'simulated'].flatMap((router, index) =>
    [0.25, 0.5, 0.75].map((share) => ({
      router,
      share,
      score: interval(61.4 + share - 0.3 * index, 0.6),
      vsRandom: interval(0.6, 0.4),
    })),
  )
  return {
    title: `pairs of ${HOSTILE}`,
    simulated: true,
    summary: {
      format: 'hyper/summary@1',
      dataset: {
        instances: 4205,
        differing: 647,
        groups: 1155,
        humanHuman: interval(0.6, 0.02),
        humanLm: interval(0.55, 0.02),
      },
      features: { count: 88, unknown: 0.02 },
      candidates: { count: 200, effectiveRank: 17.2, budgetShareOfVariance: 0.31 },
      noiseFloor: { overall: 0.21, categories: { chat: 0.4 } },
      baselines: {
        allHuman: interval(62),
        allLm: interval(60.1),
        random: [0, 0.25, 0.5, 0.75, 1].map((share) => ({
          share,
          mean: 60 + 2 * share,
          sd: 0.3,
          mixes: 30,
        })),
      },
      ppm: {
        model: 'bayes',
        score: 'soft',
        targets: { overall: quality(0.7), chat: quality(0.2) },
        accuracyTargets: { overall: quality(0.35) },
      },
      controls: {
        longer: interval(55),
        randomLabels: interval(50),
        flipped20: interval(59),
        warnings: ['chat-hard lies below one half (31.0): noise raises it there'],
      },
      plan: {
        router: 'search',
        budget: '50%',
        human: 2102,
        lm: 2103,
        priceUsd: null,
        predicted: interval(62.2),
        reserve: { audit: 84, auditPropensity: 0.02, exploration: 40 },
        sources: null,
      },
      evidence: {
        pilotRows: 900,
        skipped: null,
        quality: {
          'label gain': { spearman: interval(0.2), usable: true },
          'P(differs)': { spearman: interval(0.4), usable: true },
        },
        shares: { 'expected influence': 0.7, 'PPM gain': 0.3 },
        refused: [],
      },
      next: {
        labels: 100,
        measured: 80,
        labelGain: interval(6.1),
        points: 0.4,
        costUsd: null,
      },
      breakEven: { trainings: 200, labelsSaved: 310, trainingUsd: null },
      routed: routed.map((row) => ({
        ...row,
        vsRandom: interval(0.6, 0.4),
        vsBetterSingle: interval(-0.1, 0.5),
        labelAccuracy: null,
      })),
      verdict: {
        recommendation: 'Send 50 % of the pairs to people with the router search.',
        reasons: [
          'It beats random mixes of the same size by 0.60 points (0.20 to 1.00).',
          'It does not beat all-human labels.',
        ],
      },
    },
    provenance: {
      seed: 42,
      version: '0.1.0',
      trainer: 'probe',
      encoder: 'use-lite@1',
      engine: 'onnx',
      l2: 30,
      sampler: 'direction',
      poolRows: 4205,
      suiteRows: 2478,
      fitRows: 1240,
      judgeRows: 1238,
      mixes: 200,
      options: '{"seed":42}',
    },
    frontier: {
      mixes: cloud,
      random: [0, 0.25, 0.5, 0.75, 1].map((share) => ({
        share,
        mean: 60 + 2 * share,
        sd: 0.3,
        mixes: 30,
      })),
      singles: [
        { name: 'all LM', share: 0, score: interval(60.1) },
        { name: 'all human', share: 1, score: interval(62) },
      ],
      routed,
      noise: 0.21,
      money: { allLmUsd: 8.41, allHumanUsd: 2102.5 },
      marginal: 'The next 100 human labels are predicted to buy +0.05 points (0.01 to 0.09).',
    },
    byTarget: {
      router: 'search',
      share: 0.5,
      rows: [
        {
          name: 'chat',
          score: interval(80),
          vsRandom: interval(0.4),
          vsBetterSingle: interval(-0.2),
        },
      ],
    },
    targets: [
      {
        name: 'overall',
        words: ['The PPM is better than the budget alone.'],
        mixes: cloud.map(({ share, score }) => ({
          share,
          actual: score,
          predicted: score + 0.2 * drawNormal(random),
          budgetOnly: 60 + 2 * share,
        })),
      },
    ],
    learningCurve: [50, 100, 200].map((mixes) => ({
      mixes,
      r2: interval(mixes / 300, 0.1),
      budgetOnlyR2: 0.3,
    })),
    gains: Array.from({ length: 40 }, (_, index) => ({
      label: index === 3 ? HOSTILE.slice(0, 40) : `feature number ${index}`,
      gain: interval((index - 20) / 100, 0.05),
      adjustedP: Math.abs(index - 20) > 8 ? 0.01 : 0.6,
      count: 100 + index,
    })),
    agreement: [
      {
        caption: 'Human and judge',
        columns: ['set', 'items', 'agreement'],
        rows: [['all', '4,205', '0.55 (0.53 to 0.57)']],
      },
    ],
    judges: sampleJudges(),
    composition: Array.from({ length: 30 }, (_, index) => ({
      label: `feature number ${index}`,
      routed: index / 40,
      random: interval(0.3, 0.03),
    })),
    toHuman: examples('to-people'),
    toLm: examples('to-judge'),
    coverage: {
      caption: 'Coverage',
      columns: ['feature', 'present', 'unknown'],
      rows: [['ROUGE-L low', '40 %', '0 %']],
    },
    coverageWarnings: ['Subject tags are unknown for 31 % of the instances.'],
    dataNotes: ['419 rows left out: their prompt stands in a suite.'],
    designNotes: ['Effective rank of the counts 17.2.'],
    planNotes: ['The price of a human label is unknown.'],
    ledger: [
      { what: 'probe heads', count: 600, rows: 4205, seconds: 6.1, device: 'cpu', costUsd: null },
    ],
    sources: null,
    differ: {
      overall: { predicted: interval(0.3, 0.02), measured: interval(0.31, 0.02) },
      quality: 'The chance was learned on 900 rows with both labels.',
      rows: [
        {
          label: 'subject <b>law</b> & order',
          count: 210,
          predicted: interval(0.44, 0.03),
          measured: interval(0.47, 0.06),
        },
        { label: 'long prompt', count: 640, predicted: interval(0.4, 0.02), measured: null },
      ],
    },
    nextLabels: ['The next 100 human labels put right about 6.1 whole labels.'],
    breakEven: ['Machine time 0.2 hours; no price per machine hour is configured.'],
  }
}
