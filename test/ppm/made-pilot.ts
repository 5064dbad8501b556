import { createFeatureMatrix, setFeature } from '../../src/domain/index.ts'
import { drawNormal, type Random } from '../../src/kit/index.ts'
import type { InfluencePilot } from '../../src/ppm/index.ts'

/** A made-up pilot with its truth. */
export interface MadePilot {
  readonly pilot: InfluencePilot
  /** Expected influence of a row of average tags, and effects beyond it; points. */
  readonly mean: number
  readonly effects: Float64Array
  /** Expected influence of every row; points. */
  readonly expected: Float64Array
}

/** How a pilot is made. */
export interface MadePilotOptions {
  readonly groups?: number
  readonly perGroup?: number
  readonly tags?: number
  /** Standard deviation of the effects; 0: tags say nothing. */
  readonly signal?: number
  /** Standard deviation of what the rows of a prompt group have in common. */
  readonly groupNoise?: number
  readonly rowNoise?: number
  /** Components, of which the first carries this effect. */
  readonly components?: { readonly columns: number; readonly effect: number }
}

/** Returns rows in prompt groups; half of the tags belong to the prompt, half to the row. */
export function makePilot(options: MadePilotOptions, random: Random): MadePilot {
  const {
    groups = 200,
    perGroup = 4,
    tags = 8,
    signal = 0.3,
    groupNoise = 0.5,
    rowNoise = 1,
  } = options
  const rows = groups * perGroup
  const matrix = createFeatureMatrix(
    Array.from({ length: rows }, (_, row) => `row-${row}`),
    Array.from({ length: tags }, (_, tag) => ({
      id: `tag:${tag}`,
      kind: 'tag' as const,
      group: 'tag',
      exclusive: false,
      label: `tag ${tag}`,
    })),
  )
  const effects = Float64Array.from({ length: tags }, () => signal * drawNormal(random))
  const width = options.components?.columns ?? 0
  const values = new Float64Array(rows * width)
  const expected = new Float64Array(rows)
  const influences = new Float64Array(rows)
  for (let group = 0; group < groups; group++) {
    const ofGroup = Array.from({ length: tags }, () => random.next() < 0.4)
    const common = groupNoise * drawNormal(random)
    for (let row = group * perGroup; row < (group + 1) * perGroup; row++) {
      for (let tag = 0; tag < tags; tag++) {
        const carried = tag < tags / 2 ? ofGroup[tag]! : random.next() < 0.4
        setFeature(matrix, row, tag, carried)
        if (carried) expected[row]! += effects[tag]!
      }
      for (let column = 0; column < width; column++)
        values[row * width + column] = 5 * drawNormal(random) + 3
      if (width > 0) expected[row]! += (options.components!.effect * (values[row * width]! - 3)) / 5
      influences[row] = expected[row]! + common + rowNoise * drawNormal(random)
    }
  }
  return {
    pilot: {
      matrix,
      influences,
      groups: Uint32Array.from({ length: rows }, (_, row) => Math.floor(row / perGroup)),
      ...(width > 0 && { components: { columns: width, values } }),
    },
    mean: expected.reduce((sum, value) => sum + value / rows, 0),
    effects,
    expected,
  }
}
