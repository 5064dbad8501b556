import { labelInstances } from '../../annotate/index.ts'
import { groupPrompts } from '../../dataset/index.ts'
import type { PreferenceInstance } from '../../domain/index.ts'
import {
  type CalibratedJudge,
  calibrateJudge,
  findAnswer,
  type StatedAnswer,
} from '../../judge/index.ts'
import type { Random } from '../../kit/index.ts'

/** Rows with human labels that a calibration is fitted on at most: more change its digits, not its use. */
const MOST_ROWS = 20_000

/** Collects what judges say beside what people say, for calibrations. */
export interface JudgePilot {
  /** Takes instances with the judges' annotations; those that nobody labelled are passed over. */
  add(instances: readonly PreferenceInstance[]): void
  /** Instances with a human label that were taken. */
  readonly rows: number
  /** Returns the calibration of a judge, with its probabilities out of fold. */
  calibrate(judge: string, random: Random): CalibratedJudge
  /** Prompt group of every row taken. */
  groups(): Uint32Array
}

/** Returns an empty pilot for the judges of these names. */
export function createJudgePilot(judges: readonly string[]): JudgePilot {
  const answers = new Map(judges.map((judge) => [judge, [] as (StatedAnswer | null)[]]))
  const human: number[] = []
  const prompts: string[] = []
  const given: (string | undefined)[] = []
  const groups = (): Uint32Array => groupPrompts(prompts, { given }).groups
  return {
    get rows() {
      return human.length
    },
    add: (instances) => {
      const labels = labelInstances(instances, {
        human: { kind: 'majority' },
        lm: { kind: 'primary' },
      })
      instances.forEach((instance, row) => {
        const label = labels[row]!.human
        if (label === null || human.length >= MOST_ROWS) return
        human.push(label.pA)
        prompts.push(instance.prompt)
        given.push(typeof instance.meta.group === 'string' ? instance.meta.group : undefined)
        for (const judge of judges) answers.get(judge)!.push(findAnswer(instance.lm, judge))
      })
    },
    calibrate: (judge, random) =>
      calibrateJudge(
        { judge, answers: answers.get(judge)!, human, groups: groups() },
        {},
        random.fork('calibrate', judge),
      ),
    groups,
  }
}
