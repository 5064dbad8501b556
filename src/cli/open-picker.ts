import { resolve } from 'node:path'
import { createDirectoryStore } from '../backends/index.ts'
import { loadConfig, parseConfig } from '../config/index.ts'
import type { BestOfRow } from '../domain/index.ts'
import { HyperError, isHyperError, show } from '../kit/index.ts'
import {
  loadProbeReward,
  type ProbeReward,
  probeEncoder,
  type RunOptions,
  rewardResponses,
} from '../pipeline/index.ts'
import type { CommandContext } from './command.ts'
import { connectFinished, readRunOptions } from './run-stages.ts'

/** Returns the rewards of the responses of some rows. */
export type Scorer = (rows: readonly BestOfRow[]) => Promise<Float64Array[]>

/** A trained probe of a run that scores responses. */
export interface Picker {
  readonly reward: ProbeReward
  readonly score: Scorer
  readonly dispose: () => Promise<void>
}

/** Opens the probe of a mix of a run. @throws HyperError as `loadProbeReward`; `usage/missing-option` where its encoder is not known */
export async function openPicker(
  { folder, mix, stage }: { readonly folder: string; readonly mix: string; readonly stage: string },
  context: CommandContext,
): Promise<Picker> {
  const store = createDirectoryStore(resolve(context.io.cwd, folder))
  const reward = await loadProbeReward(store, mix)
  const options = await findOptions(store, context)
  const { world, dispose } = connectFinished(options, store, context)
  const work = { progress: context.progress, cancel: context.io.signal, stage }
  return {
    reward,
    score: async (rows) => rewardResponses(reward, rows, await world.responseEncoders(), work),
    dispose,
  }
}

/** A folder encoder stands in the config with a path relative to that file; `-c` then says where it is. */
async function findOptions(
  store: ReturnType<typeof createDirectoryStore>,
  { common }: CommandContext,
): Promise<RunOptions> {
  if (common.config !== undefined) return (await loadConfig(common.config)).options
  try {
    return await readRunOptions(store)
  } catch (error) {
    if (!isHyperError(error, 'data/missing-artifact')) throw error
    return optionsFor(await probeEncoder(store))
  }
}

function optionsFor(encoder: string): RunOptions {
  const isLight = encoder.startsWith('use-lite') && !encoder.includes(' + ')
  const kind = encoder === 'none' ? 'none' : isLight ? 'light' : null
  if (kind === null)
    throw new HyperError(
      'usage/missing-option',
      `run: got the encoder ${show(encoder)} and no config.yaml, expected --config`,
    )
  return parseConfig(
    JSON.stringify({ data: { files: ['-'] }, features: { encoder: { kind } } }),
    '',
  )
}
