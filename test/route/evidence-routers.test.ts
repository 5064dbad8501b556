import { describe, expect, it } from 'vitest'
import { type Budget, hideTruth, type SignalColumns } from '../../src/domain/index.ts'
import { createRandom, drawNormal, type Random } from '../../src/kit/index.ts'
import {
  planRouting,
  type RouterName,
  type RoutingEvidence,
  type RoutingRequest,
  rewardGapBand,
} from '../../src/route/index.ts'
import { createPredictor, drawMatrix, meansOf } from './predictors.ts'

const NEW_ROUTERS: readonly RouterName[] = [
  'combined',
  'label-gain',
  'disagreement',
  'uncertainty',
  'uncertainty:tie',
  'uncertainty:probability',
  'uncertainty:entropy',
  'uncertainty:flip',
  'uncertainty:panel',
  'uncertainty:consistency',
  'reward-gap',
  'coverage',
  'oracle',
]

const matrix = drawMatrix(60, [0.5, 0.2, 0.8], createRandom('evidence'))
const predictor = createPredictor(
  { effects: Float64Array.of(0.02, -0.05, 0.01), curve: (share) => 60 + 4 * share },
  { total: 60, columnMeans: meansOf(matrix) },
)

function signalsOf(columns: SignalColumns['columns'], ids: readonly string[]): SignalColumns {
  return { ids, columns }
}

/** Evidence of every kind; the gains are what all of it hints at. */
function drawEvidence(ids: readonly string[], random: Random): RoutingEvidence {
  const draw = (of: (gain: number) => number): Float64Array => gains.map(of)
  const gains = Float64Array.from(ids, () => 0.1 + 0.4 * drawNormal(random))
  const level = (gain: number): number => Number(gain + 0.3 * drawNormal(random) > 0.3)
  const chance = (gain: number): number => 1 / (1 + Math.exp(-2 * gain - drawNormal(random)))
  return {
    signals: signalsOf(
      {
        judgeTie: draw(level),
        orderFlip: draw((gain) => (level(gain) + level(gain)) / 2),
        panelSpread: draw(chance),
        answerProbability: draw((gain) => 1 - chance(gain) / 2),
        answerEntropy: draw(chance),
        sampleAgreement: draw((gain) => 1 - chance(gain)),
      },
      ids,
    ),
    pDiffers: draw(chance),
    labelGain: draw((gain) => gain + 0.2 * drawNormal(random)),
    rewardGap: draw((gain) => 1 - 2 * gain + drawNormal(random)),
    vectors: {
      values: Float32Array.from({ length: 4 * ids.length }, () => drawNormal(random)),
      dimension: 4,
    },
    combined: {
      value: draw((gain) => gain + 0.1 * drawNormal(random)),
      shares: { labelGain: 0.7, pDiffers: 0.3 },
    },
    hidden: hideTruth(gains),
  }
}

function requestOf(
  router: RouterName | 'auto',
  evidence?: RoutingEvidence,
  more: Partial<RoutingRequest> = {},
): RoutingRequest {
  return {
    matrix,
    predictor: null,
    budget: { unit: 'share', amount: 0.5 },
    router,
    prices: { human: 0.5, lm: 0.01 },
    ...(evidence === undefined ? {} : { evidence }),
    ...more,
  }
}

/** A pool of as many rows as there are values, without features. */
function poolOf(rows: number): Pick<RoutingRequest, 'matrix'> {
  return { matrix: drawMatrix(rows, [], createRandom(1)) }
}

const ranksOf = (request: RoutingRequest): number[] =>
  planRouting(request, createRandom(1)).rows.map(({ rank }) => rank)

