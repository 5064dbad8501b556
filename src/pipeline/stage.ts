import { canonicalJson, createRandom, type Random } from '../kit/index.ts'
import type { LedgerEntry, RunManifest, StageRecord } from './manifest.ts'
import { readManifest, writeManifest } from './manifest.ts'
import type { RunOptions } from './options.ts'
import type { Fingerprint, RunStore } from './store.ts'
import type { World } from './world.ts'

/** What a stage works with. */
export interface StageContext {
  /** Name of the stage. */
  readonly stage: string
  readonly options: RunOptions
  readonly world: World
  /** The stage's own stream. */
  readonly random: Random
  /** Notes what the work cost. */
  readonly spend: (entry: Omit<LedgerEntry, 'stage'>) => void
}

/** One step of a run: it reads artifacts and the world, and writes its outputs. */
export interface Stage {
  readonly name: string
  /** Artifacts it reads; a change of their content makes the stage run again. */
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  /** The part of the options that its outputs depend on. */
  readonly options: (options: RunOptions) => unknown
  /** Further facts the outputs depend on, such as the fingerprint of files; null makes the stage always run. */
  readonly facts?: (context: StageContext) => Promise<unknown>
  /** Returns the options with what its outputs tell of them; the stages after it go by these. */
  readonly teaches?: (options: RunOptions, store: RunStore) => Promise<RunOptions>
  /** Does the work and returns counts for people. */
  readonly run: (context: StageContext) => Promise<Record<string, number>>
}

/** Returns the options of the suites without the paths of their files: what they hold is an artifact that stages read. */
export function withoutFiles(suite: RunOptions['suite']): RunOptions['suite'] {
  return { ...suite, files: [] }
}

/** Folder for checkpoints inside a stage; emptied when the stage is done. */
export const WORK_FOLDER = '.work'

/**
 * Runs stages in order, leaving out those whose options and inputs are unchanged and whose outputs are still there, and
 * returns the manifest. Killed at any moment, the next call goes on where this one stopped, with the same final artifacts.
 */
export async function runStages(
  stages: readonly Stage[],
  options: RunOptions,
  world: World,
): Promise<RunManifest> {
  const configHash = world.hash(canonicalJson(options))
  const held = await readManifest(world.store)
  let manifest: RunManifest = {
    format: 'hyper/manifest@1',
    version: world.version,
    seed: options.seed,
    configHash,
    dataFingerprint: held?.dataFingerprint ?? '',
    environment: world.environment,
    stages: held?.stages ?? {},
    ledger: held?.ledger ?? [],
  }
  let known = options
  for (const stage of stages) {
    world.cancel.throwIfAborted()
    manifest = await runStage(stage, manifest, known, world)
    await writeManifest(world.store, manifest)
    if (stage.teaches) known = await stage.teaches(known, world.store)
  }
  if ((await world.store.list(WORK_FOLDER)).length === 0) await world.store.remove(WORK_FOLDER)
  return manifest
}

async function runStage(
  stage: Stage,
  manifest: RunManifest,
  options: RunOptions,
  world: World,
): Promise<RunManifest> {
  const spent: LedgerEntry[] = []
  const context: StageContext = {
    stage: stage.name,
    options,
    world,
    random: createRandom(options.seed).fork('stage', stage.name),
    spend: (entry) => void spent.push({ stage: stage.name, ...entry }),
  }
  const facts = stage.facts ? await stage.facts(context) : ''
  const inputs: Record<string, Fingerprint | null> = {}
  for (const name of stage.inputs) inputs[name] = await world.store.fingerprint(name)
  const key = world.hash(
    canonicalJson({
      stage: stage.name,
      version: world.version,
      seed: options.seed,
      options: stage.options(options),
      inputs,
      facts,
    }),
  )
  const record = manifest.stages[stage.name]
  if (facts !== null && record?.key === key && (await outputsStand(record, world))) {
    world.progress({ type: 'stage-skip', stage: stage.name, reason: 'unchanged, kept' })
    await world.store.remove(`${WORK_FOLDER}/${stage.name}`)
    return manifest
  }
  const startedAt = world.clock.now()
  world.progress({ type: 'stage-start', stage: stage.name })
  await prepareWork(world, stage.name, key)
  const counts = await stage.run(context)
  const seconds = (world.clock.now() - startedAt) / 1000
  const outputs: Record<string, Fingerprint> = {}
  for (const name of stage.outputs) {
    const fingerprint = await world.store.fingerprint(name)
    if (fingerprint === null) throw new Error(`stage ${stage.name}: wrote no ${name}`)
    outputs[name] = fingerprint
    world.progress({ type: 'artifact-write', path: name, bytes: fingerprint.bytes })
  }
  await world.store.remove(`${WORK_FOLDER}/${stage.name}`)
  world.progress({ type: 'stage-end', stage: stage.name, seconds, counts })
  const finished: StageRecord = {
    key,
    outputs,
    counts,
    seconds,
    finishedAt: new Date(world.clock.now()).toISOString(),
  }
  return {
    ...manifest,
    dataFingerprint:
      stage.name === 'import' && typeof facts === 'string' ? facts : manifest.dataFingerprint,
    stages: { ...manifest.stages, [stage.name]: finished },
    ledger: [...manifest.ledger.filter((entry) => entry.stage !== stage.name), ...spent],
  }
}

async function outputsStand(record: StageRecord, world: World): Promise<boolean> {
  for (const [name, expected] of Object.entries(record.outputs)) {
    const found = await world.store.fingerprint(name)
    if (found?.sha256 !== expected.sha256) return false
  }
  return true
}

// Checkpoints of another key must never be taken up: the folder carries the key that they belong to.
async function prepareWork(world: World, stage: string, key: string): Promise<void> {
  const folder = `${WORK_FOLDER}/${stage}`
  if ((await world.store.readText(`${folder}/key`)) === key) return
  await world.store.remove(folder)
  await world.store.write(`${folder}/key`, key)
}
