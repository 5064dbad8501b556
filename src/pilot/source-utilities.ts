import type { Source } from '../domain/index.ts'
import type { Random } from '../kit/index.ts'
import { mean } from '../stats/index.ts'
import {
  type FittedPilot,
  fitPilot,
  LEAST_PILOT_ROWS,
  type PilotModel,
  predictPilot,
} from './fit-pilot.ts'
import { gainTargets, type HumanPositions, utilityOfLabel } from './label-utility.ts'
import { type PairEvidence, selectEvidence } from './pair-evidence.ts'

/** A source with the labels that it gave; positions are parallel to the rows, empty where it gave none. */
export interface SourceLabels {
  readonly id: string
  readonly kind: Source
  readonly positions: readonly HumanPositions[]
}

/** What the pilot says of one source. */
export interface SourceModel {
  readonly id: string
  readonly kind: Source
  /** Mean utility of its labels by the mean of the (other) people of the row, 0 to 1; NaN where nothing was measured. */
  readonly agreement: number
  /** The same drawn towards the mean of the sources of its kind. */
  readonly shrunk: number
  /** Rows behind the agreement. */
  readonly rows: number
  /** Utility of its label beyond one average person's where nothing is known of the row. */
  readonly constant: number
  /** What its worth is read from row by row; null where it is the same for every row. */
  readonly model: PilotModel | null
}

/** Models of sources and what they say of the rows that they were fitted on, out of fold. */
export interface FittedSources {
  readonly models: readonly SourceModel[]
  /** Utility of the label of each source beyond that of one average person; finite, shape (rows) each. */
  readonly values: readonly Float64Array[]
}

/** What sources are fitted on. */
export interface SourceTask {
  /** Its judge does not matter. */
  readonly evidence: PairEvidence
  readonly sources: readonly SourceLabels[]
  /** Labels of all people, whatever their source. */
  readonly people: readonly HumanPositions[]
  /** A pilot that was fitted to a judge on these very rows; a source with the same labels takes it. */
  readonly known?: { readonly judge: Float64Array; readonly fitted: FittedPilot } | null
}

/** Rows of the prior: an agreement measured on so many rows is drawn halfway to the mean of its kind. */
const PRIOR_ROWS = 30

/**
 * Returns what a label of each source is worth on every row, in label utility beyond one average person's. A judge's worth is minus the gain of a human label
 * over it (`fitPilot`, refused ones by their mean); a pool of people differs from the average person by how well it agrees with the other people of a
 * row, drawn in. A source of which nothing was measured stands at the mean of its kind.
 */
export function fitSources(task: SourceTask, random: Random): FittedSources {
  const { sources, people } = task
  const measured = sources.map((source) => measureAgreement(source, people))
  const everyone = mean(
    nonEmpty(
      people.flatMap((own) => (own.length < 2 ? [] : [meanUtility(own, othersOf(own))])),
      Number.NaN,
    ),
  )
  const centers = { human: everyone, lm: centerOf(sources, measured) }
  const fits = sources.map((source, index) => {
    const { agreement, rows } = measured[index]!
    const shrunk = drawIn(agreement, rows, centers[source.kind])
    const facts = { id: source.id, kind: source.kind, agreement, shrunk, rows }
    if (source.kind === 'human') return personModel(facts, everyone)
    return judgeModel(facts, source, task, random.fork('source', source.id))
  })
  const blank = blankConstants(fits.map(({ model }) => model))
  const total = task.people.length
  return {
    models: blank,
    values: fits.map(({ values }, index) => fillRows(values, blank[index]!.constant, total)),
  }
}

/** Returns what labels of sources are worth on any rows; the labels that they gave there say which way they lean. */
export function predictSources(
  models: readonly SourceModel[],
  evidence: PairEvidence,
  sources: readonly SourceLabels[],
): Float64Array[] {
  const total = evidence.ids.length
  return models.map((own) => {
    const labels = sources.find(({ id }) => id === own.id)
    if (own.model === null || labels === undefined) return fillRows(null, own.constant, total)
    const judge = firstPositions(labels.positions)
    const { labelGain } = predictPilot(own.model, { ...evidence, judge })
    return fillRows(
      labelGain.map((gain) => -gain),
      own.constant,
      total,
    )
  })
}

interface Agreement {
  readonly agreement: number
  readonly rows: number
}

