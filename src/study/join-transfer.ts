import type { StudyQuality, StudyRefusal, StudyRow, StudyTransfer } from '../domain/index.ts'
import type { StudyOptions } from './options.ts'
import { ppmName } from './ppm-rows.ts'
import { LABEL_GAIN } from './row-predictor.ts'
import { readTransferName } from './transfer-sets.ts'

/** Returns, for every ordered pair of data sets, what each router took at the main budget with a predictor of the first on the second. */
export function joinTransfer(
  { main, settings }: StudyOptions,
  joined: {
    readonly rows: readonly StudyRow[]
    readonly quality: readonly StudyQuality[]
    readonly refusals: readonly StudyRefusal[]
  },
): StudyTransfer[] {
  const setting = settings[0]!.name
  return joined.rows.flatMap((row): StudyTransfer[] => {
    const names = readTransferName(row.set)
    const isWanted =
      row.setting === setting &&
      row.budget === main.budget &&
      row.measure === main.measure &&
      row.target === main.target &&
      row.score === main.score
    if (names === null || !isWanted) return []
    // A router looks at the PPM that its row names, or at the pilot's models.
    const own = joined.quality.find(
      (quality) =>
        quality.set === row.set &&
        quality.setting === setting &&
        (row.ppm === null || quality.ppm === LABEL_GAIN.ppm || quality.ppm === row.ppm) &&
        (row.sampler === null || quality.sampler === null || quality.sampler === row.sampler),
    )
    const refusal = joined.refusals.find(
      ({ set, setting: at, ppm }) =>
        set === row.set && at === setting && own !== undefined && ppm === predictorName(own),
    )
    return [
      {
        ...names,
        router: row.router,
        budget: row.budget,
        vsRandom: row.vsRandom,
        shareOfOracle: row.shareOfOracle,
        spearman: own?.spearman ?? null,
        refused: refusal?.count ?? 0,
        of: own?.seeds ?? row.seeds,
      },
    ]
  })
}

const predictorName = ({ ppm, sampler }: StudyQuality): string =>
  sampler === null ? ppm : ppmName({ kind: ppm, sampler })
