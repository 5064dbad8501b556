import type { PreferenceInstance, SuiteRow } from '../domain/index.ts'
import type { Json, Random } from '../kit/index.ts'
import { annotateByJudge, annotateByPeople, createPeople } from './annotate-pair.ts'
import { buildSuite } from './build-suite.ts'
import { describePrompt } from './describe-prompt.ts'
import { between } from './draw.ts'
import { drawPair } from './pair.ts'
import { DEFAULT_SHARES, drawProfile, type ProfileShares } from './profile.ts'
import { DEFAULT_RATES, type WorldRates } from './rates.ts'
import { describeTruth, type InstanceTruth } from './world-truth.ts'
import { writePrompt } from './write-prompt.ts'

/** What a simulated world is made of. */
export interface WorldOptions {
  readonly instances: number
  /** Distinct prompts; without it two instances share a prompt. */
  readonly prompts?: number
  /** Rows of the evaluation suite; default 400. */
  readonly suite?: number
  /** People in the pool; default 12. */
  readonly people?: number
  /** Labels by people on an instance, at least and at most; default 1 to 3. */
  readonly labels?: { readonly least: number; readonly most: number }
  readonly shares?: Partial<ProfileShares>
  readonly rates?: Partial<WorldRates>
  /** Chance that a descriptive tag in `meta` is wrong, or null for no tags; default 0.2, about what a tagger reaches. */
  readonly tagError?: number | null
  readonly seedStream: Random
}

/** A world with two label sources and its truth. */
export interface SimulatedWorld {
  readonly instances: readonly PreferenceInstance[]
  readonly suite: readonly SuiteRow[]
  /** Parallel to `instances`. */
  readonly truth: readonly InstanceTruth[]
  readonly rates: WorldRates
}

/** Name under which every simulated instance is filed. */
export const SIMULATED_SOURCE = 'simulated-world'

/**
 * Returns preference instances with generated texts, labels by simulated people and a simulated judge, an evaluation suite from the true
 * utilities, and the truth. Instance i depends on the seed and on i alone, so a larger world with as many `prompts` starts with the smaller one.
 */
export function simulateWorld(options: WorldOptions): SimulatedWorld {
  const { seedStream, suite = 400 } = options
  const rates = { ...DEFAULT_RATES, ...options.rates }
  const shares = { ...DEFAULT_SHARES, ...options.shares }
  const world = { options, rates, shares, people: createPeople(options.people ?? 12) }
  const rows = Array.from({ length: options.instances }, (_, index) => buildInstance(index, world))
  return {
    instances: rows.map((row) => row.instance),
    truth: rows.map((row) => row.truth),
    suite: buildSuite(suite, shares, seedStream.fork('suite')),
    rates,
  }
}

interface WorldParts {
  readonly options: WorldOptions
  readonly rates: WorldRates
  readonly shares: ProfileShares
  readonly people: ReturnType<typeof createPeople>
}

function buildInstance(
  index: number,
  world: WorldParts,
): { readonly instance: PreferenceInstance; readonly truth: InstanceTruth } {
  const { options, rates, shares, people } = world
  const promptIndex = options.prompts === undefined ? index >> 1 : index % options.prompts
  const promptStream = options.seedStream.fork('prompt', promptIndex)
  const profile = drawProfile(shares, {}, promptStream)
  const prompt = writePrompt(profile, 'training', promptStream)
  const stream = options.seedStream.fork('instance', index)
  const pair = drawPair(prompt, stream.fork('pair'))
  const { least, most } = options.labels ?? { least: 1, most: 3 }
  const count = between(least, most, stream.fork('count'))
  const human = annotateByPeople(pair, { people, count, rates }, stream.fork('human'))
  const lm = annotateByJudge(pair, rates, stream.fork('lm'))
  const id = `simulated-${String(index).padStart(7, '0')}`
  const { tagError = 0.2 } = options
  const tags = tagError === null ? {} : describePrompt(profile, tagError, promptStream.fork('tags'))
  const meta: Record<string, Json> = {
    group: `simulated-prompt-${promptIndex}`,
    simulated: true,
    ...tags,
  }
  const texts = { prompt: prompt.text, completionA: pair.a.text, completionB: pair.b.text }
  return {
    instance: { id, source: SIMULATED_SOURCE, ...texts, human, lm, meta },
    truth: describeTruth(id, pair, { human, lm, rates }),
  }
}
