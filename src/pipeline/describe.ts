import type {
  FeatureMatrix,
  FeatureSpec,
  PreferenceInstance,
  TextFacts,
  WorkContext,
} from '../domain/index.ts'
import {
  buildFeatureMatrix,
  cosineColumn,
  createTagTable,
  drawUnrelatedPairs,
  encoderComponents,
  type FittedParts,
  fitBins,
  fitUserFeature,
  measurePairs,
  mergeGivenTags,
  type PairFacts,
  type PairSignals,
  readGivenTags,
  readSignals,
  readUserFeature,
  type TagTable,
  tagPrompts,
} from '../features/index.ts'
import type { Random } from '../kit/index.ts'
import type { RunOptions } from './options.ts'
import { describeSignals } from './pair-signals.ts'
import { encodePrototypes } from './tagging/tag-prototypes.ts'
import type { World } from './world.ts'

/** Features as a run fitted them; new data described with these is comparable with the old. */
export interface StoredDescription {
  readonly specs: readonly FeatureSpec[]
  readonly fitted: FittedParts
}

/** A description of instances. */
export interface Description {
  readonly matrix: FeatureMatrix
  readonly fitted: FittedParts
  readonly tags: TagTable | null
  /** What instance-level predictors read. */
  readonly signals: PairSignals
  readonly encoder: string
}

interface DescribeInput {
  readonly instances: readonly PreferenceInstance[]
  /** Prompt group per instance: unrelated pairs for the BERTScore baseline come from different groups. */
  readonly groups: ArrayLike<number>
  readonly options: RunOptions['features']
  readonly world: World
  readonly stage: string
  /** Notes what was paid for vectors. */
  readonly spend?: WorkContext['spend']
  /** Reuses fitted bins, components and columns instead of fitting new ones. */
  readonly stored?: StoredDescription
}

/** Pairs of unrelated completions whose mean token match is the baseline of BERTScore. */
const BASELINE_PAIRS = 500

/** Gathers what the ports say of the texts and returns the features of the instances. */
export async function describeInstances(
  input: DescribeInput,
  random: Random,
): Promise<Description> {
  const { instances, options, world, stored } = input
  const facts = await gatherFacts(input)
  const encoder = await world.encoder()
  const vectors = encoder === null ? null : await gatherVectors(input)
  const matches = encoder === null || !options.bertScore ? null : await gatherMatches(input, random)
  const baseline =
    stored === undefined
      ? (matches?.baseline ?? null)
      : (stored.fitted.bins?.bertScoreBaseline ?? null)
  const measures = measurePairs({
    instances,
    facts,
    cosine: vectors === null ? null : cosineColumn(vectors.a, vectors.b, vectors.dimension),
    bertScore: baseline === null ? null : (matches?.scores ?? null),
    baseline,
  })
  const ids = instances.map((instance) => instance.id)
  const bins =
    stored?.fitted.bins ??
    fitBins(measures, { compat: options.compat, similarityCuts: options.cuts })
  const components =
    vectors === null || options.components === 0
      ? undefined
      : (stored?.fitted.components ??
        encoderComponents({
          vectors: vectors.prompt,
          dimension: vectors.dimension,
          components: options.components,
        }))
  const user = options.user.map((feature, index) => {
    const values = readUserFeature(instances, feature)
    return { artifact: stored?.fitted.user?.[index] ?? fitUserFeature(feature.id, values), values }
  })
  const signals = readSignals({ instances, facts, measures })
  const tags = await tagInstances(input, { facts, vectors: vectors?.prompt ?? null })
  const matrix = buildFeatureMatrix({
    ids,
    measures,
    bins,
    tags,
    signals: options.signals ? signals : null,
    components:
      components === undefined ? null : { artifact: components, vectors: vectors!.prompt },
    user,
    minimumCount: options.minimumCount,
    ...(stored === undefined ? {} : { like: stored.specs }),
  })
  const fitted: FittedParts = {
    bins,
    ...(components === undefined ? {} : { components }),
    ...(user.length === 0 ? {} : { user: user.map(({ artifact }) => artifact) }),
  }
  return {
    matrix,
    fitted,
    tags,
    signals: describeSignals(instances, input.groups, signals),
    encoder: encoder?.id ?? 'none',
  }
}

async function gatherFacts({ instances, world, stage }: DescribeInput): Promise<PairFacts> {
  const analyser = await world.analyser()
  const texts = instances.flatMap(({ prompt, completionA, completionB }) => [
    prompt,
    completionA,
    completionB,
  ])
  const facts = await analyser.analyse(texts, {
    progress: world.progress,
    cancel: world.cancel,
    stage,
  })
  const every = (offset: number): TextFacts[] =>
    instances.map((_, index) => facts[3 * index + offset]!)
  return { prompt: every(0), a: every(1), b: every(2) }
}

interface Vectors {
  readonly prompt: Float32Array
  readonly a: Float32Array
  readonly b: Float32Array
  readonly dimension: number
}

/** Returns what encoding takes along. */
function encodingOf({ world, stage, spend }: DescribeInput): WorkContext {
  const { progress, cancel } = world
  return { progress, cancel, stage, ...(spend === undefined ? {} : { spend }) }
}

async function gatherVectors(input: DescribeInput): Promise<Vectors> {
  const { instances, world } = input
  const encoder = (await world.encoder())!
  const texts = [
    ...instances.map(({ prompt }) => prompt),
    ...instances.map(({ completionA }) => completionA),
    ...instances.map(({ completionB }) => completionB),
  ]
  const values = await encoder.encode(texts, encodingOf(input))
  const size = instances.length * encoder.dimension
  return {
    prompt: values.subarray(0, size),
    a: values.subarray(size, 2 * size),
    b: values.subarray(2 * size),
    dimension: encoder.dimension,
  }
}

async function gatherMatches(
  { instances, groups, world, stage, stored }: DescribeInput,
  random: Random,
): Promise<{ scores: Float64Array; baseline: number | null }> {
  const encoder = (await world.encoder())!
  const context = { progress: world.progress, cancel: world.cancel, stage }
  const own = instances.map(({ completionA, completionB }) => [completionA, completionB] as const)
  const unrelated =
    stored === undefined ? drawUnrelatedPairs(groups, BASELINE_PAIRS, random.fork('unrelated')) : []
  const other = unrelated.map(
    ([first, second]) => [instances[first]!.completionA, instances[second]!.completionB] as const,
  )
  const matched = await encoder.matchTokens([...own, ...other], context)
  const scoreAt = (pair: number): number => matched[3 * pair + 2]!
  const known = other
    .map((_, index) => scoreAt(own.length + index))
    .filter((score) => !Number.isNaN(score))
  return {
    scores: Float64Array.from(own, (_, index) => scoreAt(index)),
    baseline:
      known.length === 0 ? null : known.reduce((sum, score) => sum + score, 0) / known.length,
  }
}

async function tagInstances(
  input: DescribeInput,
  { facts, vectors }: { readonly facts: PairFacts; readonly vectors: Float32Array | null },
): Promise<TagTable | null> {
  const { instances, options, world } = input
  if (options.tags === 'none') return null
  const ids = instances.map((instance) => instance.id)
  const given = instances.map(readGivenTags)
  if (options.tags === 'given') return mergeGivenTags(createTagTable(ids), given)
  const encoder = vectors === null ? null : await world.encoder()
  const table = tagPrompts({
    ids,
    prompts: instances.map(({ prompt }) => prompt),
    facts: facts.prompt,
    vectors,
    prototypes: encoder === null ? null : await encodePrototypes(encoder, encodingOf(input)),
  })
  return mergeGivenTags(table, given)
}
