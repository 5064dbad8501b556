import { HyperError, type Json, show } from '../kit/index.ts'
import { openBoosting } from './boosting.ts'
import { openBudgetOnly } from './budget-only.ts'
import { type FittedPpm, type PpmKind, type PpmState, ppmKinds } from './fitted.ts'
import { openInfluencePpm } from './influence.ts'
import { openKernelModel } from './kernel-model.ts'
import { openLinearModel } from './linear-model.ts'
import { openLinearOls } from './linear-ols.ts'
import { openQuadraticOls } from './quadratic-ols.ts'

const format = 'hyper/ppm@1'

/** Models of several targets as JSON. Arrays stand once in `arrays` and are named by index, so what targets share is stored once. */
export interface PpmArtifact {
  readonly format: typeof format
  readonly models: Readonly<Record<string, Json>>
  readonly arrays: readonly (readonly number[])[]
}

/** Returns models by target as JSON; reading it back gives models that predict the same numbers to the last bit. */
export function toPpmArtifacts(models: Readonly<Record<string, FittedPpm>>): PpmArtifact {
  const places = new Map<Float64Array, number>()
  const arrays: number[][] = []
  const place = (array: Float64Array): number => {
    const known = places.get(array)
    if (known !== undefined) return known
    places.set(array, arrays.length)
    arrays.push(Array.from(array))
    return arrays.length - 1
  }
  const written: Record<string, Json> = {}
  for (const target of Object.keys(models).sort())
    written[target] = writeState(models[target]!.state, place)
  return { format, models: written, arrays }
}

/**
 * Returns the models of an artifact by target.
 *
 * @throws HyperError `data/bad-ppm` where the JSON is not such an artifact
 */
export function fromPpmArtifacts(artifact: unknown): Record<string, FittedPpm> {
  const { models, arrays } = requireArtifact(artifact)
  const pool = arrays.map((array) => Float64Array.from(array))
  return Object.fromEntries(
    Object.entries(models).map(([target, model]) => [target, openPpm(readState(model, pool))]),
  )
}

/** Returns one model as JSON; see `toPpmArtifacts`. */
export function toPpmArtifact(model: FittedPpm): PpmArtifact {
  return toPpmArtifacts({ model })
}

/**
 * Returns the one model of an artifact written by `toPpmArtifact`.
 *
 * @throws HyperError `data/bad-ppm`
 */
export function fromPpmArtifact(artifact: unknown): FittedPpm {
  const models = Object.values(fromPpmArtifacts(artifact))
  if (models.length !== 1) throw bad('models', models.length, 'one model')
  return models[0]!
}

/** Returns the model of a state. */
export function openPpm(state: PpmState): FittedPpm {
  return openers[state.kind](state)
}

const openers: Readonly<Record<PpmKind, (state: PpmState) => FittedPpm>> = {
  'budget-only': openBudgetOnly,
  bayes: openLinearModel,
  ridge: openLinearModel,
  quadratic: openKernelModel,
  gp: openKernelModel,
  boosting: openBoosting,
  'linear-ols': openLinearOls,
  'quadratic-ols': openQuadraticOls,
  influence: openInfluencePpm,
}

function writeState(state: PpmState, place: (array: Float64Array) => number): Json {
  const arrays: Record<string, Json> = {}
  for (const name of Object.keys(state.arrays).sort()) arrays[name] = place(state.arrays[name]!)
  return {
    kind: state.kind,
    featureIds: state.featureIds,
    columnMeans: place(state.columnMeans),
    total: state.total,
    trainedMixes: state.trainedMixes,
    noiseSd: state.noiseSd,
    numbers: state.numbers,
    arrays,
  }
}

function readState(model: unknown, pool: readonly Float64Array[]): PpmState {
  if (!isRecord(model)) throw bad('model', model, 'an object')
  const kind = ppmKinds.find((known) => known === model.kind)
  if (kind === undefined) throw bad('kind', model.kind, `one of ${ppmKinds.join(', ')}`)
  const array = (index: unknown): Float64Array => {
    const found = typeof index === 'number' ? pool[index] : undefined
    if (found === undefined) throw bad('array', index, `an index below ${pool.length}`)
    return found
  }
  const { featureIds, numbers, arrays } = model
  if (!Array.isArray(featureIds)) throw bad('featureIds', featureIds, 'a list')
  if (!isRecord(arrays)) throw bad('arrays', arrays, 'an object')
  return {
    kind,
    featureIds: featureIds.map(String),
    columnMeans: array(model.columnMeans),
    total: requireNumber('total', model.total),
    trainedMixes: requireNumber('trainedMixes', model.trainedMixes),
    noiseSd: requireNumber('noiseSd', model.noiseSd),
    numbers: requireNumbers(numbers),
    arrays: Object.fromEntries(Object.entries(arrays).map(([name, index]) => [name, array(index)])),
  }
}

function requireArtifact(artifact: unknown): PpmArtifact {
  if (!isRecord(artifact) || artifact.format !== format) {
    throw bad('format', isRecord(artifact) ? artifact.format : artifact, `"${format}"`)
  }
  const { models, arrays } = artifact
  if (!isRecord(models)) throw bad('models', models, 'an object')
  if (!Array.isArray(arrays) || !arrays.every(isNumberList)) {
    throw bad('arrays', arrays, 'lists of numbers')
  }
  return artifact as unknown as PpmArtifact
}

function isNumberList(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'number')
}

function requireNumbers(value: unknown): Record<string, number> {
  if (!isRecord(value)) throw bad('numbers', value, 'an object')
  return Object.fromEntries(
    Object.entries(value).map(([name, number]) => [name, requireNumber(name, number)]),
  )
}

function requireNumber(name: string, value: unknown): number {
  if (typeof value !== 'number') throw bad(name, value, 'a number')
  return value
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function bad(field: string, got: unknown, expected: string): HyperError {
  return new HyperError(
    'data/bad-ppm',
    `ppm artifact ${field}: got ${show(got)}, expected ${expected}`,
  )
}