describe('every router that ranks by evidence', () => {
  const evidence = drawEvidence(matrix.ids, createRandom('all'))

  it.each(NEW_ROUTERS)('%s takes the budgets 0, one instance, 50 %% and 100 %%', (router) => {
    const budgets: readonly (readonly [Budget, number])[] = [
      [{ unit: 'share', amount: 0 }, 0],
      [{ unit: 'instances', amount: 1 }, 1],
      [{ unit: 'share', amount: 0.5 }, 30],
      [{ unit: 'share', amount: 1 }, 60],
    ]
    for (const [budget, humans] of budgets) {
      const plan = planRouting(requestOf(router, evidence, { budget }), createRandom(1))
      expect([plan.router, plan.human, plan.budget]).toEqual([router, humans, budget])
      for (const { rank, source, propensity, gain } of plan.rows) {
        expect(rank <= humans).toBe(source === 'human')
        expect(propensity).toBe(Number(source === 'human'))
        expect(gain).toBeNull()
      }
      expect(plan.rows.map(({ rank }) => rank).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 60 }, (_, index) => index + 1),
      )
    }
  })

  it.each(NEW_ROUTERS)('%s routes an empty pool', (router) => {
    const empty = drawEvidence([], createRandom(1))
    const plan = planRouting(requestOf(router, empty, poolOf(0)), createRandom(1))
    expect([plan.router, plan.human, plan.lm]).toEqual([router, 0, 0])
  })

  it.each(NEW_ROUTERS)(
    '%s shows the gains of a PPM beside the rows, and ranks as without it',
    (router) => {
      const alone = planRouting(requestOf(router, evidence), createRandom(1))
      const beside = planRouting(
        requestOf(router, evidence, { predictor, usable: false }),
        createRandom(1),
      )
      const gains = planRouting(requestOf('all-lm', evidence, { predictor }), createRandom(1))
      expect(beside.rows.map(({ rank }) => rank)).toEqual(alone.rows.map(({ rank }) => rank))
      beside.rows.forEach(({ gain, why }, row) => {
        expect(gain!.value).toBeCloseTo(gains.rows[row]!.gain!.value, 12)
        expect(why).toEqual(alone.rows[row]!.why)
      })
      expect(beside.predicted).not.toBeNull()
      expect(beside.notes.join()).toContain('they are not evidence and moved no row')
    },
  )

  it.each(NEW_ROUTERS.filter((name) => name !== 'coverage'))('%s breaks ties by row', (router) => {
    const level = new Float64Array(60).fill(0.5)
    const same: RoutingEvidence = {
      signals: signalsOf(
        Object.fromEntries(Object.keys(evidence.signals!.columns).map((name) => [name, level])),
        matrix.ids,
      ),
      pDiffers: level,
      labelGain: level,
      rewardGap: level,
      combined: { value: level, shares: {} },
      hidden: hideTruth(level),
    }
    expect(ranksOf(requestOf(router, same))).toEqual(
      Array.from({ length: 60 }, (_, row) => row + 1),
    )
  })

  it('gives nobody more true gain than the oracle (100 pools, every router and budget)', () => {
    for (let seed = 0; seed < 100; seed++) {
      const random = createRandom('oracle').fork(seed)
      const gains = Float64Array.from(matrix.ids, () => drawNormal(random))
      const known = { ...drawEvidence(matrix.ids, random), hidden: hideTruth(gains) }
      const amount = seed % 61
      const reached = (router: RouterName): number => {
        const asked = requestOf(router, known, { predictor, budget: { unit: 'instances', amount } })
        const { rows } = planRouting(asked, random.fork(router))
        return rows.reduce(
          (sum, { source }, row) => sum + (source === 'human' ? gains[row]! : 0),
          0,
        )
      }
      const best = reached('oracle')
      for (const router of [...NEW_ROUTERS, 'random', 'search', 'top-k', 'marginal'] as const) {
        expect(reached(router)).toBeLessThanOrEqual(best + 1e-12)
      }
    }
  })

  it('refuses evidence of other rows', () => {
    const plan =
      (wrong: RoutingEvidence): (() => unknown) =>
      () =>
        planRouting(requestOf('random', wrong), createRandom(1))
    const short = new Float64Array(59)
    expect(plan({ labelGain: short })).toThrow('evidence.labelGain: got 59 values, expected 60')
    expect(
      plan({ combined: { value: new Float64Array(60), shares: {}, parts: { gain: short } } }),
    ).toThrow('evidence.combined.parts.gain: got 59 values, expected 60')
    expect(plan({ influence: { value: new Float64Array(60), certainty: short } })).toThrow(
      'evidence.influence.certainty: got 59',
    )
    expect(plan({ vectors: { values: new Float32Array(60), dimension: 2 } })).toThrow(
      'evidence.vectors: got 60 numbers of dimension 2, expected 60 vectors',
    )
    const strange = signalsOf(
      {},
      matrix.ids.map((id, row) => (row === 7 ? 'stranger' : id)),
    )
    expect(plan({ signals: strange })).toThrow(
      'evidence.signals: got "stranger" as row 7, expected "row-7"',
    )
    const hidden = hideTruth(short)
    expect(() => planRouting(requestOf('oracle', { hidden }), createRandom(1))).toThrow(
      'evidence.hidden: got 59 values',
    )
  })
})

