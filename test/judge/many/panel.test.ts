import { describe, expect, it } from 'vitest'
import type { Annotation, Verdict } from '../../../src/domain/index.ts'
import { verdictSign } from '../../../src/domain/index.ts'
import {
  combinePanel,
  identityCalibration,
  type JudgeCalibration,
  type JudgePanel,
  withPrimary,
} from '../../../src/judge/index.ts'
import { createRandom, isHyperError } from '../../../src/kit/index.ts'
import { sigmoid, standardDeviation } from '../../../src/stats/index.ts'
import { drawVerdict, judged, opposite } from './simulated-judges.ts'

const random = createRandom('panel tests')
const JUDGES = ['g', 'h', 'i', 'j', 'k'] as const
const vote: JudgePanel = { id: 'all', judges: ['g', 'h', 'i'], rule: 'vote' }
const said = (annotator: string, verdict: Verdict, pA?: number): Annotation => ({
  annotator,
  verdict,
  ...(pA === undefined ? {} : { pA }),
})

describe('a panel that votes', () => {
  it('names the most frequent verdict, level votes being ties: against every combination of five', () => {
    const verdicts: readonly Verdict[] = ['a', 'tie', 'b']
    for (let code = 0; code < 3 ** 5; code++) {
      const votes = JUDGES.map((_, at) => verdicts[Math.floor(code / 3 ** at) % 3]!)
      const instance = judged(
        'one',
        votes.map((verdict, at) => said(JUDGES[at]!, verdict)),
      )
      const [own] = combinePanel([instance], { ...vote, judges: JUDGES }).annotations
      const counts = verdicts.map((verdict) => votes.filter((own) => own === verdict).length)
      const top = verdicts.filter((_, at) => counts[at] === Math.max(...counts))
      expect(own!.verdict).toBe(top.length === 1 ? top[0] : 'tie')
      expect(own!.pA).toBeCloseTo((counts[0]! + counts[1]! / 2) / 5, 12)
      expect(own!.extra!.spread).toBeCloseTo(standardDeviation(votes.map(verdictSign)), 12)
    }
  })

  it('says who said what, and is clear only where all agree', () => {
    const lm = [said('g', 'a', 0.9), said('h', 'a'), said('i', 'a')]
    const split = [said('g', 'a'), said('h', 'a'), said('i', 'tie'), said('x', 'b')]
    const { annotations } = combinePanel([judged('1', lm), judged('2', split)], vote)
    expect(annotations[0]).toEqual({
      annotator: 'all',
      verdict: 'a',
      strength: 'clear',
      pA: 1,
      extra: {
        panel: [
          { judge: 'g', verdict: 'a', pA: 0.9 },
          { judge: 'h', verdict: 'a', pA: null },
          { judge: 'i', verdict: 'a', pA: null },
        ],
        spread: 0,
      },
    })
    expect(annotations[1]).toMatchObject({ verdict: 'a', strength: 'slight' })
  })

  it('counts who is missing and gives no answer below the quorum', () => {
    const rows = [
      [said('g', 'a'), said('h', 'b')],
      [said('g', 'a'), said('g@ab', 'a'), { ...said('h', 'a'), aspect: 'helpful' }],
      [],
    ].map((lm, at) => judged(String(at), lm))
    const { annotations, missing, belowQuorum } = combinePanel(rows, vote)
    expect(annotations.map((own) => own?.verdict ?? null)).toEqual(['tie', null, null])
    expect(belowQuorum).toBe(2)
    expect(missing).toEqual([
      { judge: 'g', instances: 1 },
      { judge: 'h', instances: 2 },
      { judge: 'i', instances: 3 },
    ])
    expect(combinePanel(rows, { ...vote, quorum: 1 }).belowQuorum).toBe(1)
  })
})

