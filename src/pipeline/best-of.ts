import type { BestOfRow, WorkContext } from '../domain/index.ts'
import { HyperError, nearestName, show } from '../kit/index.ts'
import { type ProbeScaler, parseProbeScaler, scaleResponses } from '../reward/index.ts'
import { readJsonArtifact } from './json-lines.ts'
import { describeResponses, encodersId, type NamedEncoder } from './response-encoders.ts'
import type { DesignArtifact } from './stage-design.ts'
import { loadHeads } from './stage-train.ts'
import type { RunStore } from './store.ts'

/** A trained probe that scores single responses. */
export interface ProbeReward {
  /** Name of the mix, or `control:NAME`. */
  readonly name: string
  readonly weights: Float32Array
  readonly scaler: ProbeScaler
  /** Ids of the encoders that its features come from, ` + ` between them; `none` without one. */
  readonly encoder: string
}

/** Returns the ids of the encoders that the probes of a run read, ` + ` between them; `none` without one. */
export async function probeEncoder(store: RunStore): Promise<string> {
  return (await readJsonArtifact<DesignArtifact>(store, 'design.json', 'design')).encoder
}

/**
 * Returns a trained probe of a run by the name of its mix; `all-human` and `all-lm` are the controls of that name. Of several seeds the first counts.
 *
 * @throws HyperError `usage/unknown-mix`; `data/no-probe` for a run of another trainer; `data/missing-artifact`
 */
export async function loadProbeReward(store: RunStore, mix: string): Promise<ProbeReward> {
  const design = await readJsonArtifact<DesignArtifact>(store, 'design.json', 'design')
  const names: string[] = []
  for (const file of ['heads', 'routed-heads']) {
    if (file !== 'heads' && (await store.readText(`${file}.json`)) === null) continue
    const { facts, heads } = await loadHeads(store, file)
    if (heads.weights === null || facts.columns !== design.columns)
      throw new HyperError(
        'data/no-probe',
        `run: got models of the trainer ${show(facts.trainer)}, expected probe heads`,
        { hint: 'score the responses with your own reward model' },
      )
    const found = facts.heads.findIndex(({ name }) => name === mix || name === `control:${mix}`)
    if (found >= 0)
      return {
        name: facts.heads[found]!.name,
        weights: heads.weights.slice(found * facts.columns, (found + 1) * facts.columns),
        scaler: parseProbeScaler(design.scaler),
        encoder: design.encoder,
      }
    names.push(...facts.heads.map(({ name }) => name))
  }
  const near = nearestName(mix, names)
  throw new HyperError(
    'usage/unknown-mix',
    `mix: got ${show(mix)}, expected one of the ${names.length} trained mixes, all-human or all-lm`,
    near === undefined ? {} : { hint: `did you mean ${show(near)}?` },
  )
}

/**
 * Returns the reward of every response, parallel to the rows and their responses.
 *
 * @throws HyperError `data/encoder-mismatch` where the encoders are not those that the probe was trained with
 */
export async function rewardResponses(
  reward: ProbeReward,
  rows: readonly BestOfRow[],
  encoders: readonly NamedEncoder[],
  context: WorkContext = {},
): Promise<Float64Array[]> {
  const given = encodersId(encoders)
  if (given !== reward.encoder)
    throw new HyperError(
      'data/encoder-mismatch',
      `encoder: got ${show(given)}, expected ${show(reward.encoder)}, with which the probe was trained`,
    )
  const items = rows.flatMap(({ prompt, responses }) =>
    responses.map(({ text }) => ({ prompt, response: text })),
  )
  const blocks = await describeResponses(items, encoders, context)
  const { x, columns } = scaleResponses(reward.scaler, blocks)
  let at = 0
  return rows.map(({ responses }) =>
    Float64Array.from(responses, () => dotRow(x, at++, reward.weights, columns)),
  )
}

function dotRow(x: Float32Array, row: number, weights: Float32Array, columns: number): number {
  let sum = 0
  for (let column = 0; column < columns; column++)
    sum += x[row * columns + column]! * weights[column]!
  return sum
}
