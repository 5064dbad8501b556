import { countTokens, type OpenedPseudonyms } from '../backends/index.ts'
import type { HybridRow } from '../domain/index.ts'
import {
  createLengthFitter,
  createPseudonyms,
  createScrubber,
  type ExportShape,
  type LengthTally,
  type PseudonymReport,
  type ScrubReport,
} from '../export/index.ts'
import type { TrainerRequest } from './export-options.ts'

/** What was done to the rows on their way out. */
export interface Treatment {
  readonly shape: ExportShape
  readonly pseudonyms: PseudonymReport | null
  readonly scrub: ScrubReport | null
  readonly length: LengthTally | null
}

/** Treats rows one by one: pseudonyms, then the scrub; the fitter cuts what comes after. */
export interface Treating {
  row(row: HybridRow): HybridRow
  readonly fitter: ReturnType<typeof createLengthFitter> | null
  report(): Omit<Treatment, 'shape'>
}

/** Returns what the request asks to be done to rows; a second reading of the rows needs another one, for it counts. */
export function createTreatment(request: TrainerRequest, keys: OpenedPseudonyms | null): Treating {
  const pseudonyms = keys === null ? null : createPseudonyms(keys.nameOf)
  const scrubber = request.scrub === null ? null : createScrubber(request.scrub)
  const { maxTokens, maxCharacters } = request
  const fitter =
    maxTokens !== null
      ? createLengthFitter({ most: maxTokens, count: countTokens })
      : maxCharacters !== null
        ? createLengthFitter({ most: maxCharacters })
        : null
  return {
    row: (row) => {
      const named = pseudonyms === null ? row : pseudonyms.row(row)
      return scrubber === null ? named : scrubber.row(named)
    },
    fitter,
    report: () => ({
      pseudonyms: pseudonyms?.report() ?? null,
      scrub: scrubber?.report() ?? null,
      length: fitter?.tally() ?? null,
    }),
  }
}
