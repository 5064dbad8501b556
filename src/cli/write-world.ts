import { join } from 'node:path'
import { writeJsonLines } from '../backends/index.ts'
import { toPairRow } from '../dataset/index.ts'
import { revealTruth } from '../domain/index.ts'
import { createRandom } from '../kit/index.ts'
import { simulateWorld, type TextPreset, worldRates } from '../simulate/index.ts'
import { mean } from '../stats/index.ts'

/** How often labels of a world are the true verdict, 0 to 1: of people, of the judge, of an oracle that picks the better of both for each instance. */
export type LabelFacts = Readonly<Record<'human' | 'lm' | 'oracle', { readonly correct: number }>>

/** What was written. */
export interface WrittenWorld {
  readonly instances: number
  readonly suiteRows: number
  readonly labels: LabelFacts
}

/** Writes a simulated world of texts as `pairs.jsonl`, `suite.jsonl` and `truth.jsonl`. */
export async function writeWorld(
  folder: string,
  {
    seed,
    preset = 'paper',
    ...sizes
  }: {
    readonly instances: number
    readonly suite?: number
    readonly seed: number
    readonly preset?: TextPreset
  },
): Promise<WrittenWorld> {
  const world = simulateWorld({
    ...sizes,
    preset,
    seedStream: createRandom(seed).fork('world'),
  })
  const truth = revealTruth(world.truth)
  const facts = { simulated: true, seed, ...(preset === 'paper' ? {} : { world: preset }) }
  await writeJsonLines(
    join(folder, 'pairs.jsonl'),
    { format: 'hyper/pairs@1', ...facts },
    world.instances.map(toPairRow),
  )
  await writeJsonLines(
    join(folder, 'suite.jsonl'),
    { format: 'hyper/suite@1', ...facts },
    world.suite,
  )
  await writeJsonLines(
    join(folder, 'truth.jsonl'),
    { format: 'hyper/truth@1', ...facts, rates: worldRates({ preset }) },
    truth,
  )
  return {
    instances: world.instances.length,
    suiteRows: world.suite.length,
    labels: labelFacts(
      truth.map(({ labelUtility }) => labelUtility.human),
      truth.map(({ labelUtility }) => labelUtility.lm),
    ),
  }
}

/** Returns how often labels are right, from their utilities. */
export function labelFacts(human: ArrayLike<number>, lm: ArrayLike<number>): LabelFacts {
  const shareOf = (isRight: (row: number) => boolean): { readonly correct: number } => ({
    correct: mean(Array.from(human, (_, row) => Number(isRight(row)))),
  })
  return {
    human: shareOf((row) => human[row] === 1),
    lm: shareOf((row) => lm[row] === 1),
    oracle: shareOf((row) => human[row] === 1 || lm[row] === 1),
  }
}
