import type { StudyAlarms } from '../domain/index.ts'
import { clopperPearson } from '../stats/index.ts'
import type { CellResult } from './cell.ts'
import type { StudyOptions } from './options.ts'

/** What a cell recommends where no predictor may be followed. */
export const CHEAPEST = 'cheapest'

/** Returns how often each family of worlds was told to route by a predictor, with an exact interval; families that recommend nothing have none. */
export function countAlarms(options: StudyOptions, results: readonly CellResult[]): StudyAlarms[] {
  return options.worlds.flatMap(({ name, preset }, family): StudyAlarms[] => {
    const told = results.filter(
      ({ spec, recommends }) =>
        spec.kind === 'world' &&
        spec.setting === 0 &&
        spec.family === family &&
        recommends !== null,
    )
    if (preset !== 'no-signal' || told.length === 0) return []
    const alarms = told.filter(({ recommends }) => recommends !== CHEAPEST).length
    const { lo, hi } = clopperPearson(alarms, told.length, 0.95)
    return [
      { set: name, worlds: told.length, alarms, rate: { value: alarms / told.length, lo, hi } },
    ]
  })
}
