import { drawMixes } from '../candidates/index.ts'
import { type FeatureMatrix, type MatrixEngine, type RowBits, rowBits } from '../domain/index.ts'
import { bestOfN } from '../evaluate/index.ts'
import { createRandom, type Random } from '../kit/index.ts'
import { mixLabels } from '../reward/index.ts'
import type { CellRecord } from './cell.ts'
import type { CellIo } from './cell-io.ts'
import { MAIN_SUITE } from './evaluation-sets.ts'
import { drawGroupWeights, type GroupWeights } from './group-weights.ts'
import type { StudyOptions } from './options.ts'
import type { RewardData } from './reward-data.ts'
import type { SuitePart } from './reward-setup.ts'
import { sampleSuite, suiteRecords } from './suite-scores.ts'
import { type HeadsOnRows, type TrainingRows, trainHeads } from './train-heads.ts'

/** A point of a study: a contender, or a reference, at a budget. */
interface Entry {
  readonly contender: string
  readonly budget: number | null
  /** Heads whose mean is meant. */
  readonly heads: readonly number[]
  readonly humanShare: number
}

/** Probes of every point, read on every judged row. */
export interface TrainedEntries {
  readonly entries: readonly Entry[]
  readonly heads: HeadsOnRows
}

/** A mix that a contender chose. */
export interface ChosenMix {
  readonly contender: string
  readonly budget: number
  readonly rows: RowBits
}

/** Rows that train, and rows that judge. */
export interface EntryTask {
  readonly training: TrainingRows
  readonly matrix: FeatureMatrix
  readonly judged: readonly SuitePart[]
  /** Responses of best-of-N sets, (responses x columns); null for none. */
  readonly bestOf: Float32Array | null
}

/** Trains a probe on every chosen mix, on random ones of the same sizes, and on both single sources. */
export async function trainEntries(
  { training, matrix, judged, bestOf }: EntryTask,
  how: {
    readonly chosen: readonly ChosenMix[]
    readonly options: StudyOptions
    readonly engine: MatrixEngine
  },
  random: Random,
): Promise<TrainedEntries> {
  const { options } = how
  const total = matrix.ids.length
  const rowsOfHead: RowBits[] = []
  const add = (rows: RowBits): number => rowsOfHead.push(rows) - 1
  const entries: Entry[] = [
    { contender: 'all-lm', budget: null, heads: [add(rowBits(total, []))], humanShare: 0 },
    {
      contender: 'all-human',
      budget: null,
      heads: [
        add(
          rowBits(
            total,
            Uint32Array.from({ length: total }, (_, row) => row),
          ),
        ),
      ],
      humanShare: 1,
    },
    ...options.budgets.map((budget): Entry => {
      const humans = Math.round(budget * total)
      const drawn = drawMixes(
        matrix,
        { sampler: 'uniform', budgets: new Uint32Array(options.randomMixes).fill(humans) },
        random.fork('random', humans),
      )
      return {
        contender: 'random',
        budget,
        heads: drawn.map(({ rows }) => add(rows)),
        humanShare: budget,
      }
    }),
    ...how.chosen.map(
      ({ contender, budget, rows }): Entry => ({
        contender,
        budget,
        heads: [add(rows)],
        humanShare: budget,
      }),
    ),
  ]
  const evaluations = new Map([
    ...judged.map(({ name, x }) => [name, x] as const),
    ...(bestOf === null ? [] : [[BEST_OF, bestOf] as const]),
  ])
  const heads = await trainHeads(
    training,
    rowsOfHead.map((rows) => mixLabels(training.tables, rows)),
    evaluations,
    how.engine,
  )
  return { entries, heads }
}

const BEST_OF = 'best-of'

/** Returns the scores of all points on every suite, with their values on resampled prompt groups, and their best-of-N picks. */
export async function scoreEntries(
  { entries, heads }: TrainedEntries,
  how: {
    readonly set: string
    readonly judged: readonly SuitePart[]
    readonly bestOf: RewardData['bestOf']
    readonly options: StudyOptions
    readonly io: CellIo
  },
  random: Random,
): Promise<CellRecord[]> {
  const { set, options, io } = how
  const records: CellRecord[] = []
  const resamples = createRandom(options.seed).fork('resamples')
  for (const { name, suite } of how.judged) {
    const weights = await io.once(
      `weights-${name}`,
      async (): Promise<GroupWeights> =>
        drawGroupWeights(options.resamples, suite.groupCount, resamples.fork(name)),
    )
    for (const score of ['soft', 'accuracy'] as const) {
      const scored = sampleSuite(
        suite,
        heads.margins.get(name)!,
        { scales: heads.scales, score },
        weights,
      )
      for (const { contender, budget, heads: own, humanShare } of entries) {
        const about = { set, contender, budget, measure: 'reward' as const, humanShare, score }
        records.push(...suiteRecords(scored, own, about, targetNamer(name)))
      }
    }
  }
  return [...records, ...bestOfRecords({ entries, heads }, how, random)]
}

/** Targets of the main suite keep their names; every other suite is one target. */
function targetNamer(suite: string): (target: string) => string | null {
  if (suite === MAIN_SUITE) return (target) => target
  return (target) => (target === 'overall' ? suite : null)
}

function bestOfRecords(
  { entries, heads }: TrainedEntries,
  { set, bestOf }: { readonly set: string; readonly bestOf: RewardData['bestOf'] },
  random: Random,
): CellRecord[] {
  const margins = heads.margins.get(BEST_OF)
  if (margins === undefined) return []
  const width = margins.length / heads.count
  return bestOf.flatMap(({ name, rows, offset }) =>
    entries.map(({ contender, budget, heads: own, humanShare }): CellRecord => {
      const values = own.map((head) => {
        let at = head * width + offset
        const rewards = rows.map(({ responses }) =>
          Float64Array.from(responses, () => margins[at++]!),
        )
        const curve = bestOfN(rows, rewards, { resamples: 1 }, random.fork('best-of', name))
        return 100 * curve.at(-1)!.picked.value
      })
      return {
        set,
        contender,
        budget,
        measure: 'bon',
        target: name,
        score: null,
        humanShare,
        value: values.reduce((sum, value) => sum + value, 0) / values.length,
        samples: null,
      }
    }),
  )
}
