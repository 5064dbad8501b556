import type { StudyResult, StudyRow } from '../domain/index.ts'
import { createRandom, HyperError, type Random } from '../kit/index.ts'
import { aggregateCells } from './aggregate.ts'
import { breakEven } from './break-even.ts'
import type { CellResult } from './cell.ts'
import { countAlarms } from './false-alarms.ts'
import type { GatheredData } from './gather.ts'
import {
  joinCalibration,
  joinComposition,
  joinNext,
  joinQuality,
  joinRefusals,
} from './join-cells.ts'
import { joinTransfer } from './join-transfer.ts'
import { describeMethod } from './method-words.ts'
import type { StudyOptions } from './options.ts'
import { studyVerdict } from './verdict.ts'

/**
 * Returns the result of a study from its cells.
 *
 * @throws HyperError `config/no-main-comparison` where the comparison that was fixed in advance names nothing that was measured
 */
export function summarizeStudy(
  options: StudyOptions,
  results: readonly CellResult[],
  gathered: GatheredData,
): StudyResult {
  const random: Random = createRandom(options.seed).fork('aggregate')
  const table = aggregateCells(options, results, random)
  const { main } = table
  if (main === null) {
    const { set, router, budget, measure, target, score } = options.main
    throw new HyperError(
      'config/no-main-comparison',
      `study.main: got ${JSON.stringify({ set, router, budget, measure, target, score })}, expected a row of the study`,
      { hint: `rows have: ${listRows(table.rows)}` },
    )
  }
  const alarms = countAlarms(options, results)
  const refusals = joinRefusals(options, results)
  const quality = joinQuality(options, results, random.fork('quality'))
  const prices = {
    human: options.run?.prices.human ?? null,
    lm: options.run?.prices.lm ?? null,
  }
  return {
    format: 'hyper/study@1',
    name: options.name,
    title: options.title,
    seed: options.seed,
    data: {
      rows: gathered.rows,
      groups: gathered.groups,
      files: (options.run?.data.files ?? []).map((file) => file.split('/').at(-1)!),
    },
    method: describeMethod(options, gathered),
    main,
    rows: table.rows,
    refusals,
    quality,
    transfer: joinTransfer(options, { rows: table.rows, quality, refusals }),
    next: joinNext(options, results, random.fork('next')),
    composition: joinComposition(results),
    calibration: joinCalibration(results),
    breakEven: breakEven(options, table.rows, gathered),
    falseAlarms: alarms,
    prices,
    verdict: studyVerdict(options, { main, rows: table.rows, alarms }),
  }
}

function listRows(rows: readonly StudyRow[]): string {
  const list = (read: (row: StudyRow) => unknown): string =>
    [...new Set(rows.map((row) => JSON.stringify(read(row))))].join(' ')
  return [
    `set ${list((row) => row.set)}`,
    `router ${list((row) => row.router)}`,
    `budget ${list((row) => row.budget)}`,
    `measure ${list((row) => row.measure)}`,
    `target ${list((row) => row.target)}`,
    `score ${list((row) => row.score)}`,
  ].join('; ')
}
