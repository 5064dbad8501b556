import type { FeatureMatrix } from '../domain/index.ts'
import { type FittedPpm, type PpmState, stateArray, stateNumber } from './fitted.ts'
import { varianceAlong } from './influence-fit.ts'
import { type RowComponents, readColumns } from './influence-pilot.ts'
import { type RowGains, requireSameFeatures } from './row-gains.ts'

/**
 * Returns the expected influence of every row of a matrix, points per row of the pilot's pool, with its standard deviation, the mean's own
 * included. With components, which must be projections on the directions of the pilot's, from the regression on both; without them from
 * the tags alone.
 *
 * @throws HyperError `data/feature-mismatch`, and `data/bad-ppm` for components that the model was not fitted with; RangeError where they
 * are not as many
 */
export function influenceGains(
  model: FittedPpm,
  matrix: FeatureMatrix,
  components?: RowComponents,
): RowGains {
  requireSameFeatures(model, matrix)
  const part = components === undefined ? tagPart(model.state) : jointPart(model.state)
  const rows = matrix.ids.length
  checkComponents(components, { rows, columns: part.componentMeans.length })
  const gain = new Float64Array(rows)
  const sd = new Float64Array(rows)
  const size = part.effects.length
  const z = new Float64Array(size)
  const direction = new Float64Array(size + 1)
  const source = { matrix, components, means: part.componentMeans, factor: part.componentFactor }
  for (let row = 0; row < rows; row++) {
    readColumns(source, row, z)
    direction[0] = 1
    gain[row] = part.mean
    for (let k = 0; k < size; k++) {
      direction[k + 1] = z[k]! - part.means[k]!
      gain[row]! += direction[k + 1]! * part.effects[k]!
    }
    sd[row] = Math.sqrt(varianceAlong(part.covariance, direction))
  }
  return { gain, sd }
}

interface GainPart {
  readonly mean: number
  readonly means: Float64Array
  readonly effects: Float64Array
  readonly covariance: Float64Array
  readonly componentMeans: Float64Array
  readonly componentFactor: number
}

function tagPart(state: PpmState): GainPart {
  return {
    mean: stateNumber(state, 'mean'),
    means: state.columnMeans,
    effects: stateArray(state, 'effects'),
    covariance: stateArray(state, 'covariance'),
    componentMeans: new Float64Array(0),
    componentFactor: 1,
  }
}

function jointPart(state: PpmState): GainPart {
  return {
    mean: stateNumber(state, 'joint.mean'),
    means: stateArray(state, 'joint.means'),
    effects: stateArray(state, 'joint.effects'),
    covariance: stateArray(state, 'joint.covariance'),
    componentMeans: stateArray(state, 'componentMeans'),
    componentFactor: stateNumber(state, 'componentFactor'),
  }
}

function checkComponents(
  components: RowComponents | undefined,
  expected: { readonly rows: number; readonly columns: number },
): void {
  if (components === undefined) return
  const { rows, columns } = expected
  if (components.columns === columns && components.values.length === rows * columns) return
  throw new RangeError(
    `components: got ${components.values.length} values in ${components.columns} columns, expected ${rows} x ${columns}`,
  )
}
