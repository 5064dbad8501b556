import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src/kit/index.ts'
import { fitPilot } from '../../src/pilot/index.ts'
import { type MadePilotOptions, makePilot } from './made-pilot.ts'

/** Share of pilots without anything to learn from which each of the two predictions was called usable. */
function falseAlarms(options: MadePilotOptions, trials: number) {
  let [labelGain, pDiffers] = [0, 0]
  for (let seed = 0; seed < trials; seed++) {
    const made = makePilot({ ...options, signal: 0, ties: 0 }, createRandom(`noise ${seed}`))
    const { quality } = fitPilot(made.evidence, made.people, { folds: 3 }, createRandom(seed))
    labelGain += Number(quality.labelGain.usable)
    pDiffers += Number(quality.pDiffers.usable)
  }
  return { labelGain: labelGain / trials, pDiffers: pDiffers / trials }
}

/** The stated 2.5 % and the Monte Carlo error of it. */
const most = (trials: number): number => 0.025 + 3.3 * Math.sqrt((0.025 * 0.975) / trials)

describe('a pilot with nothing to learn', () => {
  it('is refused at the level stated', () => {
    const alarms = falseAlarms({ groups: 30, perGroup: 2 }, 200)
    expect(alarms.labelGain).toBeLessThan(most(200))
    expect(alarms.pDiffers).toBeLessThan(most(200))
  })

  it('is refused too where the judge errs by prompt and the prompts are few', () => {
    const alarms = falseAlarms({ groups: 8, perGroup: 6, groupEffect: 2 }, 60)
    expect(alarms.labelGain).toBeLessThan(most(60))
    expect(alarms.pDiffers).toBeLessThan(most(60))
  })

  it('is told from one with something to learn', () => {
    let found = 0
    for (let seed = 0; seed < 10; seed++) {
      const made = makePilot({ groups: 30, perGroup: 2 }, createRandom(`something ${seed}`))
      const { quality } = fitPilot(made.evidence, made.people, { folds: 3 }, createRandom(seed))
      found += Number(quality.pDiffers.usable)
    }
    expect(found).toBeGreaterThan(6)
  })
})
