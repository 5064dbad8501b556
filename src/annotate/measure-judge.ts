import { measureWithIntervals, totalOf } from './additive-measure.ts'
import type { JudgeAgreement, LengthPreference } from './agreement-report.ts'
import {
  CALIBRATION_BINS,
  calibrationContribution,
  calibrationMeasure,
} from './calibration-measure.ts'
import { contribute, type SampledRows } from './contribute.ts'
import { LENGTH_BANDS, lengthContribution, lengthMeasure } from './length-measure.ts'
import { measureTable } from './measure-table.ts'
import { orderContribution, orderMeasure } from './order-measure.ts'

/** Returns a judge's agreement with the human verdict and its habits; null where it never meets a human verdict. */
export function measureJudge(
  sampled: SampledRows,
  judge: string,
): Omit<JudgeAgreement, 'judge' | 'labelled'> | null {
  const table = measureTable(sampled, (row) => [row.human, row.judges.get(judge)?.verdict ?? null])
  if (table === null) return null
  return {
    ...table,
    order: measureOrder(sampled, judge),
    length: measureLength(sampled, judge),
    calibration: measureCalibration(sampled, judge),
  }
}

function measureOrder(sampled: SampledRows, judge: string): JudgeAgreement['order'] {
  const measured = contribute(sampled.rows, orderMeasure.size, (row) => {
    const orders = row.judges.get(judge)?.orders ?? null
    return orders === null ? null : orderContribution(orders.ab, orders.ba)
  })
  if (measured.contributions.length === 0) return null
  return {
    asked: totalOf(measured.contributions, orderMeasure.size)[0]!,
    ...measureWithIntervals(orderMeasure, measured, sampled.resampling),
  }
}

function measureLength(sampled: SampledRows, judge: string): LengthPreference {
  const bands = new Float64Array((LENGTH_BANDS.length - 1) * lengthMeasure.size)
  const measured = contribute(sampled.rows, lengthMeasure.size, (row) => {
    const verdict = row.judges.get(judge)?.verdict
    if (row.human === null || verdict === undefined) return null
    const own = lengthContribution(row.instance, { human: row.human, judge: verdict })
    own?.values.forEach((value, index) => {
      bands[own.band * lengthMeasure.size + index]! += value
    })
    return own?.values ?? null
  })
  return {
    pairs: totalOf(measured.contributions, lengthMeasure.size)[0]!,
    ...measureWithIntervals(lengthMeasure, measured, sampled.resampling),
    bands: LENGTH_BANDS.slice(0, -1).map((from, band) => {
      const [pairs, judgeLonger, humanLonger] = bands.subarray(band * 3, band * 3 + 3)
      return {
        from,
        to: LENGTH_BANDS[band + 1]!,
        pairs: pairs!,
        judgeLonger: shareOf(judgeLonger!, pairs!),
        humanLonger: shareOf(humanLonger!, pairs!),
      }
    }),
  }
}

function measureCalibration(sampled: SampledRows, judge: string): JudgeAgreement['calibration'] {
  const measured = contribute(sampled.rows, calibrationMeasure.size, (row) => {
    const pA = row.judges.get(judge)?.pA ?? null
    return pA === null || row.human === null ? null : calibrationContribution(pA, row.human)
  })
  if (measured.contributions.length === 0) return null
  const sums = totalOf(measured.contributions, calibrationMeasure.size)
  return {
    pairs: measured.contributions.length / calibrationMeasure.size,
    bins: Array.from({ length: CALIBRATION_BINS }, (_, bin) => {
      const [pairs, stated, observed] = sums.subarray(3 * bin, 3 * bin + 3)
      return {
        pairs: pairs!,
        stated: shareOf(stated!, pairs!),
        observed: shareOf(observed!, pairs!),
      }
    }),
    ...measureWithIntervals(calibrationMeasure, measured, sampled.resampling),
  }
}

function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}
