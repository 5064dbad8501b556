import { HyperError, show } from '../kit/index.ts'
import { createMatrix } from '../stats/index.ts'
import type { PilotModel } from './fit-pilot.ts'

const format = 'hyper/pilot@1'

/** A pilot model as JSON: typed arrays as lists. */
export interface PilotArtifact {
  readonly format: typeof format
  readonly model: unknown
}

/** Returns a model as JSON; reading it back gives one that predicts the same numbers to the last bit. */
export function toPilotArtifact(model: PilotModel): PilotArtifact {
  return { format, model: JSON.parse(JSON.stringify(model, listArrays)) as unknown }
}

/**
 * Returns the model of an artifact.
 *
 * @throws HyperError `data/bad-pilot` where the JSON is not such an artifact
 */
export function fromPilotArtifact(artifact: unknown): PilotModel {
  const own = artifact as PilotArtifact | null
  if (typeof own !== 'object' || own === null || own.format !== format) {
    throw bad('format', (own as { format?: unknown } | null)?.format, `"${format}"`)
  }
  const model = readModel(own.model)
  for (const part of ['preference', 'labels', 'calibration'] as const) {
    if (typeof model?.[part] !== 'object') throw bad(part, model?.[part], 'a part of the model')
  }
  return model
}

function readModel(written: unknown): PilotModel {
  try {
    return JSON.parse(JSON.stringify(written), readArrays) as PilotModel
  } catch (cause) {
    throw new HyperError('data/bad-pilot', 'pilot artifact: got a damaged model, expected one', {
      cause,
    })
  }
}

/** One of the two: JSON does not tell typed arrays apart. */
interface WrittenArray {
  readonly $floats: readonly (number | null)[]
  readonly $integers: readonly (number | null)[]
}

function listArrays(_key: string, value: unknown): unknown {
  if (value instanceof Float64Array) return { $floats: Array.from(value) }
  if (value instanceof Int32Array) return { $integers: Array.from(value) }
  return value
}

function readArrays(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const { $floats, $integers } = value as Partial<WrittenArray>
  if ($floats !== undefined) return Float64Array.from(requireNumbers($floats))
  if ($integers !== undefined) return Int32Array.from(requireNumbers($integers))
  const matrix = value as { rows?: unknown; columns?: unknown; values?: unknown }
  if (matrix.values instanceof Float64Array && typeof matrix.rows === 'number') {
    return createMatrix(matrix.rows, matrix.columns as number, matrix.values)
  }
  return value
}

function requireNumbers(items: readonly (number | null)[]): readonly number[] {
  if (items.every((item) => typeof item === 'number')) return items
  throw bad('numbers', items, 'finite numbers')
}

function bad(field: string, got: unknown, expected: string): HyperError {
  return new HyperError(
    'data/bad-pilot',
    `pilot artifact ${field}: got ${show(got)}, expected ${expected}`,
  )
}
