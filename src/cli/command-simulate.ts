import { access } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { writeAtomic } from '../backends/index.ts'
import { HyperError } from '../kit/index.ts'
import { formatShare } from '../report/index.ts'
import type { SimulatedWorld } from '../simulate/index.ts'
import { mean } from '../stats/index.ts'
import { type CommandSpec, parseWhole } from './command.ts'
import { writeWorld } from './write-world.ts'

const FILES = ['pairs.jsonl', 'suite.jsonl', 'truth.jsonl', 'hyper.yaml']
const INSTANCES = 2000
const LEAST = 20

/** `hyper simulate`. */
export const simulateCommand: CommandSpec = {
  name: 'simulate',
  arguments: '',
  summary: 'Write a simulated world: pairs labelled by two simulated sources, a suite, the truth',
  example: 'simulate -n 2000 --seed 7 -o worlds/seven',
  options: (command) =>
    command.option('-n, --instances <n>', 'simulated instances', parseWhole, INSTANCES),
  run: async (_args, options, { io, common, print }) => {
    const instances = options.instances as number
    const seed = common.seed ?? 42
    if (instances < LEAST)
      throw new HyperError(
        'usage/too-few-instances',
        `simulate -n: got ${instances}, expected at least ${LEAST} instances`,
      )
    const output = common.output ?? 'simulated'
    const folder = resolve(io.cwd, output)
    const facts = { ok: true, simulated: true, seed, instances, folder: output, files: FILES }
    if (common.dryRun === true) {
      print(
        { ...facts, dryRun: true },
        `would write a simulated world of ${instances} instances (seed ${seed}) to ${output}: ${FILES.join(', ')}\n`,
      )
      return
    }
    if (common.yes !== true) await requireFree(folder, output)
    const world = await writeWorld(folder, { instances, seed })
    await writeAtomic(join(folder, 'hyper.yaml'), configText(seed, instances))
    const labels = describeLabels(world)
    print(
      { ...facts, suiteRows: world.suite.length, labels },
      `simulated world written to ${output}: ${instances} instances, ${world.suite.length} suite rows, their truth (seed ${seed})
simulated people agree with the truth on ${formatShare(labels.human.correct, 1)}, the simulated judge on ${formatShare(labels.lm.correct, 1)} of the instances; an oracle that picks the better label of each reaches ${formatShare(labels.oracle.correct, 1)}
next: hyper run -c ${join(output, 'hyper.yaml')} -o ${join(output, 'run')}
`,
    )
  },
}

async function requireFree(folder: string, output: string): Promise<void> {
  for (const file of FILES) {
    const isThere = await access(join(folder, file)).then(
      () => true,
      () => false,
    )
    if (isThere)
      throw new HyperError(
        'usage/file-exists',
        `simulate: got an existing ${join(output, file)}, expected a new folder`,
        { hint: 'give another folder with -o, or --yes to replace its files' },
      )
  }
}

interface LabelFacts {
  /** Share of the instances whose label is the true verdict, 0 to 1. */
  readonly correct: number
}

function describeLabels({
  truth,
}: SimulatedWorld): Readonly<Record<'human' | 'lm' | 'oracle', LabelFacts>> {
  const shareOf = (isRight: (row: SimulatedWorld['truth'][number]) => boolean): LabelFacts => ({
    correct: mean(truth.map((row) => Number(isRight(row)))),
  })
  return {
    human: shareOf(({ labelUtility }) => labelUtility.human === 1),
    lm: shareOf(({ labelUtility }) => labelUtility.lm === 1),
    oracle: shareOf(({ labelUtility }) => Math.max(labelUtility.human, labelUtility.lm) === 1),
  }
}

function configText(seed: number, instances: number): string {
  const mixes = Math.max(60, Math.min(500, Math.round(instances / 5)))
  return `# yaml-language-server: $schema=./node_modules/hyper-router/schema/hyper.schema.json
# A simulated world: texts, people and judge are made by a program; truth.jsonl holds what is true and is never read by a run.
seed: ${seed}

data:
  files: [pairs.jsonl]
  preset: hyper

suite:
  files: [suite.jsonl]
  humanPairs: 0.15

candidates:
  mixes: ${mixes}
  baselineMixes: 20

route:
  router: search
  budget: 50%

# Made up, as everything here.
prices: {human: 0.50, lm: 0.002}

annotators: {human: simulated-people, lm: simulated-judge}
`
}
