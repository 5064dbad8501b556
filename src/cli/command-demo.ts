import { join, resolve } from 'node:path'
import { writeAtomic } from '../backends/index.ts'
import type { CommandSpec } from './command.ts'
import { finishRun } from './command-run.ts'
import { planRun, runPlanned } from './run-stages.ts'
import { writeWorld } from './write-world.ts'

const WORLD = { instances: 1200, suite: 1000 }

/** `hyper demo`. */
export const demoCommand: CommandSpec = {
  name: 'demo',
  arguments: '',
  summary: 'Run the whole loop in a small simulated world, offline',
  example: 'demo -o runs/demo',
  run: async (_args, _options, context) => {
    const folder = context.common.output ?? 'runs/demo'
    const seed = context.common.seed ?? 42
    if (context.common.dryRun === true) {
      context.print(
        { ok: true, dryRun: true, run: folder },
        `would write a simulated world to ${join(folder, 'world')} and run it\n`,
      )
      return
    }
    const world = resolve(context.io.cwd, folder, 'world')
    await writeWorld(world, { ...WORLD, seed })
    const config = join(world, 'hyper.yaml')
    await writeAtomic(config, demoConfig(seed))
    const own = { ...context, common: { ...context.common, config, output: folder } }
    const finished = await runPlanned(await planRun(own), own)
    context.io.err(
      'A simulated world: texts, people and judge are generated, and their truth is known.\n',
    )
    await finishRun(finished, own)
  },
}

function demoConfig(seed: number): string {
  return `# A simulated world; people and judge err in ways that truth.jsonl states.
seed: ${seed}
data: {files: [pairs.jsonl]}
suite: {files: [suite.jsonl], humanPairs: 0.15}
candidates: {mixes: 200, focus: 0.5, baselineMixes: 20}
ppm: {repeats: 3}
route: {budget: 50%, shares: [0.25, 0.5, 0.75]}
prices: {human: 0.5, lm: 0.002, machineHour: 0.1}
`
}
