import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src/kit/index.ts'
import {
  chooseRouter,
  planRouting,
  type RouterFacts,
  type RouterName,
  type RoutingEvidence,
  type RoutingRequest,
} from '../../src/route/index.ts'
import { createPredictor, drawMatrix, meansOf } from './predictors.ts'

const facts = (more: Partial<RouterFacts> = {}): RouterFacts => ({ hasPredictor: false, ...more })

describe('chooseRouter', () => {
  const everything = {
    hasCombined: true,
    hasPredictor: true,
    usable: true,
    hasLabelGain: true,
    hasPDiffers: true,
  }
  it.each<[string, Partial<RouterFacts>, RouterName, RouterName, string]>([
    ['all evidence', {}, 'combined', 'combined', 'a learned combination of the evidence is there'],
    [
      'no combination',
      { hasCombined: false },
      'search',
      'search',
      'no learned combination is there; a PPM is there that was not refused',
    ],
    [
      'a refused PPM',
      { hasCombined: false, usable: false },
      'label-gain',
      'label-gain',
      'no learned combination is there; the PPM is not better than the budget alone; the expected gain in label utility is known',
    ],
    [
      'no label gain',
      { hasCombined: false, hasPredictor: false, hasLabelGain: false },
      'disagreement',
      'disagreement',
      'no learned combination is there; no PPM is there; the expected gain in label utility is unknown; P(human differs from LM) is known',
    ],
    [
      'nothing',
      { hasCombined: false, hasPredictor: false, hasLabelGain: false, hasPDiffers: false },
      'random',
      'all-lm',
      'P(human differs from LM) is unknown; nothing supports spending the budget on people: the cheapest plan, "all-lm", is recommended',
    ],
    [
      'nothing, and people are cheaper',
      {
        hasCombined: false,
        hasPredictor: false,
        hasLabelGain: false,
        hasPDiffers: false,
        cheapest: 'all-human',
      },
      'random',
      'all-human',
      'the cheapest plan, "all-human", is recommended',
    ],
    [
      'a free budget and nothing that names one',
      { isFree: true, usable: false, hasLabelGain: false },
      'all-lm',
      'all-lm',
      'the combination does not say how many rows are worth a person; the PPM is not better than the budget alone; the expected gain in label utility is unknown; P(human differs from LM) does not say how many rows are worth a person; nothing supports paying for the dearer source',
    ],
    [
      'a free budget and a label gain',
      { isFree: true, usable: false },
      'combined',
      'combined',
      'a learned combination',
    ],
  ])('follows the evidence: %s', (_name, more, router, recommended, reason) => {
    const choice = chooseRouter(facts({ ...everything, ...more }))
    expect([choice.router, choice.recommended]).toEqual([router, recommended])
    expect(choice.reason).toContain(reason)
  })

  it.each<[string, Partial<RouterFacts>, RouterName, RouterName, boolean]>([
    ['there', {}, 'search', 'all-lm', true],
    ['there, and people are cheaper', { cheapest: 'all-human' }, 'search', 'all-human', true],
    ['there, beside a label gain', { hasLabelGain: true }, 'label-gain', 'label-gain', false],
    ['there, beside P(differs)', { hasPDiffers: true }, 'disagreement', 'disagreement', false],
    ['there, with a free budget', { isFree: true }, 'all-lm', 'all-lm', false],
    ['there, without the PPM', { hasPredictor: false }, 'random', 'all-lm', false],
    ['not there', { leaning: false }, 'random', 'all-lm', false],
    ['unknown', { leaning: undefined }, 'random', 'all-lm', false],
  ])(
    'spends a fixed budget where a refused PPM leans, and recommends nothing by it: %s',
    (_name, more, router, recommended, leans) => {
      const choice = chooseRouter({ hasPredictor: true, usable: false, leaning: true, ...more })
      expect([choice.router, choice.recommended]).toEqual([router, recommended])
      expect(choice.reason.includes('goes where the refused PPM leans')).toBe(leans)
    },
  )

  it('does not lean on a PPM that was not refused', () => {
    const choice = chooseRouter({ hasPredictor: true, usable: true, leaning: true })
    expect([choice.router, choice.recommended]).toEqual(['search', 'search'])
    expect(choice.reason).not.toContain('leans')
  })

  it('trusts a PPM that nobody checked', () => {
    expect(chooseRouter(facts({ hasPredictor: true })).router).toBe('search')
    expect(chooseRouter(facts()).router).toBe('random')
  })
})