type Facts = Pick<SourceModel, 'id' | 'kind' | 'agreement' | 'shrunk' | 'rows'>

interface FittedSource {
  readonly model: SourceModel
  /** Null where the worth is the constant everywhere. */
  readonly values: Float64Array | null
}

/** Of people: against the other people of the row; of a judge: against all of them. */
function measureAgreement(
  { kind, positions }: SourceLabels,
  people: readonly HumanPositions[],
): Agreement {
  const utilities = positions.flatMap((own, row) => {
    const all = people[row]!
    if (own.length === 0 || all.length < (kind === 'human' ? 2 : 1)) return []
    return [meanUtility(own, kind === 'human' ? othersOf(all) : () => mean(all))]
  })
  return { agreement: mean(nonEmpty(utilities, Number.NaN)), rows: utilities.length }
}

/** Returns the mean of the other people, for a label of one of them. */
function othersOf(people: HumanPositions): (own: number) => number {
  const total = people.reduce((sum, position) => sum + position, 0)
  return (own) => (total - own) / (people.length - 1)
}

function meanUtility(positions: HumanPositions, truthOf: (own: number) => number): number {
  return mean(positions.map((own) => utilityOfLabel(own, truthOf(own))))
}

const nonEmpty = (values: readonly number[], otherwise: number): readonly number[] =>
  values.length === 0 ? [otherwise] : values

function centerOf(sources: readonly SourceLabels[], measured: readonly Agreement[]): number {
  const judges = measured.filter(({ rows }, index) => sources[index]!.kind === 'lm' && rows > 0)
  const rows = judges.reduce((sum, own) => sum + own.rows, 0)
  return judges.reduce((sum, own) => sum + own.agreement * (own.rows / rows), 0)
}

function drawIn(agreement: number, rows: number, center: number): number {
  if (rows === 0) return center
  if (Number.isNaN(center)) return agreement
  return (rows * agreement + PRIOR_ROWS * center) / (rows + PRIOR_ROWS)
}

function personModel(facts: Facts, everyone: number): FittedSource {
  const constant = Number.isNaN(everyone) ? 0 : facts.shrunk - everyone
  return { model: { ...facts, constant, model: null }, values: null }
}

function judgeModel(
  facts: Facts,
  { positions }: SourceLabels,
  { evidence, people, known = null }: SourceTask,
  random: Random,
): FittedSource {
  const judge = firstPositions(positions)
  const { values: gains, weights } = gainTargets(people, judge)
  const measured = gains.filter((_, row) => weights[row]! > 0)
  const constant = measured.length === 0 ? Number.NaN : -mean(measured)
  const refused = { model: { ...facts, constant, model: null }, values: null }
  const taught = [...people.keys()].filter((row) => people[row]!.length > 0)
  if (measured.length < LEAST_PILOT_ROWS) return refused
  const own = { ...evidence, judge }
  const isKnown = known !== null && judge.every((value, row) => Object.is(value, known.judge[row]))
  const fitted = isKnown
    ? known.fitted
    : fitPilot(
        selectEvidence(own, taught),
        taught.map((row) => people[row]!),
        {},
        random,
      )
  if (!fitted.quality.labelGain.usable) return refused
  const values = predictPilot(fitted.model, own).labelGain.map((gain) => -gain)
  taught.forEach((row, at) => {
    values[row] = -fitted.outOfFold.labelGain[at]!
  })
  return { model: { ...facts, constant, model: fitted.model }, values }
}

/** A judge of which nothing was measured stands at the mean of the other judges, without any at the worth of a person. */
function blankConstants(models: readonly SourceModel[]): SourceModel[] {
  const known = models.filter(({ kind, constant }) => kind === 'lm' && !Number.isNaN(constant))
  const center = known.length === 0 ? 0 : mean(known.map(({ constant }) => constant))
  return models.map((own) => (Number.isNaN(own.constant) ? { ...own, constant: center } : own))
}

function fillRows(values: Float64Array | null, constant: number, total: number): Float64Array {
  if (values === null) return new Float64Array(total).fill(constant)
  return values.map((value) => (Number.isNaN(value) ? constant : value))
}

/** The first label of each row; NaN without one. */
function firstPositions(positions: readonly HumanPositions[]): Float64Array {
  return Float64Array.from(positions, (own) => own[0] ?? Number.NaN)
}
