import { join } from 'node:path'
import { writeJsonLines } from '../backends/index.ts'
import { toPairRow } from '../dataset/index.ts'
import { createRandom } from '../kit/index.ts'
import { type SimulatedWorld, simulateWorld } from '../simulate/index.ts'

/** Writes a simulated world as `pairs.jsonl`, `suite.jsonl` and `truth.jsonl`, and returns it. */
export async function writeWorld(
  folder: string,
  {
    instances,
    suite,
    seed,
  }: { readonly instances: number; readonly suite?: number; readonly seed: number },
): Promise<SimulatedWorld> {
  const world = simulateWorld({
    instances,
    ...(suite === undefined ? {} : { suite }),
    seedStream: createRandom(seed).fork('world'),
  })
  const facts = { simulated: true, seed }
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
    { format: 'hyper/truth@1', ...facts, rates: world.rates },
    world.truth,
  )
  return world
}