describe('combined and auto', () => {
  const matrix = drawMatrix(40, [0.5, 0.3], createRandom('choose'))
  const predictor = createPredictor(
    { effects: Float64Array.of(0.05, -0.02), curve: (share) => 60 + share },
    { total: 40, columnMeans: meansOf(matrix) },
  )
  const falling = Float64Array.from({ length: 40 }, (_, row) => 0.5 - row / 50)
  const request = (router: RouterName | 'auto', more: Partial<RoutingRequest>): RoutingRequest => ({
    matrix,
    predictor: null,
    budget: { unit: 'share', amount: 0.25 },
    router,
    prices: { human: 0.5, lm: 0.01 },
    ...more,
  })
  const combined = { value: falling, shares: { labelGain: 1 } }
  const all: RoutingEvidence = { combined, labelGain: falling, pDiffers: falling }
  const { combined: _, ...uncombined } = all

  it.each<[string, Partial<RoutingRequest>, RouterName, number]>([
    ['a combination', { predictor, usable: true, evidence: all }, 'combined', 10],
    ['a usable PPM', { predictor, usable: true, evidence: uncombined }, 'search', 10],
    ['a label gain', { predictor, usable: false, evidence: uncombined }, 'label-gain', 10],
    ['P(differs)', { evidence: { pDiffers: falling } }, 'disagreement', 10],
    ['nothing', {}, 'random', 10],
    [
      'a combination of nothing',
      { evidence: { combined: { value: new Float64Array(40).fill(Number.NaN), shares: {} } } },
      'random',
      10,
    ],
    ['nothing and a free budget', { budget: 'free' }, 'all-lm', 0],
    [
      'nothing, a free budget and dear judges',
      { budget: 'free', prices: { human: 0.01, lm: 0.5 } },
      'all-human',
      40,
    ],
    ['a refused PPM and a free budget', { budget: 'free', predictor, usable: false }, 'all-lm', 0],
    [
      'P(differs) and a free budget',
      { budget: 'free', evidence: { pDiffers: falling } },
      'all-lm',
      0,
    ],
    // Gains above zero are those of the first 25 rows.
    ['a label gain and a free budget', { budget: 'free', evidence: uncombined }, 'label-gain', 25],
    [
      'a combination, a label gain and a free budget',
      { budget: 'free', evidence: all },
      'combined',
      25,
    ],
  ])('go by what is there, with exactly the budget: %s', (_name, more, router, humans) => {
    const plan = planRouting(request('combined', more), createRandom(1))
    const auto = planRouting(request('auto', more), createRandom(1))
    expect([plan.router, plan.human]).toEqual([router, humans])
    expect([auto.router, auto.rows]).toEqual([plan.router, plan.rows])
    const gaveWay = plan.notes.some((note) =>
      note.startsWith(`router "combined" gave way to "${router}": `),
    )
    expect(gaveWay).toBe(router !== 'combined')
    expect(auto.notes.some((note) => note.startsWith(`router "${router}" was chosen: `))).toBe(true)
  })

  it('spend a fixed budget where a refused PPM leans', () => {
    const refused = { predictor, usable: false } as const
    const search = planRouting(request('search', refused), createRandom(1))
    for (const router of ['combined', 'auto'] as const) {
      const plan = planRouting(request(router, { ...refused, leaning: true }), createRandom(1))
      expect([plan.router, plan.human, plan.rows]).toEqual(['search', 10, search.rows])
      expect(plan.notes.join()).toContain('"all-lm", is recommended')
      const plain = planRouting(request(router, { ...refused, leaning: false }), createRandom(1))
      expect(plain.router).toBe('random')
    }
    const free = { ...refused, leaning: true, budget: 'free' } as const
    expect(planRouting(request('auto', free), createRandom(1)).human).toBe(0)
  })

  it('fill a free budget that a usable PPM names', () => {
    const free = { budget: 'free', predictor, usable: true, evidence: all } as const
    const optimal = planRouting(request('optimal', free), createRandom(1))
    const plan = planRouting(request('combined', free), createRandom(1))
    expect([plan.router, plan.human]).toEqual(['combined', optimal.human])
    expect(plan.rows.filter(({ source }) => source === 'human').map(({ rank }) => rank)).toEqual(
      Array.from({ length: optimal.human }, (_, row) => row + 1),
    )
  })

  it('recommend the cheapest plan beside a refused PPM that was asked for, when nothing else is there', () => {
    const plan = planRouting(request('search', { predictor, usable: false }), createRandom(1))
    expect(plan.notes.join()).toContain('these gains are not evidence; "all-lm" is recommended')
  })
})
