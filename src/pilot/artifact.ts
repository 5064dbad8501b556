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
  try {
    return JSON.parse(JSON.stringify(own.model), readArrays) as PilotModel
  } catch (cause) {
    throw new HyperError('data/bad-pilot', 'pilot artifact: got a damaged model, expected one', {
      cause,
    })
  }
}

interface WrittenArray {
  readonly $floats: readonly (number | null)[]
}

function listArrays(_key: string, value: unknown): unknown {
  return value instanceof Float64Array ? { $floats: Array.from(value) } : value
}

function readArrays(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const { $floats } = value as Partial<WrittenArray>
  if ($floats !== undefined) {
    if (!$floats.every((item) => typeof item === 'number')) {
      throw bad('numbers', $floats, 'finite numbers')
    }
    return Float64Array.from($floats as number[])
  }
  const matrix = value as { rows?: unknown; columns?: unknown; values?: unknown }
  if (matrix.values instanceof Float64Array && typeof matrix.rows === 'number') {
    return createMatrix(matrix.rows, matrix.columns as number, matrix.values)
  }
  return value
}

function bad(field: string, got: unknown, expected: string): HyperError {
  return new HyperError(
    'data/bad-pilot',
    `pilot artifact ${field}: got ${show(got)}, expected ${expected}`,
  )
}
