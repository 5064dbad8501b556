import { groupPrompts } from '../dataset/index.ts'
import {
  type Budget,
  type FeatureMatrix,
  isUnknown,
  type PreferenceInstance,
  selectRows,
} from '../domain/index.ts'
import { parseFeatures } from '../features/index.ts'
import { createRandom, HyperError } from '../kit/index.ts'
import type { RouterName } from '../route/index.ts'
import { loadDataset, loadRoutable } from './artifacts.ts'
import { describeInstances } from './describe.ts'
import { loadEvidence } from './evidence-file.ts'
import { type MadePlan, makePlan, type PlanTask } from './make-plan.ts'
import { gatherNewEvidence } from './new-evidence.ts'
import type { RunOptions } from './options.ts'
import type { JudgedPpm } from './plan-with.ts'
import { loadJudgedPpm, vectorsFor } from './stage-route.ts'
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
 * Returns a plan made with the stored PPM, pilot and bins of a run. New pairs need neither human nor LM labels: what can only be read off
 * labels (judge signals, evidence of the pilot) is unknown for them and counts as average.
 *
 * @throws HyperError `data/missing-artifact` where the run has no PPM yet, others as `makePlan`
 */
export async function routePairs(
  { instances, budget, router, seed }: RouteRequest,
  options: RunOptions,
  world: World,
): Promise<MadePlan> {
  const ppm = await loadJudgedPpm(world.store)
  const rows =
    instances === null
      ? await ownRows(router, options, world)
      : await newRows(instances, ppm, { options, world })
  return makePlan(
    { ...rows, ppm, options, budget, router, allowMissingFeatures: instances !== null },
    createRandom(seed).fork('stage', 'route'),
  )
}

type Rows = Pick<PlanTask, 'matrix' | 'evidence' | 'groups' | 'vectors'>

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

async function ownRows(router: RouterName, options: RunOptions, world: World): Promise<Rows> {
  const { store } = world
  const { matrix } = await storedFeatures(world)
  const { groups } = await loadDataset(store)
  const routable = await loadRoutable(store)
  return {
    matrix: selectRows(matrix, routable),
    evidence: await loadEvidence(store),
    groups: Uint32Array.from(routable, (index) => groups[index]!),
    vectors: await vectorsFor(router, { store, options, routable }),
  }
}

async function newRows(
  instances: readonly PreferenceInstance[],
  ppm: JudgedPpm,
  { options, world }: { readonly options: RunOptions; readonly world: World },
): Promise<Rows> {
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
  const known = dropUnknown(described.matrix)
  const own = Uint32Array.from(groups)
  const { signals } = described
  return {
    matrix: known,
    evidence: await gatherNewEvidence(
      { instances, groups: own, matrix: known, signals, ppm },
      options,
      world,
    ),
    groups: own,
  }
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
