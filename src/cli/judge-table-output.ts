import { writeAtomic } from '../backends/index.ts'
import type { JudgeSetup } from '../config/index.ts'
import { annotationNames, type PreferenceInstance } from '../domain/index.ts'
import type { JudgeCalibration } from '../judge/index.ts'
import { type JudgeComparison, type JudgeScheme, MOST_MEASURED } from '../pipeline/index.ts'
import { compareJudges } from './judge-table.ts'

/** Keeps the instances that a command writes for the comparison of its judges, as long as they are few enough. */
export interface JudgedRows {
  /** Takes an instance as it is written. */
  readonly add: (instance: PreferenceInstance) => void
  /** Returns the comparison, or why there is none. */
  readonly compare: (options: { readonly resamples: number; readonly seed: number }) => Compared
}

/** The judges of a purchase beside people; null with the reason where they were not compared. */
export interface Compared {
  readonly comparison: JudgeComparison | null
  /** What is missing and how to get it; null where nothing is. */
  readonly missing: string | null
}

/** Returns a keeper for the judges of a purchase, and the panel or the cascade that they form. */
export function keepJudged(
  setups: readonly JudgeSetup[],
  scheme: JudgeScheme,
  output: string,
): JudgedRows {
  const names = new Set([
    ...(scheme.kind === 'each' ? [] : [scheme.id]),
    ...setups.flatMap(({ judge }) => annotationNames(judge.id)),
  ])
  const kept: PreferenceInstance[] = []
  let count = 0
  return {
    add: (instance) => {
      count++
      // Past the bound nothing is compared, and nothing is held.
      if (count > MOST_MEASURED) kept.length = 0
      else
        kept.push({
          ...instance,
          lm: instance.lm.filter(({ annotator }) => names.has(annotator)),
        })
    },
    compare: ({ resamples, seed }) => {
      const how = `"hyper judge --list ${output === '-' ? 'FILE' : output}"`
      if (count > MOST_MEASURED) {
        const missing = `judges are compared with people at once for up to ${MOST_MEASURED} instances, these are ${count}: ${how} does it`
        return { comparison: null, missing }
      }
      const known = setups.map(({ judge }) => judge)
      const comparison = compareJudges(kept, { known, resamples, seed })
      if (comparison.judges.length === 0) return { comparison: null, missing: null }
      const missing =
        comparison.withPeople > 0
          ? null
          : `no instance has a label of people, so agreement and calibration are unknown: ${how} tells them once people labelled some`
      return { comparison, missing }
    },
  }
}

/** Returns the calibrations of a purchase by judge: those that a cascade decided by, others as the comparison fitted them. */
export function calibrationsOf(
  comparison: JudgeComparison | null,
  decided: ReadonlyMap<string, JudgeCalibration>,
): Record<string, JudgeCalibration> {
  const fitted = (comparison?.judges ?? []).map(
    ({ judge, calibration }) => [judge, calibration] as const,
  )
  return Object.fromEntries([...fitted, ...decided])
}

/** Writes calibrations with their reliability beside the output of a purchase and returns the path; null where there are none, or the output is no file. */
export async function writeCalibrations(
  path: string | null,
  calibrations: Readonly<Record<string, JudgeCalibration>>,
): Promise<string | null> {
  if (path === null || Object.keys(calibrations).length === 0) return null
  const file = `${path}.calibration.json`
  const content = { format: 'hyper/judge-calibrations@1', calibrations }
  await writeAtomic(file, `${JSON.stringify(content, null, 2)}\n`)
  return file
}
