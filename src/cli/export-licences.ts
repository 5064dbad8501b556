import { PRESETS } from '../dataset/index.ts'
import type { SourceLicence } from '../export/index.ts'
import type { Inspection } from './inspect-export.ts'

/** Data sets whose rows have another name than their preset. */
const NAMES: Readonly<Record<string, string>> = {
  alpacafarm: 'alpacafarm-human',
  'summarize-from-feedback': 'summarize-comparisons',
}

/** Returns the licences of the data sets of an export: as their rows say it, else as the preset of the data set does. */
export function licencesOf({ licences }: Inspection): SourceLicence[] {
  return [...licences].flatMap(([source, known]) =>
    [...known].map(([stated, instances]): SourceLicence => {
      if (stated !== null) return { source, licence: stated, knownBy: 'rows', instances }
      const id = NAMES[source] ?? source
      const preset = PRESETS.find((one) => one.id === id)
      const licence = preset?.licence ?? null
      return { source, licence, knownBy: licence === null ? null : 'preset', instances }
    }),
  )
}
