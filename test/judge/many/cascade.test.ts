import { describe, expect, it } from 'vitest'
import type { Annotation, PreferenceInstance, Verdict } from '../../../src/domain/index.ts'
import {
  type Cascade,
  calibrateJudge,
  chooseThreshold,
  combineCascade,
  createCascade,
  decideCascade,
  findAnswer,
  type JudgeReading,
  nextStep,
  planCascade,
  readCascade,
  readJudge,
  type StepReading,
  withProbabilities,
} from '../../../src/judge/index.ts'
import { createRandom, drawNormal, isHyperError, type Random } from '../../../src/kit/index.ts'
import { sigmoid } from '../../../src/stats/index.ts'
import { judged, opposite } from './simulated-judges.ts'

const random = createRandom('cascade tests')
const cascade: Cascade = createCascade({
  id: 'chain',
  steps: [
    { judge: 'small', threshold: 0.8 },
    { judge: 'middle', threshold: 0.9 },
    { judge: 'large', threshold: null },
  ],
})
const reading = (judge: string, pA: number | null, fields: Partial<JudgeReading> = {}) => ({
  judge,
  verdict: (pA ?? 1) > 0.5 ? ('a' as const) : ('b' as const),
  pA,
  flip: false,
  ...fields,
})

describe('a cascade', () => {
  it.each<[string, StepReading[], number | null]>([
    ['asks the first judge first', [], 0],
    ['stops where it is sure of A', [reading('small', 0.8)], null],
    ['stops where it is sure of B', [reading('small', 0.2)], null],
    ['goes on below the threshold', [reading('small', 0.79)], 1],
    ['goes on after a flip, however sure', [reading('small', 0.99, { flip: true })], 1],
    ['goes on without an answer', [null], 1],
    ['goes on where no probability is known', [reading('small', null)], 1],
    ['measures each step by its own threshold', [null, reading('middle', 0.85)], 2],
    ['ends with the last judge, sure or not', [null, null, reading('large', 0.5)], null],
    ['ends where the last judge did not answer', [null, reading('middle', 0.6), null], null],
  ])('%s', (_, readings, expected) => {
    expect(nextStep(cascade, readings)).toBe(expected)
  })

  it('asks always at threshold 1, and at 0.5 only after a flip or without an answer', () => {
    const first = (threshold: number, own: StepReading) =>
      nextStep({ id: 'c', steps: [{ judge: 'small', threshold }, cascade.steps[2]!] }, [own])
    expect(first(1, reading('small', 1))).toBe(1)
    expect(first(0.5, reading('small', 0.5))).toBeNull()
    expect(first(0.5, reading('small', 0.5, { flip: true }))).toBe(1)
  })

  it('falls back to the last answer where the last judge gave none', () => {
    const weak = reading('middle', 0.6)
    expect(decideCascade(cascade, [null, weak, null])).toEqual({
      reading: weak,
      outcomes: ['no-answer', 'unsure', 'no-answer'],
    })
    expect(decideCascade(cascade, [null, null, null])!.reading).toBeNull()
    expect(decideCascade(cascade, [weak, null])).toBeNull()
  })

  it('plans which judge is asked next about which pairs', () => {
    const states = [[], [reading('small', 0.9)], [reading('small', 0.6)], [], [null, null]]
    expect(planCascade(cascade, states)).toEqual({
      asks: [
        { step: 0, judge: 'small', rows: [0, 3] },
        { step: 1, judge: 'middle', rows: [2] },
        { step: 2, judge: 'large', rows: [4] },
      ],
      done: [1],
    })
  })

  it('is an annotation that says who decided and how each step ended', () => {
    const lm: Annotation[] = [
      { annotator: 'small', verdict: 'tie', pA: 0.9, extra: { flip: true } },
      { annotator: 'middle', verdict: 'b', strength: 'slight', pA: 0.05 },
    ]
    const { annotations, open, steps } = combineCascade(
      [judged('1', lm), judged('2', []), judged('3', [lm[0]!])],
      cascade,
    )
    expect(annotations[0]).toEqual({
      annotator: 'chain',
      verdict: 'b',
      strength: 'slight',
      pA: 0.05,
      extra: {
        decidedBy: 'middle',
        steps: [
          { judge: 'small', outcome: 'flipped', verdict: 'tie', pA: 0.9 },
          { judge: 'middle', outcome: 'decided', verdict: 'b', pA: 0.05 },
        ],
      },
    })
    expect(annotations.slice(1)).toEqual([null, null])
    expect(open).toBe(2)
    expect(steps.map(({ asked, decided }) => [asked, decided])).toEqual([
      [2, 0],
      [1, 1],
      [0, 0],
    ])
  })

  it('knows a flip by the raw answers too', () => {
    const raw: Annotation[] = [
      { annotator: 'small', verdict: 'tie', pA: 0.95 },
      { annotator: 'small@ab', verdict: 'a', pA: 0.95 },
      { annotator: 'small@ba', verdict: 'b', pA: 0.95 },
    ]
    expect(readJudge(raw, 'small')!.flip).toBe(true)
    expect(readJudge(raw.slice(0, 2), 'small')!.flip).toBe(false)
  })

  it.each([
    [[cascade.steps[0]!], 'steps'],
    [[cascade.steps[0]!, cascade.steps[0]!], 'steps'],
    [[{ judge: 'x', threshold: 0.4 }, cascade.steps[2]!], 'threshold of x'],
    [[{ judge: 'x', threshold: null }, cascade.steps[2]!], 'threshold of x'],
    [[cascade.steps[0]!, { judge: 'x', threshold: 0.9 }], 'threshold of x'],
    [[cascade.steps[0]!, { judge: 'chain', threshold: null }], 'id'],
  ])('that cannot be names the field: %#', (steps, field) => {
    let caught: unknown
    try {
      createCascade({ id: 'chain', steps })
    } catch (error) {
      caught = error
    }
    expect(isHyperError(caught, 'config/bad-cascade')).toBe(true)
    expect(String(caught)).toContain(`${field}:`)
  })
})

