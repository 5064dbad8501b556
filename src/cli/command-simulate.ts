import { access } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { writeAtomic } from '../backends/index.ts'
import { HyperError } from '../kit/index.ts'
import { formatShare } from '../report/index.ts'
import {
  parseWorldKind,
  parseWorldPreset,
  presetsOf,
  WORLD_KINDS,
  WORLD_PRESETS,
  type WorldKind,
} from '../simulate/index.ts'
import { type CommandContext, type CommandSpec, parseWhole } from './command.ts'
import { writeAnalyticWorld } from './write-analytic-world.ts'
import { type LabelFacts, writeWorld } from './write-world.ts'

const FILES: Readonly<Record<WorldKind, readonly string[]>> = {
  text: ['pairs.jsonl', 'suite.jsonl', 'truth.jsonl', 'hyper.yaml'],
  analytic: ['features.json', 'features.bin', 'labels.jsonl', 'world.json', 'truth.jsonl'],
}
const INSTANCES: Readonly<Record<WorldKind, number>> = { text: 2000, analytic: 7531 }
const LEAST = 20

/** `hyper simulate`. */
export const simulateCommand: CommandSpec = {
  name: 'simulate',
  arguments: '',
  summary: 'Write a simulated world: labelled pairs with a suite, or features alone, and the truth',
  example: 'simulate -n 2000 --seed 7 -o worlds/seven',
  options: (command) =>
    command
      .option(
        '-n, --instances <n>',
        `simulated instances (default: ${INSTANCES.text}, analytic ${INSTANCES.analytic})`,
        parseWhole,
      )
      .option(
        '--kind <kind>',
        `${WORLD_KINDS[0]}: generated pairs, ${WORLD_KINDS[1]}: features with an exact score of every mix`,
        WORLD_KINDS[0],
      )
      .option(
        '--world <name>',
        `${WORLD_PRESETS.join(', ')} (analytic only: ${analyticOnly().join(', ')})`,
        WORLD_PRESETS[0],
      ),
  run: async (_args, options, context) => {
    const { common, print } = context
    const request = readRequest(options, context)
    const { kind, output, folder } = request
    const facts = {
      ok: true,
      simulated: true,
      kind,
      world: request.world,
      seed: request.seed,
      instances: request.instances,
      folder: output,
      files: FILES[kind],
    }
    if (common.dryRun === true) {
      print(
        { ...facts, dryRun: true },
        `would write a ${nameOf(request)} of ${request.instances} instances (seed ${request.seed}) to ${output}: ${FILES[kind].join(', ')}\n`,
      )
      return
    }
    if (common.yes !== true) await requireFree(folder, request)
    const written = await (kind === 'text' ? writeTexts(request) : writeFeatures(request))
    print({ ...facts, ...written.facts }, written.text)
  },
}

function analyticOnly(): string[] {
  return WORLD_PRESETS.filter((name) => !presetsOf('text').includes(name))
}

/** What is to be simulated, and where it goes. */
interface SimulateRequest {
  readonly kind: WorldKind
  readonly world: string
  readonly instances: number
  readonly seed: number
  /** As given. */
  readonly output: string
  /** Absolute. */
  readonly folder: string
}

function readRequest(
  options: Readonly<Record<string, unknown>>,
  { io, common }: Pick<CommandContext, 'io' | 'common'>,
): SimulateRequest {
  const kind = parseWorldKind(options.kind as string)
  const world = parseWorldPreset(options.world as string, kind)
  const instances = (options.instances as number | undefined) ?? INSTANCES[kind]
  if (instances < LEAST)
    throw new HyperError(
      'usage/too-few-instances',
      `simulate -n: got ${instances}, expected at least ${LEAST} instances`,
    )
  const output = common.output ?? 'simulated'
  return {
    kind,
    world,
    instances,
    seed: common.seed ?? 42,
    output,
    folder: resolve(io.cwd, output),
  }
}

/** `simulated world` for the one that always was, else with its kind and name. */
function nameOf({ kind, world }: Pick<SimulateRequest, 'kind' | 'world'>): string {
  if (kind === 'analytic') return `simulated analytic world "${world}"`
  return world === WORLD_PRESETS[0] ? 'simulated world' : `simulated world "${world}"`
}

interface Written {
  readonly facts: object
  readonly text: string
}

async function writeTexts(request: SimulateRequest): Promise<Written> {
  const { folder, instances, seed, output } = request
  const preset = parseWorldPreset(request.world, 'text')
  const { suiteRows, labels } = await writeWorld(folder, { instances, seed, preset })
  await writeAtomic(join(folder, 'hyper.yaml'), configText(seed, instances))
  return {
    facts: { suiteRows, labels },
    text: `${nameOf(request)} written to ${output}: ${instances} instances, ${suiteRows} suite rows, their truth (seed ${seed})
${describeLabels(labels, 'simulated people agree', 'the simulated judge')}
next: hyper run -c ${join(output, 'hyper.yaml')} -o ${join(output, 'run')}
`,
  }
}

async function writeFeatures(request: SimulateRequest): Promise<Written> {
  const { folder, instances, seed, output } = request
  const preset = parseWorldPreset(request.world, 'analytic')
  const written = await writeAnalyticWorld(folder, { instances, seed, preset })
  const { features, annotators, primary, labels } = written
  return {
    facts: { features, annotators, primary, labels },
    text: `${nameOf(request)} written to ${output}: ${instances} instances with ${features} features, labels of ${annotators.length} simulated annotators, their truth (seed ${seed})
${describeLabels(labels, `labels of ${primary.human} agree`, `those of ${primary.lm}`)}
`,
  }
}

function describeLabels({ human, lm, oracle }: LabelFacts, people: string, judge: string): string {
  return `${people} with the truth on ${formatShare(human.correct, 1)}, ${judge} on ${formatShare(lm.correct, 1)} of the instances; an oracle that picks the better label of each reaches ${formatShare(oracle.correct, 1)}`
}

async function requireFree(
  folder: string,
  { kind, output }: Pick<SimulateRequest, 'kind' | 'output'>,
): Promise<void> {
  for (const file of FILES[kind]) {
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
