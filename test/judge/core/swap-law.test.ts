import { describe, expect, it } from 'vitest'
import type { Annotation, PreferenceInstance, Verdict } from '../../../src/domain/index.ts'
import {
  annotationsOf,
  FULL_CAPABILITIES,
  JUDGE_MODES,
  type Judge,
  type JudgedInstance,
  questionsOf,
} from '../../../src/judge/index.ts'
import { answerAs } from './fake-model.ts'
import { makeInstance, makeJudge } from './make.ts'

const SEEDS = 100
const TURNED: Readonly<Record<Verdict, Verdict>> = { a: 'b', b: 'a', tie: 'tie' }

function judgeIt(instance: PreferenceInstance, judge: Judge, bias: number): JudgedInstance {
  const answers = questionsOf(instance, judge, FULL_CAPABILITIES).map((question) => ({
    reply: answerAs(judge.mode, question, bias),
    costUsd: 0.001,
    durationMs: 10,
  }))
  return annotationsOf(instance, judge, answers)
}

/** The label and the aspects of an instance, as they must be when A and B have changed places. */
function labelsOf({ annotations }: JudgedInstance, turned: boolean): unknown[] {
  return annotations
    .filter(({ annotator }) => !annotator.includes('@'))
    .map(({ verdict, strength, aspect, pA, extra }) => {
      const scores = extra?.scores as { a: number; b: number } | undefined
      return {
        verdict: turned ? TURNED[verdict] : verdict,
        strength,
        aspect,
        pA: pA === undefined ? undefined : Number((turned ? 1 - pA : pA).toFixed(9)),
        flip: extra?.flip,
        sampleAgreement: extra?.sampleAgreement,
        scores: turned && scores ? { a: scores.b, b: scores.a } : scores,
      }
    })
}

describe('swapping A and B', () => {
  const cases = JUDGE_MODES.flatMap((mode) =>
    (['both', 'random'] as const).flatMap((orders) =>
      [1, 3].map((samples) => [mode, orders, samples] as const),
    ),
  )

  it.each(cases)('turns the label of %s, %s, %i samples', (mode, orders, samples) => {
    const judge = makeJudge(mode, { orders, samples })
    const seen = new Set<string>()
    for (let seed = 0; seed < SEEDS; seed++) {
      const stored = makeInstance({ completionA: `one ${seed}`, completionB: `two ${seed}` })
      const swapped = {
        ...stored,
        completionA: stored.completionB,
        completionB: stored.completionA,
      }
      const judged = judgeIt(stored, judge, 0.4)
      const turned = judgeIt(swapped, judge, 0.4)
      expect(labelsOf(judged, false)).toEqual(labelsOf(turned, true))
      expect(turned.flip).toBe(judged.flip)
      expect(turned.sampleAgreement).toBe(judged.sampleAgreement)
      seen.add(judged.annotations[0]!.verdict)
    }
    expect(seen.size).toBeGreaterThan(1)
  })

  it('is not kept by a judge that is shown the stored order, which has a habit', () => {
    const judge = makeJudge('letter', { orders: 'stored' })
    const verdictOf = (instance: PreferenceInstance): Annotation['verdict'] =>
      judgeIt(instance, judge, 1).annotations[0]!.verdict
    const stored = makeInstance()
    const swapped = { ...stored, completionA: stored.completionB, completionB: stored.completionA }
    expect([verdictOf(stored), verdictOf(swapped)]).toEqual(['a', 'a'])
  })
})