describe('a cascade that is carried out batch by batch', () => {
  it('asks each judge about the very pairs that brute force names, and counts what they cost', () => {
    for (let seed = 0; seed < 25; seed++) {
      const draw = random.fork('brute', seed)
      const answers = Array.from({ length: 80 }, () =>
        cascade.steps.map(({ judge }) => drawAnswer(judge, draw)),
      )
      const { rows, calls, spent } = carryOut(answers)
      const expected = answers.map((own) => bruteForce(own))
      const { annotations, steps, open, unanswered } = combineCascade(rows, cascade, { failed })
      expect(open).toBe(0)
      expect(unanswered).toBe(expected.filter(({ decidedBy }) => decidedBy === null).length)
      expect(annotations.map((own) => own?.extra?.decidedBy ?? null)).toEqual(
        expected.map(({ decidedBy }) => decidedBy),
      )
      steps.forEach(({ asked, costUsd }, step) => {
        expect(asked).toBe(expected.filter((own) => own.asked > step).length)
        expect(asked).toBe(calls[step])
        expect(costUsd).toBeCloseTo(spent[step]!, 12)
      })
    }
  })

  it('has no total where the cost of one answer is unknown', () => {
    const lm: Annotation[] = [{ annotator: 'small', verdict: 'a', pA: 0.9, costUsd: 0.1 }]
    const other: Annotation[] = [{ annotator: 'small', verdict: 'a', pA: 0.9 }]
    const totals = (rows: readonly Annotation[][]) =>
      combineCascade(
        rows.map((own, at) => judged(String(at), own)),
        cascade,
      ).steps[0]!.costUsd
    expect(totals([lm, lm])).toBeCloseTo(0.2, 12)
    expect(totals([lm, other, lm])).toBeNull()
  })
})

describe('the threshold of a cascade', () => {
  it('is the lowest that reaches the target on the curve, against brute force', () => {
    for (let seed = 0; seed < 15; seed++) {
      const pilot = simulateSteps(150, random.fork('curve', seed))
      const target = 0.68
      const { curve, threshold } = chooseThreshold(pilot, { target, resamples: 20 }, random)!
      const agreementAt = (at: number): number => {
        const agreeing = pilot.first.filter(({ pA, verdict }, row) => {
          const stays = Math.max(pA, 1 - pA) >= at && at < 1
          return (stays ? verdict : pilot.next[row]) === pilot.human[row]
        })
        return agreeing.length / pilot.first.length
      }
      for (const point of curve)
        expect(point.agreement).toBeCloseTo(agreementAt(point.threshold), 12)
      const reaching = curve.filter((point) => {
        const share = agreementAt(point.threshold)
        return share - Math.sqrt((share * (1 - share)) / 150) >= target
      })
      expect(threshold).toBe(reaching[0]!.threshold)
      expect(curve.map(({ escalated }) => escalated)).toEqual(
        curve.map(({ escalated }) => escalated).sort((x, y) => x - y),
      )
      expect(curve.at(-1)).toMatchObject({ threshold: 1, escalated: 1 })
    }
  })

  it('buys the agreement asked for with fewer questions than the large judge alone', () => {
    const pilot = simulateSteps(4000, random.fork('worth'))
    const choice = chooseThreshold(pilot, { target: 0.78, resamples: 200 }, random.fork('t'))!
    expect(choice.reached).toBe(true)
    expect(choice.firstAlone.hi).toBeLessThan(0.78)
    expect(choice.escalated.hi).toBeLessThan(0.9)
    const fresh = simulateSteps(20_000, random.fork('fresh'))
    const agreeing = fresh.first.filter(({ pA, verdict }, row) => {
      const stays = Math.max(pA, 1 - pA) >= choice.threshold
      return (stays ? verdict : fresh.next[row]) === fresh.human[row]
    })
    // Agreement out of fold is honest: new pairs land within three standard errors of 4,000 pairs.
    expect(Math.abs(agreeing.length / 20_000 - choice.agreement.value)).toBeLessThan(0.02)
  })

  it('says so where no threshold reaches the target, and leaves out pairs that someone did not judge', () => {
    const pilot = simulateSteps(300, random.fork('high'))
    const high = chooseThreshold(pilot, { target: 0.99, resamples: 50 }, random)!
    expect(high).toMatchObject({ reached: false, certain: false, pairs: 300 })
    const best = Math.max(...high.curve.map(({ agreement }) => agreement))
    expect(high.curve.find(({ threshold }) => threshold === high.threshold)!.agreement).toBe(best)
    const gaps = { ...pilot, human: pilot.human.map((own, row) => (row % 3 === 0 ? null : own)) }
    expect(chooseThreshold(gaps, { target: 0.7, resamples: 20 }, random)!.pairs).toBe(200)
    const none = { ...pilot, human: pilot.human.map(() => null) }
    expect(chooseThreshold(none, { target: 0.7 }, random)).toBeNull()
  })

  it('works on calibrated probabilities, each out of fold', () => {
    const pilot = simulateSteps(400, random.fork('together'))
    const answers = pilot.first.map(({ pA, verdict }) =>
      findAnswer([{ annotator: 'small', verdict, pA }], 'small'),
    )
    const human = pilot.human.map((own) => Number(own === 'a'))
    const { groups } = pilot
    const judge = calibrateJudge(
      { judge: 'small', answers, human, groups },
      { resamples: 20 },
      random,
    )
    const first = withProbabilities(pilot.first, judge.outOfFold)
    expect(first[7]!.pA).toBe(judge.outOfFold[7])
    const choice = chooseThreshold({ ...pilot, first }, { target: 0.74, resamples: 50 }, random)!
    expect(choice.threshold).toBeGreaterThanOrEqual(0.5)
    expect(withProbabilities([null, pilot.first[0]!], [0.5, Number.NaN])).toEqual([
      null,
      { ...pilot.first[0]!, pA: null },
    ])
  })
})

