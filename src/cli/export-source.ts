import { readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { composeHybrid, labelInstances } from '../annotate/index.ts'
import { createDirectoryStore, type DirectoryStore } from '../backends/index.ts'
import { promptGroupKey } from '../dataset/index.ts'
import type { HybridRow, PreferenceInstance, Source, TiePolicy } from '../domain/index.ts'
import { HyperError, isHyperError } from '../kit/index.ts'
import {
  exportHybrid,
  type HybridExport,
  loadCompleted,
  loadDataset,
  type ParsedPlan,
  parsePlan,
  type RunOptions,
  readManifest,
} from '../pipeline/index.ts'
import type { CliIo } from './io.ts'
import { openPairs } from './pair-source.ts'
import { readRunOptions } from './run-stages.ts'

/** Where exported instances come from; both streams can be opened again and again and give the same. */
export interface ExportSource {
  /** Labelled instances, one row each; ties are among them unless the policy of the run left them out. */
  labelled(): AsyncIterable<HybridRow>
  /** Instances for people: those that a plan gives to them and that still lack a label, or all that it gives to them. */
  forPeople(which: 'missing' | 'all'): AsyncIterable<PreferenceInstance>
  /** What rows of one prompt have in common, for splits. */
  groupOf(instance: PreferenceInstance): string
  /** What a run tells; null for files. */
  readonly run: RunFacts | null
  /** What of the instances is not in `labelled`, and why; complete after `labelled` was read to its end. */
  leftOut(): Readonly<Record<string, number>>
}

/** What the card tells of a run. */
export interface RunFacts {
  readonly hybrid: HybridExport
  readonly plan: ParsedPlan['facts']
  readonly labels: RunOptions['labels'] | null
  readonly seed: number | null
  readonly folder: string
}

/** Opens the labels of a run under a plan. @throws HyperError as `exportHybrid`, `data/unreadable-file` */
export async function openRunSource(
  given: {
    readonly run: string
    readonly plan: string | undefined
    readonly ties: TiePolicy | null
  },
  io: CliIo,
): Promise<ExportSource> {
  const folder = resolve(io.cwd, given.run)
  const store = createDirectoryStore(folder)
  const plan = await readPlan(given.plan ?? join(folder, 'plan.jsonl'), io)
  const options = await findOptions(store)
  const hybrid = await exportHybrid(store, plan, {
    labels: options?.labels ?? null,
    sources: options?.sources ?? null,
    ...(given.ties === null ? {} : { ties: given.ties }),
  })
  const toPeople = new Set(plan.rows.filter(({ source }) => source === 'human').map(({ id }) => id))
  const missing = new Set(hybrid.toLabel.human)
  const groups = await groupsOfRun(store)
  return {
    labelled: async function* () {
      yield* hybrid.rows
    },
    forPeople: async function* (which) {
      const wanted = which === 'missing' ? missing : toPeople
      for (const instance of await loadCompleted(store)) if (wanted.has(instance.id)) yield instance
    },
    groupOf: (instance) => groups.get(instance.id) ?? groupOfPrompt(instance),
    run: {
      hybrid,
      plan: plan.facts,
      labels: options?.labels ?? null,
      seed: (await readManifest(store))?.seed ?? null,
      folder,
    },
    leftOut: () => ({}),
  }
}

/** The groups of a run join near duplicates too; each is named by the prompt of its first instance. */
async function groupsOfRun(store: DirectoryStore): Promise<ReadonlyMap<string, string>> {
  const { groups } = await loadDataset(store)
  const names = new Map<number, string>()
  const byId = new Map<string, string>()
  for (const [index, instance] of (await loadCompleted(store)).entries()) {
    const group = groups?.[index]
    if (group === undefined) continue
    const name = names.get(group) ?? groupOfPrompt(instance)
    names.set(group, name)
    byId.set(instance.id, name)
  }
  return byId
}

/** Which label of an instance is exported where no plan says it; `either` takes the human one where there is one. */
export type LabelChoice = Source | 'either'

/** Opens pairs in files; their label is that of one source, by the default methods. */
export async function openFileSource(
  files: readonly string[],
  options: Readonly<Record<string, unknown>>,
  choice: LabelChoice,
  io: CliIo,
): Promise<ExportSource> {
  const open = await openPairs(files, options, { io })
  let unlabelled = 0
  return {
    labelled: async function* () {
      unlabelled = 0
      for await (const instance of open()) {
        const row = labelOf(instance, choice)
        if (row === null) unlabelled++
        else yield row
      }
    },
    forPeople: async function* (which) {
      for await (const instance of open())
        if (which === 'all' || labelInstances([instance])[0]!.human === null) yield instance
    },
    groupOf: groupOfPrompt,
    run: null,
    leftOut: () => (unlabelled === 0 ? {} : { [UNLABELLED[choice]]: unlabelled }),
  }
}

const UNLABELLED: Readonly<Record<LabelChoice, string>> = {
  human: 'without a label by people',
  lm: 'without a label by a judge',
  either: 'without any label',
}

const groupOfPrompt = ({ meta, prompt }: PreferenceInstance): string =>
  typeof meta.group === 'string' ? meta.group : promptGroupKey(prompt)

function labelOf(instance: PreferenceInstance, choice: LabelChoice): HybridRow | null {
  const instances = [instance]
  const labels = labelInstances(instances)
  const source = choice === 'either' ? (labels[0]!.human === null ? 'lm' : 'human') : choice
  const plan = [{ id: instance.id, source, annotator: null }]
  return composeHybrid({ instances, labels, plan }, { ties: 'half' }).rows[0] ?? null
}

async function readPlan(file: string, io: CliIo): Promise<ParsedPlan> {
  if (file === '-') {
    const chunks: Buffer[] = []
    for await (const chunk of io.stdin) chunks.push(Buffer.from(chunk as Buffer | string))
    return parsePlan(Buffer.concat(chunks).toString('utf8'), '-')
  }
  let text: string
  try {
    text = await readFile(resolve(io.cwd, file), 'utf8')
  } catch (cause) {
    throw new HyperError(
      'data/unreadable-file',
      `${file}: got no readable file, expected a plan (plan.jsonl)`,
      { cause, hint: 'write one with "hyper route --run DIR -o plan.jsonl"' },
    )
  }
  return parsePlan(text, basename(file))
}

async function findOptions(store: DirectoryStore): Promise<RunOptions | null> {
  try {
    return await readRunOptions(store)
  } catch (error) {
    if (isHyperError(error, 'data/missing-artifact')) return null
    throw error
  }
}