describe('what a router needs', () => {
  const unknown = new Float64Array(60).fill(Number.NaN)
  it.each<[RouterName, RoutingEvidence, string, string]>([
    ['label-gain', { labelGain: unknown }, 'config/router-needs-label-gain', 'label gain'],
    [
      'disagreement',
      { pDiffers: unknown },
      'config/router-needs-p-differs',
      'P(human differs from LM)',
    ],
    ['reward-gap', { rewardGap: unknown }, 'config/router-needs-reward-gap', 'reward gap'],
    ['oracle', { hidden: hideTruth(unknown) }, 'config/router-needs-truth', 'true gain'],
    [
      'uncertainty:consistency',
      { signals: signalsOf({ sampleAgreement: unknown }, matrix.ids) },
      'config/router-needs-signals',
      'signal sampleAgreement',
    ],
  ])(
    '%s says it when it is absent, and when it is unknown for every row',
    (router, empty, code, what) => {
      const plan =
        (evidence?: RoutingEvidence): (() => unknown) =>
        () =>
          planRouting(requestOf(router, evidence), createRandom(1))
      const absent = `router "${router}": got no ${what}, expected one per row`
      expect(plan()).toThrow(expect.objectContaining({ code, message: absent }))
      expect(plan(empty)).toThrow(
        expect.objectContaining({
          code,
          message: `router "${router}": got a ${what} that is unknown for every row, expected one per row`,
        }),
      )
    },
  )

  it('uncertainty and coverage say it too', () => {
    const plan =
      (router: RouterName, evidence?: RoutingEvidence): (() => unknown) =>
      () =>
        planRouting(requestOf(router, evidence), createRandom(1))
    const needsSignals = expect.objectContaining({
      code: 'config/router-needs-signals',
      message:
        'router "uncertainty": got no known signal of answerProbability, orderFlip, panelSpread, judgeTie, expected one per row',
    })
    expect(plan('uncertainty')).toThrow(needsSignals)
    const silent = signalsOf(
      { orderFlip: unknown, sampleAgreement: new Float64Array(60) },
      matrix.ids,
    )
    expect(plan('uncertainty', { signals: silent })).toThrow(needsSignals)
    const needsVectors = expect.objectContaining({ code: 'config/router-needs-vectors' })
    expect(plan('coverage')).toThrow(needsVectors)
    expect(plan('coverage', { vectors: { values: new Float32Array(60), dimension: 1 } })).toThrow(
      needsVectors,
    )
  })

  it('names the nearest router for a name that is none', () => {
    const plan =
      (router: string): (() => unknown) =>
      () =>
        planRouting(requestOf(router as RouterName), createRandom(1))
    const unknownRouter = (hint: string) =>
      expect.objectContaining({ code: 'config/unknown-router', hint })
    expect(plan('uncertainty:probabilty')).toThrow(
      unknownRouter('did you mean "uncertainty:probability"?'),
    )
    expect(plan('label gain')).toThrow(unknownRouter('did you mean "label-gain"?'))
    expect(plan('toString')).toThrow('router: got "toString", expected one of random, ')
  })
})