describe('a panel that takes the mean of probabilities', () => {
  const rule = 'mean-probability' as const

  it('calibrates each judge, reads both orders, and leaves out who states none', () => {
    const calibration: JudgeCalibration = {
      ...identityCalibration('g', 'probability'),
      kind: 'temperature',
      slope: 0.5,
    }
    const lm = [
      said('g', 'a', sigmoid(4)),
      said('h', 'b'),
      said('h@ab', 'b', 0.1),
      said('h@ba', 'b', 0.3),
      said('i', 'a'),
    ]
    const answers = combinePanel([judged('1', lm)], {
      ...vote,
      rule,
      calibrations: new Map([['g', calibration]]),
    })
    const expected = (sigmoid(2) + 0.2) / 2
    expect(answers.annotations[0]!.pA).toBeCloseTo(expected, 12)
    expect(answers.annotations[0]!.verdict).toBe('a')
    expect(answers.annotations[0]!.extra!.spread).toBeCloseTo(sigmoid(2) - 0.2, 12)
    expect(answers.missing[2]).toEqual({ judge: 'i', instances: 1 })
  })

  it('calls a level mean a tie, and one inside the band', () => {
    const rows = [
      [said('g', 'a', 0.7), said('h', 'b', 0.3)],
      [said('g', 'a', 0.72), said('h', 'b', 0.3)],
    ].map((lm, at) => judged(String(at), lm))
    const verdicts = (tieBand: number) =>
      combinePanel(rows, { ...vote, rule, tieBand }).annotations.map((own) => own!.verdict)
    expect(verdicts(0)).toEqual(['tie', 'a'])
    expect(verdicts(0.02)).toEqual(['tie', 'tie'])
  })
})

it('a panel turns round with A and B', () => {
  for (let seed = 0; seed < 200; seed++) {
    const draw = random.fork('swap', seed)
    const lm = vote.judges.map((judge) => said(judge, drawVerdict([0.4, 0.2], draw), draw.next()))
    const swapped = lm.map((own) => said(own.annotator, opposite(own.verdict), 1 - own.pA!))
    for (const rule of ['vote', 'mean-probability'] as const) {
      const [one, other] = [lm, swapped].map(
        (own) => combinePanel([judged('1', own)], { ...vote, rule }).annotations[0]!,
      )
      expect(other!.verdict).toBe(opposite(one!.verdict))
      expect(other!.pA).toBeCloseTo(1 - one!.pA!, 12)
      expect(other!.extra!.spread).toBeCloseTo(one!.extra!.spread as number, 12)
    }
  }
})

it('five judges that err by themselves are right as often as the binomial law says', () => {
  const draw = random.fork('condorcet')
  const rows = Array.from({ length: 20_000 }, (_, at) =>
    judged(
      String(at),
      JUDGES.map((judge) => said(judge, drawVerdict([0.7, 0], draw))),
    ),
  )
  const { annotations } = combinePanel(rows, { ...vote, judges: JUDGES })
  const right = annotations.filter((own) => own!.verdict === 'a').length / rows.length
  // 10 x 0.7^3 x 0.3^2 + 5 x 0.7^4 x 0.3 + 0.7^5 = 0.83692, four standard errors of 0.0026.
  expect(Math.abs(right - 0.83692)).toBeLessThan(0.0105)
})

it.each([
  [{ judges: ['g'] }, 'judges'],
  [{ judges: ['g', 'g'] }, 'judges'],
  [{ id: 'g' }, 'id'],
  [{ id: 'all@ab' }, 'id'],
  [{ quorum: 0 }, 'quorum'],
  [{ quorum: 4 }, 'quorum'],
])('a panel that cannot be names the field: %j', (fields, field) => {
  let caught: unknown
  try {
    combinePanel([], { ...vote, ...fields })
  } catch (error) {
    caught = error
  }
  expect(isHyperError(caught, 'config/bad-panel')).toBe(true)
  expect(String(caught)).toContain(`${field}:`)
})

it('a combined answer is put in front, once', () => {
  const rows = [judged('1', [said('g', 'a')]), judged('2', [said('all', 'b'), said('g', 'a')])]
  const placed = withPrimary(rows, [said('all', 'a'), null])
  expect(placed.map(({ lm }) => lm.map(({ annotator }) => annotator))).toEqual([
    ['all', 'g'],
    ['g'],
  ])
  expect(withPrimary(placed, [said('all', 'tie'), null])[0]!.lm).toHaveLength(2)
  expect(() => withPrimary(rows, [])).toThrow(RangeError)
})
