import { join } from 'node:path'
import { writeAtomic, writeJsonLines } from '../backends/index.ts'
import { revealTruth, type Verdict } from '../domain/index.ts'
import { serializeFeatures } from '../features/index.ts'
import { createRandom } from '../kit/index.ts'
import { type AnalyticWorld, simulateAnalyticWorld, type WorldPreset } from '../simulate/index.ts'
import { type LabelFacts, labelFacts } from './write-world.ts'

/** What was written. */
export interface WrittenAnalyticWorld {
  readonly instances: number
  readonly features: number
  readonly annotators: AnalyticWorld['annotators']
  readonly primary: AnalyticWorld['primary']
  readonly labels: LabelFacts
}

/** Human shares at which `truth.jsonl` states the score of random mixes. */
const SHARES = [0, 0.25, 0.5, 0.75, 1]

/**
 * Writes an analytic world: `features.json` and `features.bin` as a run does, `labels.jsonl` with signals and every annotator's labels,
 * `world.json` with what was asked for and the prices, and what is true in `truth.jsonl` alone.
 */
export async function writeAnalyticWorld(
  folder: string,
  options: { readonly instances: number; readonly seed: number; readonly preset: WorldPreset },
): Promise<WrittenAnalyticWorld> {
  const { seed, preset, instances } = options
  const world = simulateAnalyticWorld({ preset, instances }, createRandom(seed).fork('world'))
  const { annotators, primary, matrix } = world
  const facts = { simulated: true, kind: 'analytic', world: preset, seed }
  const features = matrix.specs.length
  const about = { format: 'hyper/world@1', ...facts, instances, features, annotators, primary }
  const files = serializeFeatures(matrix)
  await writeAtomic(join(folder, 'features.json'), files.json)
  await writeAtomic(join(folder, 'features.bin'), files.bin)
  await writeAtomic(join(folder, 'world.json'), `${JSON.stringify(about, null, 2)}\n`)
  await writeJsonLines(
    join(folder, 'labels.jsonl'),
    { format: 'hyper/simulated-labels@1', ...facts },
    labelRows(world),
  )
  await writeTruth(join(folder, 'truth.jsonl'), world, facts)
  const { labelUtility } = revealTruth(world.truth)
  return {
    instances,
    features,
    annotators,
    primary,
    labels: labelFacts(labelUtility[primary.human]!, labelUtility[primary.lm]!),
  }
}

function* labelRows({ matrix, groups, signals, labels }: AnalyticWorld): Generator<object> {
  const columns = Object.entries(signals.columns)
  const votes = Object.entries(labels)
  for (const [row, id] of matrix.ids.entries()) {
    yield {
      id,
      group: `simulated-prompt-${groups[row]}`,
      labels: Object.fromEntries(
        votes.map(([annotator, own]) => [annotator, own.map((vote) => verdictOf(vote[row]!))]),
      ),
      // NaN, unknown, is written as null.
      signals: Object.fromEntries(columns.map(([name, column]) => [name, column[row]!])),
    }
  }
}

async function writeTruth(file: string, world: AnalyticWorld, facts: object): Promise<void> {
  const truth = revealTruth(world.truth)
  const { ids } = world.matrix
  const utilities = Object.entries(truth.expectedUtility)
  const randomScore = SHARES.map((share) => ({
    share,
    score: truth.randomScore(Math.round(share * ids.length)),
  }))
  function* rows(): Generator<object> {
    for (const [row, id] of ids.entries()) {
      yield {
        id,
        verdict: verdictOf(truth.verdicts[row]!),
        gain: truth.trueGains[row]!,
        expectedUtility: Object.fromEntries(utilities.map(([name, own]) => [name, own[row]!])),
      }
    }
  }
  await writeJsonLines(file, { format: 'hyper/truth@1', ...facts, randomScore }, rows())
}

function verdictOf(sign: number): Verdict {
  return sign > 0 ? 'a' : sign < 0 ? 'b' : 'tie'
}
