import { labelInstances } from '../annotate/index.ts'
import { groupPrompts } from '../dataset/index.ts'
import type { PreferenceInstance } from '../domain/index.ts'
import { type CoverageReport, coverageReport, serializeFeatures } from '../features/index.ts'
import { createRandom } from '../kit/index.ts'
import { describeInstances, type StoredDescription } from './describe.ts'
import { writeJsonArtifact } from './json-lines.ts'
import type { RunOptions } from './options.ts'
import type { World } from './world.ts'

/** The files of a description outside a run. */
export interface DescribedPairs {
  /** `features.json`: columns, ids and the bins. */
  readonly json: string
  /** `features.bin`: the bits. */
  readonly bin: Uint8Array
  readonly coverage: CoverageReport
  /** `coverage.json`. */
  readonly coverageJson: string
}

/** Returns the features of pairs that need not belong to a run; with stored bins they are comparable with the data these were fitted on. */
export async function describePairs(
  instances: readonly PreferenceInstance[],
  options: Pick<RunOptions, 'features' | 'seed'>,
  world: World,
  stored: StoredDescription | null,
): Promise<DescribedPairs> {
  const { groups } = groupPrompts(instances.map(({ prompt }) => prompt))
  const described = await describeInstances(
    {
      instances,
      groups,
      options: options.features,
      world,
      stage: 'features',
      ...(stored === null ? {} : { stored }),
    },
    createRandom(options.seed).fork('stage', 'features'),
  )
  const differs = labelInstances(instances).map(({ human, lm }) =>
    human === null || lm === null ? Number.NaN : Number(human.verdict !== lm.verdict),
  )
  const coverage = coverageReport(described.matrix, { differs, groups }, described.tags)
  return {
    ...serializeFeatures(described.matrix, described.fitted),
    coverage,
    coverageJson: writeJsonArtifact('coverage', { encoder: described.encoder, ...coverage }),
  }
}