describe('label-gain', () => {
  const labelGain = Float64Array.of(0.2, Number.NaN, -0.4, 0.5, -0.1)
  const small = poolOf(5)

  it('takes the largest gains, unknown ones standing at the mean of the known', () => {
    // The mean of the known gains is 0.05.
    const plan = planRouting(
      requestOf(
        'label-gain',
        { labelGain },
        { ...small, budget: { unit: 'instances', amount: 2 } },
      ),
      createRandom(1),
    )
    expect(plan.rows.map(({ rank }) => rank)).toEqual([2, 3, 5, 1, 4])
    expect(plan.notes.join()).toContain(
      'the label gain is unknown for 1 of 5 rows: they stand at the mean of the known',
    )
    expect(plan.rows.map(({ why }) => why.length)).toEqual([1, 0, 1, 1, 1])
    expect(plan.rows[0]!.why).toEqual([{ feature: 'labelGain', share: 1 }])
  })

  it('spends a free budget where the gain is above zero', () => {
    const plan = planRouting(
      requestOf('label-gain', { labelGain }, { ...small, budget: 'free' }),
      createRandom(1),
    )
    expect(plan.rows.map(({ source }) => source)).toEqual(['human', 'human', 'lm', 'human', 'lm'])
    expect(plan.budget).toEqual({ unit: 'instances', amount: 3 })
  })

  it('says what a whole label of utility costs', () => {
    const known = Float64Array.of(0.2, -0.9, -0.4, 0.5, -0.1)
    const notes = (
      amount: number,
      prices = { human: 0.5, lm: 0.01 } as RoutingRequest['prices'],
    ): string =>
      planRouting(
        requestOf(
          'label-gain',
          { labelGain: known },
          { ...small, prices, budget: { unit: 'instances', amount } },
        ),
        createRandom(1),
      ).notes.join()
    // 2 labels at 0.49 more than the judge's buy 0.7 of a label.
    expect(notes(2)).toContain(
      'the 2 human labels cost usd 0.98 more than judge labels, usd 1.40 for one whole label of utility of the 0.700 expected',
    )
    expect(notes(5)).toContain(
      'the 5 human labels cost usd 2.45 more than judge labels and are not expected to gain anything',
    )
    expect(notes(0)).not.toContain('human labels cost')
    expect(notes(2, { human: null, lm: 0.01 })).not.toContain('human labels cost')
    expect(notes(2, { human: 0.01, lm: 0.01 })).not.toContain('human labels cost')
  })
})

describe('uncertainty', () => {
  const { NaN: none } = Number
  const columns = {
    judgeTie: Float64Array.of(0, 1, 0, 1, 0, 0),
    answerProbability: Float64Array.of(0.9, 0.5, none, none, none, 0.6),
    answerEntropy: Float64Array.of(0.3, 0.7, none, none, none, 0.67),
    orderFlip: Float64Array.of(0, 0, 1, 0.5, none, none),
    panelSpread: Float64Array.of(0.1, none, 0.2, 0.3, 0.9, 0.4),
    sampleAgreement: Float64Array.of(1, 0.6, 0.8, none, 0.4, 1),
  }
  const small = poolOf(6)
  const request = (router: RouterName, of: SignalColumns['columns'] = columns): RoutingRequest =>
    requestOf(router, { signals: signalsOf(of, small.matrix.ids) }, small)

  // 3 of 6 rows go to people; unknown rows stand at the mean of the known.
  it.each<[RouterName, number[], string]>([
    ['uncertainty:tie', [3, 1, 4, 2, 5, 6], 'judgeTie'],
    ['uncertainty:probability', [6, 1, 3, 4, 5, 2], 'answerProbability'],
    ['uncertainty:entropy', [6, 1, 3, 4, 5, 2], 'answerEntropy'],
    ['uncertainty:flip', [5, 6, 1, 2, 3, 4], 'orderFlip'],
    ['uncertainty:panel', [6, 3, 5, 4, 1, 2], 'panelSpread'],
    ['uncertainty:consistency', [5, 2, 4, 3, 1, 6], 'sampleAgreement'],
  ])('%s asks people where that signal doubts most', (router, ranks, signal) => {
    const plan = planRouting(request(router), createRandom(1))
    expect(plan.rows.map(({ rank }) => rank)).toEqual(ranks)
    const column = columns[signal as keyof typeof columns]
    plan.rows.forEach(({ why }, row) => {
      expect(why).toEqual(Number.isNaN(column[row]) ? [] : [{ feature: signal, share: 1 }])
    })
    const unknown = column.filter(Number.isNaN).length
    const note = `the signal ${signal} is unknown for ${unknown} of 6 rows`
    expect(plan.notes.some((text) => text.startsWith(note))).toBe(unknown > 0)
  })

  it('reads each row by the first signal that is known of it, on one scale', () => {
    const plan = planRouting(request('uncertainty'), createRandom(1))
    expect(plan.rows.map(({ why }) => why[0]!.feature)).toEqual([
      'answerProbability',
      'answerProbability',
      'orderFlip',
      'orderFlip',
      'panelSpread',
      'answerProbability',
    ])
    // Doubts 0.1, 0.5, 0.4 by probability are -1.373, 0.981, 0.392 deviations from their mean; flips 1 and 0.5 are 1 and -1; one spread alone is 0.
    expect(plan.rows.map(({ rank }) => rank)).toEqual([6, 2, 1, 5, 4, 3])
    expect(plan.notes).toContain(
      "the judge's doubt was read from answerProbability (3 rows), orderFlip (2 rows), panelSpread (1 rows)",
    )
  })

  it('is the variant where only one signal is there', () => {
    for (const [variant, signal] of [
      ['tie', 'judgeTie'],
      ['probability', 'answerProbability'],
      ['flip', 'orderFlip'],
      ['panel', 'panelSpread'],
    ] as const) {
      const only = { [signal]: columns[signal] }
      expect(ranksOf(request('uncertainty', only))).toEqual(
        ranksOf(request(`uncertainty:${variant}`, only)),
      )
    }
  })

  it('counts the rows that nothing is known of', () => {
    const plan = planRouting(
      request('uncertainty', { orderFlip: columns.orderFlip }),
      createRandom(1),
    )
    expect(plan.notes.join()).toContain(
      "the judge's doubt is unknown for 2 of 6 rows: they stand at the mean of the known",
    )
    expect(plan.rows.map(({ why }) => why.length)).toEqual([1, 1, 1, 1, 0, 0])
  })
})