type Drawn = Annotation | null

function drawAnswer(judge: string, draw: Random): Drawn {
  if (draw.next() < 0.15) return null
  const pA = draw.next()
  const flip = draw.next() < 0.15
  const verdict: Verdict = flip ? 'tie' : pA > 0.5 ? 'a' : 'b'
  const costUsd = 0.001 * (1 + draw.next())
  return { annotator: judge, verdict, pA, costUsd, ...(flip ? { extra: { flip } } : {}) }
}

const failures = new Map<string, ReadonlySet<string>>()
const failed = ({ id }: PreferenceInstance, judge: string): boolean =>
  failures.get(id)?.has(judge) ?? false

/** Buys answers as the collecting flow does: plan, ask, write, plan again. */
function carryOut(answers: readonly (readonly Drawn[])[]) {
  failures.clear()
  let rows = answers.map((_, at) => judged(String(at), []))
  const calls = [0, 0, 0]
  const spent = [0, 0, 0]
  for (;;) {
    const states = rows.map((own) => readCascade(own, cascade, { failed }))
    const { asks } = planCascade(cascade, states)
    if (asks.length === 0) return { rows, calls, spent }
    const bought = new Map<number, number>()
    for (const ask of asks) for (const row of ask.rows) bought.set(row, ask.step)
    rows = rows.map((own, row) => {
      const step = bought.get(row)
      if (step === undefined) return own
      calls[step]! += 1
      const answer = answers[row]![step]!
      if (answer === null) {
        failures.set(own.id, new Set([...(failures.get(own.id) ?? []), cascade.steps[step]!.judge]))
        return own
      }
      spent[step]! += answer.costUsd!
      return { ...own, lm: [...own.lm, answer] }
    })
  }
}

function bruteForce(answers: readonly Drawn[]): { decidedBy: string | null; asked: number } {
  let decidedBy: string | null = null
  for (const [at, answer] of answers.entries()) {
    if (answer === null) continue
    decidedBy = answer.annotator
    const limit = [0.8, 0.9, 0][at]!
    const isSure = Math.max(answer.pA!, 1 - answer.pA!) >= limit
    if (at === 2 || (isSure && answer.extra === undefined)) return { decidedBy, asked: at + 1 }
  }
  return { decidedBy, asked: answers.length }
}

/** A small judge that knows how unsure it is, and a large one that is right in 82 %. */
function simulateSteps(pairs: number, draw: Random) {
  const rows = Array.from({ length: pairs }, (_, row) => {
    const odds = 1.2 * drawNormal(draw)
    const human: Verdict = draw.next() < sigmoid(odds) ? 'a' : 'b'
    const next = draw.next() < 0.82 ? human : opposite(human)
    const first = { ...reading('small', sigmoid(odds)), pA: sigmoid(odds) }
    return { first, next, human, group: Math.floor(row / 2) }
  })
  return {
    first: rows.map(({ first }) => first),
    next: rows.map(({ next }) => next),
    human: rows.map(({ human }) => human),
    groups: rows.map(({ group }) => group),
  }
}
