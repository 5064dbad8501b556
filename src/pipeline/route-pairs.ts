import { groupPrompts } from '../dataset/index.ts'
import {
  type Budget,
  type FeatureMatrix,
  isUnknown,
  type PreferenceInstance,
  type RoutingPlan,
  selectRows,
} from '../domain/index.ts'
import { parseFeatures } from '../features/index.ts'
import { createRandom, HyperError } from '../kit/index.ts'
import type { RouterName } from '../route/index.ts'
import { loadDataset } from './artifacts.ts'
import { describeInstances } from './describe.ts'
import type { RunOptions } from './options.ts'
import { loadPpm } from './stage-fit.ts'
import { planWith } from './stage-route.ts'
import type { World } from './world.ts'

/** What is routed, and how. */
export interface RouteRequest {
  /** New pairs, labelled or not; null routes the data of the run. */
  readonly instances: readonly PreferenceInstance[] | null
  readonly budget: Budget
  readonly router: RouterName
  readonly seed: number
}

/**
 * Returns a plan made with the stored PPM and the stored bins of a run. New pairs need neither human nor LM labels: what can only be read off
 * labels (judge signals) is unknown for them and counts as average.
 *
 * @throws HyperError `data/missing-artifact` where the run has no PPM yet
 */
export async function routePairs(
  request: RouteRequest,
  options: RunOptions,
  world: World,
): Promise<RoutingPlan> {
  const { artifact, models } = await loadPpm(world.store)
  const random = createRandom(request.seed).fork('stage', 'route')
  const matrix =
    request.instances === null
      ? await ownMatrix(world)
      : await newMatrix(request.instances, options, world)
  return planWith(
    matrix,
    {
      predictor: models.overall!,
      usable: artifact.quality[artifact.score].overall!.usable,
      options,
      budget: request.budget,
      router: request.router,
      allowMissingFeatures: request.instances !== null,
    },
    random,
  )
}

async function storedFeatures(world: World): Promise<ReturnType<typeof parseFeatures>> {
  const json = await world.store.readText('features.json')
  const bytes = await world.store.readBytes('features.bin')
  if (json === null || bytes === null) {
    throw new HyperError(
      'data/missing-artifact',
      'features.json, features.bin: got no such files, expected the artifacts of a finished run',
    )
  }
  return parseFeatures(json, bytes)
}

async function ownMatrix(world: World): Promise<FeatureMatrix> {
  const { matrix } = await storedFeatures(world)
  const { excluded } = await loadDataset(world.store)
  return selectRows(
    matrix,
    matrix.ids.flatMap((_, index) => (excluded[index] === undefined ? [index] : [])),
  )
}

async function newMatrix(
  instances: readonly PreferenceInstance[],
  options: RunOptions,
  world: World,
): Promise<FeatureMatrix> {
  const { matrix, fitted } = await storedFeatures(world)
  const { groups } = groupPrompts(instances.map(({ prompt }) => prompt))
  const described = await describeInstances(
    {
      instances,
      groups,
      options: options.features,
      world,
      stage: 'features',
      stored: { specs: matrix.specs, fitted },
    },
    createRandom(options.seed),
  )
  return dropUnknown(described.matrix)
}

// A feature that is unknown for every new pair (judge signals before a judge was asked) must count as average, not as absent.
function dropUnknown(matrix: FeatureMatrix): FeatureMatrix {
  const isKnown = (column: number): boolean =>
    matrix.ids.some((_, row) => !isUnknown(matrix, row, column))
  const kept = matrix.specs.flatMap((_, column) => (isKnown(column) ? [column] : []))
  const cut = (words: Uint32Array): Uint32Array => {
    const out = new Uint32Array(kept.length * matrix.words)
    kept.forEach((column, index) => {
      out.set(
        words.subarray(column * matrix.words, (column + 1) * matrix.words),
        index * matrix.words,
      )
    })
    return out
  }
  return {
    ...matrix,
    specs: kept.map((column) => matrix.specs[column]!),
    bits: cut(matrix.bits),
    unknown: cut(matrix.unknown),
  }
}