describe('reward-gap', () => {
  it('asks about the doubtful band first, then about contradicted rows, then about the rest, always the lowest gap first', () => {
    const flat = Array.from({ length: 27 }, (_, step) => (step - 6) / 10)
    const curve = [-9, -7, -5, -3, -1.5, ...flat, 4, 6, 8]
    const rewardGap = Float64Array.from([...curve, Number.NaN]).reverse()
    const small = poolOf(curve.length + 1)
    const plan = planRouting(requestOf('reward-gap', { rewardGap }, small), createRandom(1))
    const order = [...plan.rows].sort((a, b) => a.rank - b.rank)
    const gaps = order.map(({ id }) => rewardGap[small.matrix.ids.indexOf(id)]!)
    // The corners are -0.6 and 2, so that rows below -2 are contradicted.
    expect(gaps.slice(0, 6)).toEqual([-1.5, -9, -7, -5, -3, -0.6])
    expect(gaps.slice(5).filter((gap) => !Number.isNaN(gap))).toEqual([...flat, 4, 6, 8])
    // The mean of the known gaps is 11.4 / 35.
    expect(gaps.findIndex(Number.isNaN)).toBe(gaps.indexOf(0.4) - 1)
    expect(plan.notes[0]).toBe(
      'the probe contradicts the judge on 4 rows (reward gap below -2.00), doubts it on 1 (below -0.600) and leaves 30; no label was flipped',
    )
  })

  it('never asks about a row of the kept part before the others (60 pools)', () => {
    for (let seed = 0; seed < 60; seed++) {
      const random = createRandom('gap').fork(seed)
      const rewardGap = Float64Array.from(matrix.ids, () => 1 + 2 * drawNormal(random))
      const { knee, mirror } = rewardGapBand(rewardGap)
      const part = (gap: number): number => (gap >= knee ? 2 : gap < mirror ? 1 : 0)
      const plan = planRouting(requestOf('reward-gap', { rewardGap }), random)
      const rows = plan.rows.map(({ rank }, row) => ({ rank, gap: rewardGap[row]! }))
      const gaps = rows.sort((a, b) => a.rank - b.rank).map(({ gap }) => gap)
      gaps.slice(1).forEach((gap, index) => {
        const before = gaps[index]!
        expect(part(before)).toBeLessThanOrEqual(part(gap))
        if (part(before) === part(gap)) expect(before).toBeLessThan(gap)
      })
    }
  })
})

