import {
  type HiddenTruth,
  hideTruth,
  type PreferenceInstance,
  type SuiteRow,
} from '../../domain/index.ts'
import type { Json, Random } from '../../kit/index.ts'
import { mean } from '../../stats/index.ts'
import { parseWorldPreset, type TextPreset } from '../presets.ts'
import {
  annotateByJudge,
  annotateByPeople,
  type CarelessPeople,
  createPeople,
  type SimulatedPerson,
} from './annotate-pair.ts'
import { buildSuite } from './build-suite.ts'
import { describePrompt } from './describe-prompt.ts'
import { between } from './draw.ts'
import { drawPair } from './pair.ts'
import { DEFAULT_SHARES, drawProfile, type ProfileShares } from './profile.ts'
import type { WorldRates } from './rates.ts'
import { TEXT_WORLDS, type TextWorld } from './text-presets.ts'
import { describeTruth, type InstanceTruth } from './world-truth.ts'
import { writePrompt } from './write-prompt.ts'

/** What a simulated world of texts is made of; what is given here overrides the preset. */
export interface WorldOptions {
  /** Default `paper`. */
  readonly preset?: TextPreset
  readonly instances: number
  /** Distinct prompts; without it two instances share a prompt. */
  readonly prompts?: number
  /** Rows of the evaluation suite; default 400. */
  readonly suite?: number
  /** People in the pool; default 12. */
  readonly people?: number
  /** Members of the pool who often do not read; default none, a quarter of the pool in `noisy-human`. */
  readonly careless?: CarelessPeople
  /** Labels by people on an instance, at least and at most; default 1 to 3, exactly 1 in `no-signal`. */
  readonly labels?: { readonly least: number; readonly most: number }
  readonly shares?: Partial<ProfileShares>
  /** Default: the rates of the preset. */
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
  readonly truth: HiddenTruth<readonly InstanceTruth[]>
}

/** Name under which every simulated instance is filed. */
export const SIMULATED_SOURCE = 'simulated-world'

/**
 * Returns the error rates of a world: those of its preset, with what the options override. They tell where a source errs, so no router may
 * read them.
 */
export function worldRates(options: Pick<WorldOptions, 'preset' | 'rates'>): WorldRates {
  return { ...findWorld(options).rates, ...options.rates }
}

function findWorld({ preset = 'paper' }: Pick<WorldOptions, 'preset'>): TextWorld {
  return TEXT_WORLDS[parseWorldPreset(preset, 'text')]
}

/**
 * Returns preference instances with generated texts, labels by simulated people and a simulated judge, an evaluation suite from the true
 * utilities, and the truth. Instance i depends on the seed and on i alone, so a larger world with as many `prompts` starts with the smaller one.
 *
 * @throws HyperError `usage/unknown-world`, `usage/no-such-text-world` for a preset that texts cannot have
 */
export function simulateWorld(options: WorldOptions): SimulatedWorld {
  const { seedStream, suite = 400 } = options
  const preset = findWorld(options)
  const rates = worldRates(options)
  const shares = { ...DEFAULT_SHARES, ...options.shares }
  const people = createPeople(options.people ?? 12, options.careless ?? preset.careless)
  const labels = options.labels ?? preset.labels
  const carelessness = mean(people.map((person) => person.carelessness))
  const world = { options, rates, shares, people, carelessness, labels }
  const rows = Array.from({ length: options.instances }, (_, index) => buildInstance(index, world))
  return {
    instances: rows.map((row) => row.instance),
    truth: hideTruth(rows.map((row) => row.truth)),
    suite: buildSuite(suite, shares, seedStream.fork('suite')),
  }
}

interface WorldParts {
  readonly options: WorldOptions
  readonly rates: WorldRates
  readonly shares: ProfileShares
  readonly people: readonly SimulatedPerson[]
  readonly carelessness: number
  readonly labels: { readonly least: number; readonly most: number }
}

function buildInstance(
  index: number,
  world: WorldParts,
): { readonly instance: PreferenceInstance; readonly truth: InstanceTruth } {
  const { options, rates, shares, people, carelessness, labels } = world
  const promptIndex = options.prompts === undefined ? index >> 1 : index % options.prompts
  const promptStream = options.seedStream.fork('prompt', promptIndex)
  const profile = drawProfile(shares, {}, promptStream)
  const prompt = writePrompt(profile, 'training', promptStream)
  const stream = options.seedStream.fork('instance', index)
  const pair = drawPair(prompt, stream.fork('pair'))
  const count = between(labels.least, labels.most, stream.fork('count'))
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
    truth: describeTruth(id, pair, { human, lm, rates, carelessness }),
  }
}
