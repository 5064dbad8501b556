import type { Interval, StudyEncoder } from '../domain/index.ts'
import type { Random } from '../kit/index.ts'
import type { CellRecord, CellResult } from './cell.ts'
import {
  combineMeans,
  type DrawnMean,
  drawMean,
  drawStudies,
  intervalOfDraws,
  type StudyDraws,
} from './draws.ts'
import type { StudyDesign } from './gather-design.ts'
import type { StudyOptions } from './options.ts'

/** Returns what each encoder of a reward study makes of the responses; one row per setting that reads them in its own way, the main one first. */
export function joinEncoders(
  options: StudyOptions,
  joined: {
    readonly results: readonly CellResult[]
    readonly designs: readonly StudyDesign[]
  },
  random: Random,
): StudyEncoder[] {
  const { settings } = options
  const drawsOf = drawStudies((cells) => random.fork(cells))
  return joined.designs.flatMap((design, encoder): StudyEncoder[] => {
    const index = settings.findIndex((setting) => setting.encoder === encoder)
    const setting = settings[index]
    if (setting === undefined) return []
    const cells = joined.results.filter(({ spec }) => spec.setting === index)
    return [
      {
        setting: setting.name,
        encoder: design.encoder,
        columns: design.columns,
        logLoss: { lm: leastLoss(design.logLoss.lm), human: leastLoss(design.logLoss.human) },
        spread: byScore((score) => spreadOf(cells, score, drawsOf(cells.length))),
        sources: byScore((score) => singleSources(cells, score, drawsOf(cells.length))),
      },
    ]
  })
}

const byScore = <T>(read: (score: string) => T): { readonly soft: T; readonly accuracy: T } => ({
  soft: read('soft'),
  accuracy: read('accuracy'),
})

const leastLoss = (table: StudyDesign['logLoss']['lm']): number =>
  Math.min(...table.map(({ logLoss }) => logLoss))

function spreadOf(cells: readonly CellResult[], score: string, draws: StudyDraws): Interval | null {
  const own = cells.map(({ spread }) => {
    const known = spread.filter((row) => row.score === score)
    return known.sort((a, b) => Math.abs(a.budget - 0.5) - Math.abs(b.budget - 0.5))[0]
  })
  if (own.length === 0 || own.some((row) => row === undefined)) return null
  const figures = own.map((row) => ({ value: row!.sd, samples: null }))
  return intervalOfDraws(drawMean(figures, draws))
}

/** Scores of the labels of both single sources on the main suite, and their paired difference. */
function singleSources(
  cells: readonly CellResult[],
  score: string,
  draws: StudyDraws,
): {
  readonly lm: Interval | null
  readonly human: Interval | null
  readonly difference: Interval | null
} {
  const meanOf = (contender: string): DrawnMean | null => {
    const records = cells.map((cell) =>
      cell.records.find(
        (own) =>
          own.contender === contender &&
          own.measure === 'reward' &&
          own.target === 'overall' &&
          own.score === score,
      ),
    )
    return records.length === 0 || records.some((own) => own === undefined)
      ? null
      : drawMean(records as CellRecord[], draws)
  }
  const lm = meanOf('all-lm')
  const human = meanOf('all-human')
  return {
    lm: lm && intervalOfDraws(lm),
    human: human && intervalOfDraws(human),
    difference: lm && human && intervalOfDraws(combineMeans([human, lm], ([a, b]) => a! - b!)),
  }
}
