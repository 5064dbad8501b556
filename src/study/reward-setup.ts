import { type FeatureMatrix, selectRows } from '../domain/index.ts'
import { createSuite, type Suite, splitSuite } from '../evaluate/index.ts'
import type { Random } from '../kit/index.ts'
import { selectEvidence } from '../pilot/index.ts'
import { influenceTarget } from '../pipeline/index.ts'
import { type InfluenceTarget, takeRows } from '../reward/index.ts'
import { MAIN_SUITE } from './evaluation-sets.ts'
import type { StudyOptions, StudySetting } from './options.ts'
import { type PilotRows, takePilot } from './pilot-rows.ts'
import type { RewardData, RewardDesign } from './reward-data.ts'
import { splitParts } from './split-groups.ts'
import { type TrainingRows, takeTrainingRows } from './train-heads.ts'

/** Name of the suite that held-out human pairs form. */
export const HUMAN_SUITE = 'human'

/** A part of a suite with its columns. */
export interface SuitePart {
  readonly name: string
  readonly suite: Suite
  /** Chosen minus rejected, (rows x columns). */
  readonly x: Float32Array
}

/** Everything that one split of a reward study is made of. */
export interface RewardSetup {
  readonly pilot: {
    readonly training: TrainingRows
    readonly rows: PilotRows
    readonly matrix: FeatureMatrix
  }
  readonly routed: {
    readonly training: TrainingRows
    readonly matrix: FeatureMatrix
    readonly evidence: ReturnType<typeof selectEvidence>
  }
  /** What predictors aim at. */
  readonly fit: SuitePart
  /** What mixes are judged on: the other half of the main suite, held-out human pairs, every other suite. */
  readonly judged: readonly SuitePart[]
  /** Targets of influence by name of suite: the fit part of the main suite, half of the held-out human pairs, other suites. */
  readonly targetOf: (name: string) => InfluenceTarget | null
}

/** Cuts the data and the suites of a study for one split; no prompt group stands on two sides. */
export function setUpReward(
  data: RewardData,
  design: RewardDesign,
  how: { readonly options: StudyOptions; readonly setting: StudySetting; readonly random: Random },
): RewardSetup {
  const { options, setting, random } = how
  const run = options.run!
  const isNested = setting.arrangement === 'nested'
  const parts = splitParts(
    data.pool.groups,
    data.groupCount,
    { pilot: isNested ? setting.pilot.share : 1, judging: options.humanPairs },
    random,
  )
  const take = (rows: Uint32Array): TrainingRows =>
    takeTrainingRows(data.pool, design, {
      rows,
      mode: run.labels.target,
      disagreementWeight: run.train.disagreementWeight,
    })
  const routedRows = isNested ? parts.routed : parts.pilot
  const pilotTraining = take(parts.pilot)
  const suites = cutSuites(data, design, random)
  const human = humanPart(data, design, parts.judging, random)
  return {
    pilot: {
      training: pilotTraining,
      matrix: selectRows(data.matrix, parts.pilot),
      rows: takePilot(
        selectEvidence(data.evidence, parts.pilot),
        Array.from(parts.pilot, (row) => data.people[row]!),
        setting.pilot,
        random.fork('partial'),
      ),
    },
    routed: {
      training: isNested ? take(parts.routed) : pilotTraining,
      matrix: selectRows(data.matrix, routedRows),
      evidence: selectEvidence(data.evidence, routedRows),
    },
    fit: suites.fit,
    judged: [...suites.judged, ...(human === null ? [] : [human.judge])],
    targetOf: (name) => {
      const part =
        name === MAIN_SUITE
          ? suites.fit
          : name === HUMAN_SUITE
            ? (human?.fit ?? null)
            : (suites.judged.find((own) => own.name === name) ?? null)
      return part === null ? null : influenceTarget(name, part.suite, part.x)
    },
  }
}

/** Returns the main suite cut in two by prompt group, one half to aim at and one to judge on, and every other suite whole. */
export function cutSuites(
  data: RewardData,
  design: RewardDesign,
  random: Random,
): { readonly fit: SuitePart; readonly judged: SuitePart[] } {
  const columnsOf = (suite: Suite, offset: number): Float32Array =>
    takeRows(
      design.evaluation,
      design.columns,
      suite.sourceRows.map((row) => row + offset),
    )
  const [first, ...others] = data.suites
  const [fit, judge] = splitSuite(first!.suite, 0.5, random.fork('suite'))
  const part = (name: string, suite: Suite, offset: number): SuitePart => ({
    name,
    suite,
    x: columnsOf(suite, offset),
  })
  return {
    fit: part(first!.name, fit, first!.offset),
    judged: [
      part(first!.name, judge, first!.offset),
      ...others.map(({ name, suite, offset }) => part(name, suite, offset)),
    ],
  }
}

/** Held-out rows as chosen against rejected by their human label; half of their prompts may be aimed at, the other half judges. */
function humanPart(
  { pool, sources }: RewardData,
  design: RewardDesign,
  rows: Uint32Array,
  random: Random,
): { readonly fit: SuitePart; readonly judge: SuitePart } | null {
  const clear = rows.filter((row) => pool.human[row]!.verdict !== 'tie')
  if (clear.length === 0) return null
  const suite = createSuite(
    Array.from(clear, (row) => ({
      id: pool.ids[row]!,
      subset: sources[row]!,
      category: HUMAN_SUITE,
      prompt: '',
      chosen: '',
      rejected: '',
      group: String(pool.groups[row]!),
      meta: {},
    })),
  )
  const groupOfRow = Uint32Array.from(clear, (row) => pool.groups[row]!)
  const whole: Suite = { ...suite, groupOfRow, groupCount: maximum(pool.groups) + 1 }
  const columnsOf = (own: Suite): Float32Array => {
    const places = Uint32Array.from(own.sourceRows, (at) => clear[at]!)
    const x = takeRows(design.pool, design.columns, places)
    places.forEach((row, at) => {
      if (pool.human[row]!.verdict === 'a') return
      for (let column = 0; column < design.columns; column++) x[at * design.columns + column]! *= -1
    })
    return x
  }
  const [fit, judge] = splitSuite(whole, 0.5, random.fork('human'))
  return {
    fit: { name: HUMAN_SUITE, suite: fit, x: columnsOf(fit) },
    judge: { name: HUMAN_SUITE, suite: judge, x: columnsOf(judge) },
  }
}

const maximum = (values: Uint32Array): number =>
  values.reduce((most, value) => Math.max(most, value), 0)
