import { labelInstances } from '../../annotate/index.ts'
import { groupInstances } from '../../dataset/index.ts'
import type { PreferenceInstance } from '../../domain/index.ts'
import {
  calibrateJudge,
  findAnswer,
  type JudgeCalibration,
  type StatedAnswer,
} from '../../judge/index.ts'
import type { Random } from '../../kit/index.ts'

/** Rows with human labels that a calibration is fitted on at most: more change its digits, not its use. */
const MOST_ROWS = 20_000

/** Collects what a judge says beside what people say. */
export interface JudgePilot {
  /** Takes instances with the judge's annotations; those that nobody labelled are passed over. */
  add(instances: readonly PreferenceInstance[]): void
  /** Returns the judge's calibration on what was taken. */
  calibrate(random: Random): JudgeCalibration
}

/** Returns an empty pilot for a judge. */
export function createJudgePilot(judge: string): JudgePilot {
  const answers: (StatedAnswer | null)[] = []
  const human: number[] = []
  const prompts: Pick<PreferenceInstance, 'prompt' | 'meta'>[] = []
  return {
    add: (instances) => {
      const labels = labelInstances(instances, { human: { kind: 'majority' } })
      instances.forEach(({ prompt, meta, lm }, row) => {
        const label = labels[row]!.human
        if (label === null || human.length >= MOST_ROWS) return
        human.push(label.pA)
        prompts.push({ prompt, meta })
        answers.push(findAnswer(lm, judge))
      })
    },
    calibrate: (random) => {
      const { groups } = groupInstances(prompts)
      const pilot = { judge, answers, human, groups }
      return calibrateJudge(pilot, {}, random.fork('calibrate', judge)).calibration
    },
  }
}
