import { describe, expect, it } from 'vitest'
import { revealTruth } from '../../src/domain/index.ts'
import { readJudgeSignals } from '../../src/features/index.ts'
import { createRandom } from '../../src/kit/index.ts'
import { simulateAnalyticWorld, simulateWorld, type WorldPreset } from '../../src/simulate/index.ts'
import { chiSquaredUpperTail } from '../../src/stats/index.ts'
import { chiSquared, columnOf, excessOf, regressionPValue } from './support.ts'

/** Does anything that can be seen say where a person's label is better than the judge's? */
function analyticPValue(preset: WorldPreset, seed: number): number {
  const world = simulateAnalyticWorld(
    { preset, instances: 400, features: 24 },
    createRandom(`look for signal ${seed}`),
  )
  const { labelUtility } = revealTruth(world.truth)
  const judge = labelUtility[world.primary.lm]!
  const gained = labelUtility[world.primary.human]!.map((own, row) => own - judge[row]!)
  const tags = world.matrix.specs.map((_, column) => columnOf(world.matrix, column))
  return regressionPValue([...tags, ...Object.values(world.signals.columns)], gained)
}

describe('an analytic world without signal', () => {
  it('has zero gains, scores that are the budget curve, and labels of one quality everywhere', () => {
    const { truth, annotators } = simulateAnalyticWorld(
      { preset: 'no-signal', instances: 600 },
      createRandom(1),
    )
    const { trueGains, expectedUtility, expectedScore, randomScore, oracle } = revealTruth(truth)
    expect(trueGains.every((gain) => gain === 0)).toBe(true)
    for (const { id } of annotators)
      for (const utility of expectedUtility[id]!) expect(utility).toBeCloseTo(0.8, 12)
    const best = oracle(200, createRandom(2))
    expect(best.score).toBe(randomScore(200))
    expect(expectedScore(best.rows)).toBe(best.score)
    expect(randomScore(0) - randomScore(600)).toBeCloseTo(6.5, 12)
  })

  it('gives no alarm beyond chance when realised gains are regressed on tags and signals (200 worlds)', () => {
    const values = Array.from({ length: 200 }, (_, seed) => analyticPValue('no-signal', seed))
    const alarms = values.filter((p) => p < 0.05).length
    expect(Math.abs(excessOf(alarms, 0.05, 200))).toBeLessThan(3.3)
    const tenths = Array.from(
      { length: 10 },
      (_, bin) => values.filter((p) => Math.min(9, Math.floor(p * 10)) === bin).length,
    )
    expect(chiSquared(tenths, new Array<number>(10).fill(0.1))).toBeGreaterThan(1e-3)
  })

  it('is told from the others by the same test', () => {
    for (const preset of ['paper', 'judge-better', 'human-better', 'noisy-human'] as const) {
      const found = Array.from({ length: 12 }, (_, seed) => analyticPValue(preset, seed))
      expect(found.filter((p) => p < 0.01).length).toBeGreaterThanOrEqual(11)
    }
  })
})

describe('a world of texts without signal', () => {
  const textPValue = (preset: 'paper' | 'no-signal', seed: number): number => {
    const { instances, truth } = simulateWorld({
      preset,
      instances: 250,
      suite: 0,
      seedStream: createRandom(`texts ${seed}`),
    })
    const gained = revealTruth(truth).map(({ labelUtility: own }) => own.human - own.lm)
    const numbers = instances.map((instance) => {
      const { tie, strength, answerProbability, orderFlip } = readJudgeSignals(instance)
      const { prompt, completionA, completionB, meta } = instance
      const verdict = instance.lm[0]!.verdict
      const difference = completionA.length - completionB.length
      return [
        ...[tie, strength, answerProbability, orderFlip].map((value) => value ?? 0),
        ...[prompt.length, Math.abs(difference), completionA.length + completionB.length],
        (verdict === 'a' ? 1 : verdict === 'b' ? -1 : 0) * difference,
        ...['moderate', 'high', 'low'].map((level) => Number(meta.safety_concern === level)),
        Number(meta.expertise_level === 'expert domain knowledge'),
        Number(/python/.test(completionA)),
        Number(/sorry|cannot/.test(completionA)) + Number(/sorry|cannot/.test(completionB)),
      ]
    })
    return regressionPValue(
      numbers[0]!.map((_, column) => numbers.map((row) => row[column]!)),
      gained,
    )
  }

  it('has sources that are equally good on every instance', () => {
    const { instances, truth } = simulateWorld({
      preset: 'no-signal',
      instances: 400,
      suite: 0,
      seedStream: createRandom(3),
    })
    for (const { expectedUtility, gainSign, verdict } of revealTruth(truth)) {
      expect(expectedUtility.human).toBeCloseTo(expectedUtility.lm, 12)
      expect(expectedUtility.lm).toBeCloseTo(verdict === 'tie' ? 0.5 : 0.85, 12)
      expect(gainSign).toBe(0)
    }
    expect(instances.every(({ human }) => human.length === 1)).toBe(true)
    expect(
      instances.every(({ human, lm }) =>
        [...human, ...lm].every(({ verdict }) => verdict !== 'tie'),
      ),
    ).toBe(true)
  })

  it('says nothing by its texts and signals (60 worlds), where the world of the paper does', () => {
    const silent = Array.from({ length: 60 }, (_, seed) => textPValue('no-signal', seed))
    // Fisher: -2 sum log p is chi-squared with twice as many degrees of freedom as p values.
    const together = silent.reduce((sum, p) => sum - 2 * Math.log(p), 0)
    const upper = chiSquaredUpperTail(together, 120)
    expect(upper).toBeGreaterThan(1e-3)
    expect(upper).toBeLessThan(1 - 1e-3)
    const spoken = Array.from({ length: 6 }, (_, seed) => textPValue('paper', seed))
    expect(spoken.filter((p) => p < 0.01).length).toBeGreaterThanOrEqual(5)
  })
})
