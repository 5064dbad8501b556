import { resolve } from 'node:path'
import { stringify } from 'yaml'
import { type DirectoryStore, openDirectoryStore } from '../backends/index.ts'
import { connectWorld, loadConfig, parseConfig } from '../config/index.ts'
import type { PurchasePlan } from '../judge/index.ts'
import { HyperError } from '../kit/index.ts'
import {
  type RunManifest,
  type RunOptions,
  runStages,
  STAGES,
  type World,
} from '../pipeline/index.ts'
import type { CommandContext } from './command.ts'
import { confirmPurchase } from './confirm-purchase.ts'
import { renderPlan } from './render-purchase.ts'
import { VERSION } from './version.ts'

/** What a run left behind. */
export interface FinishedRun {
  readonly folder: string
  readonly store: DirectoryStore
  readonly manifest: RunManifest
}

/** Folder of a run unless `-o` names another. */
export const DEFAULT_RUN = 'runs/run'

/** The options of a run, and the same as they go into its `config.yaml`. */
export interface PlannedRun {
  readonly options: RunOptions
  readonly written: RunOptions
  /** Folder of the config: programs that it names are started there. */
  readonly home: string
}

/** Reads the config of a command line; `--seed` wins over the seed of the file. */
export async function planRun(context: CommandContext): Promise<PlannedRun> {
  const {
    options,
    written,
    folder: home,
  } = await loadConfig(resolve(context.io.cwd, context.common.config ?? 'hyper.yaml'))
  const { seed } = context.common
  return seed === undefined
    ? { options, written, home }
    : { options: { ...options, seed }, written: { ...written, seed }, home }
}

/** What a command asks of a run beside its config. */
export interface RunWish {
  /** Stage after which it ends; all when absent. */
  readonly last?: string
  /** Whether questions that failed before are asked again. */
  readonly retryFailed?: boolean
}

/** Runs the stages of a config up to the one named, or all of them, and returns where the artifacts lie. */
export async function runPlanned(
  { options, written, home }: PlannedRun,
  context: CommandContext,
  { last, retryFailed }: RunWish = {},
): Promise<FinishedRun> {
  const folder = context.common.output ?? DEFAULT_RUN
  const upTo =
    last === undefined ? STAGES.length : STAGES.findIndex((stage) => stage.name === last) + 1
  const stages = STAGES.slice(0, upTo)
  const store = await openDirectoryStore(resolve(context.io.cwd, folder))
  const { world, dispose } = connect(options, store, context, {
    home,
    ...(retryFailed === undefined ? {} : { retryFailed }),
  })
  try {
    await store.write('config.yaml', stringify(written))
    const manifest = await runStages(stages, options, world)
    return { folder, store, manifest }
  } finally {
    await dispose()
    await store.release()
  }
}

/** Returns the options that a finished run was made with. @throws HyperError `data/missing-artifact` */
export async function readRunOptions(store: DirectoryStore): Promise<RunOptions> {
  const text = await store.readText('config.yaml')
  if (text === null) {
    throw new HyperError(
      'data/missing-artifact',
      `${store.folder}: got no config.yaml, expected the folder of a run`,
      {
        hint: 'name the folder that "hyper run -o FOLDER" wrote',
      },
    )
  }
  return parseConfig(text, 'config.yaml')
}

/** Shows a plan and lets the user agree to it. @throws HyperError as `confirmPurchase` */
export async function approvePurchase(
  plan: PurchasePlan,
  context: Pick<CommandContext, 'common' | 'io'>,
): Promise<void> {
  const { quiet, json } = context.common
  if (quiet !== true && json !== true) context.io.err(renderPlan({ plan, examples: [] }, null))
  await confirmPurchase(plan.usd, context)
}

/** Returns the world of a run for a command, with the call that lets go of it. */
function connect(
  options: RunOptions,
  store: DirectoryStore,
  { common, io, progress }: CommandContext,
  { home = io.cwd, ...wish }: { readonly home?: string; readonly retryFailed?: boolean } = {},
): { world: World; dispose: () => Promise<void> } {
  return connectWorld({
    options,
    store,
    version: VERSION,
    progress,
    signal: io.signal,
    concurrency: common.maxConcurrency,
    stdin: io.stdin,
    cwd: home,
    calledFrom: io.cwd,
    env: io.env,
    ...wish,
    approve: (plan) => approvePurchase(plan, { common, io }),
  })
}

/** Returns the world of a run that is only read: nothing is added to its log, and to its journal only what an encoder at an endpoint is asked. */
export function connectFinished(
  options: RunOptions,
  store: DirectoryStore,
  context: CommandContext,
): { world: World; dispose: () => Promise<void> } {
  return connect(options, { ...store, append: async () => {} }, context)
}