describe('coverage', () => {
  it('sends rows without a vector last and says how far the others are from people', () => {
    const values = Float32Array.of(0, 0, 1, 0, 0, 1, 1, 0.01, Number.NaN, 0)
    const small = poolOf(5)
    for (let seed = 0; seed < 10; seed++) {
      const plan = planRouting(
        requestOf(
          'coverage',
          { vectors: { values, dimension: 2 } },
          { ...small, budget: { unit: 'instances', amount: 2 } },
        ),
        createRandom(seed),
      )
      expect(plan.rows[2]!.source).toBe('human')
      expect(plan.rows.map(({ rank }) => rank).filter((_, row) => row === 0 || row === 4)).toEqual([
        4, 5,
      ])
      expect(plan.notes).toContain(
        'no row lies farther than 0.010 from a row of people (unit vectors, 0 to 2)',
      )
      expect(plan.notes).toContain('2 of 5 rows have no encoder vector: they come last')
    }
    const all = planRouting(
      requestOf(
        'coverage',
        { vectors: { values, dimension: 2 } },
        { ...small, budget: { unit: 'instances', amount: 4 } },
      ),
      createRandom(1),
    )
    expect(all.rows.map(({ source }) => source)).toEqual(['human', 'human', 'human', 'human', 'lm'])
  })
})

describe('combined', () => {
  const value = Float64Array.of(1, Number.NaN, 3, -2)
  const small = poolOf(4)

  it('ranks by the value and names the shares', () => {
    const plan = planRouting(
      requestOf(
        'combined',
        { combined: { value, shares: { pDiffers: 0.25, labelGain: 0.75 } } },
        small,
      ),
      createRandom(1),
    )
    expect(plan.rows.map(({ rank }) => rank)).toEqual([2, 3, 1, 4])
    expect(plan.notes).toContain('combined of labelGain 75 %, pDiffers 25 %')
    expect(plan.notes).toContain(
      'the combined value is unknown for 1 of 4 rows: they stand at the mean of the known',
    )
    expect(plan.rows[0]!.why).toEqual([
      { feature: 'labelGain', share: 0.75 },
      { feature: 'pDiffers', share: 0.25 },
    ])
    expect(plan.rows[1]!.why).toEqual([])
  })

  it('explains a row by its own parts', () => {
    const parts = {
      gain: Float64Array.of(-2, 0, 0, 1),
      labelGain: Float64Array.of(1, 0, 0, Number.NaN),
      pDiffers: Float64Array.of(0.5, 0, 3, 1),
      rewardGap: Float64Array.of(0.5, 0, 0, 0),
    }
    const plan = planRouting(
      requestOf('combined', { combined: { value, shares: { gain: 1 }, parts } }, small),
      createRandom(1),
    )
    expect(plan.rows[0]!.why).toEqual([
      { feature: 'gain', share: 0.5 },
      { feature: 'labelGain', share: 0.25 },
      { feature: 'pDiffers', share: 0.125 },
    ])
    expect(plan.rows[2]!.why).toEqual([{ feature: 'pDiffers', share: 1 }])
    expect(plan.rows[3]!.why.map(({ feature }) => feature)).toEqual(['gain', 'pDiffers'])
  })
})

describe('money', () => {
  it('says what a point costs where the router chose rows for predicted points', () => {
    const notes = (router: RouterName, more: Partial<RoutingRequest> = {}): string =>
      planRouting(
        requestOf(router, undefined, { predictor, usable: true, ...more }),
        createRandom(1),
      ).notes.join()
    const plan = planRouting(
      requestOf('search', undefined, { predictor, usable: true }),
      createRandom(1),
    )
    const points = plan.predicted!.value - 60
    expect(notes('search')).toContain(
      `the 30 human labels cost usd 14.70 more than judge labels, usd ${(14.7 / points).toFixed(2)} for one point of the ${points.toPrecision(3)} expected`,
    )
    for (const router of ['top-k', 'marginal', 'optimal'] as const)
      expect(notes(router)).toContain('for one point')
    expect(notes('random')).not.toContain('for one point')
    expect(notes('search', { usable: false })).not.toContain('for one point')
    expect(notes('search', { prices: { human: 0.5, lm: null } })).not.toContain('for one point')
  })
})
