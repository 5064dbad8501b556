import type { Annotation, PreferenceInstance, Verdict } from '../../../src/domain/index.ts'
import { drawIndex, drawNormal, type Random } from '../../../src/kit/index.ts'
import { sigmoid } from '../../../src/stats/index.ts'

/** Labelled pairs of a judge whose log-odds are `factor` times the true ones: its calibration is a slope of 1 / factor. */
export interface SimulatedPilot {
  readonly judge: string
  readonly answers: readonly { readonly verdict: Verdict; readonly pA: number }[]
  readonly human: Float64Array
  readonly groups: Uint32Array
}

/** Returns pairs, four a prompt, with one person's label each. */
export function simulatePilot(pairs: number, factor: number, random: Random): SimulatedPilot {
  const odds = Float64Array.from({ length: pairs }, () => 1.5 * drawNormal(random))
  return {
    judge: 'sim',
    answers: Array.from(odds, (own) => ({
      verdict: own > 0 ? 'a' : 'b',
      pA: sigmoid(factor * own),
    })),
    human: odds.map((own) => Number(random.next() < sigmoid(own))),
    groups: Uint32Array.from(odds, (_, row) => Math.floor(row / 4)),
  }
}

/** Returns the pilot with A and B of every pair swapped. */
export function swapPilot(pilot: SimulatedPilot): SimulatedPilot {
  return {
    ...pilot,
    answers: pilot.answers.map(({ verdict, pA }) => ({ verdict: opposite(verdict), pA: 1 - pA })),
    human: pilot.human.map((share) => 1 - share),
  }
}

/** Returns the verdict of the pair with A and B swapped. */
export function opposite(verdict: Verdict): Verdict {
  return verdict === 'a' ? 'b' : verdict === 'b' ? 'a' : 'tie'
}

/** Returns an instance with judge annotations. */
export function judged(
  id: string,
  lm: readonly Annotation[],
  fields: Partial<PreferenceInstance> = {},
): PreferenceInstance {
  return {
    id,
    source: 'made',
    prompt: id,
    completionA: 'first',
    completionB: 'second',
    human: [],
    lm,
    meta: {},
    ...fields,
  }
}

/** Returns a verdict drawn with these chances for A and tie. */
export function drawVerdict([a, tie]: readonly [number, number], random: Random): Verdict {
  const at = random.next()
  return at < a ? 'a' : at < a + tie ? 'tie' : 'b'
}

/** Returns one of the values, equally likely. */
export function pick<T>(values: readonly T[], random: Random): T {
  return values[drawIndex(values.length, random)]!
}
