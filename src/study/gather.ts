import { loadPool, type RunOptions, runStages, STAGES } from '../pipeline/index.ts'
import { gatherDesigns } from './gather-design.ts'
import { loadLabelData } from './label-data.ts'
import type { StudyOptions } from './options.ts'
import { partOfStore } from './store-part.ts'
import type { StudyWorld } from './study-world.ts'

/** Folder of a study that holds the gathered data: a run's artifacts up to its features. */
export const DATA_FOLDER = 'data'

/** What a study's cells read, and what the result says of it. */
export interface GatheredData {
  /** Changes when anything changes that a cell reads. */
  readonly fingerprint: string
  readonly rows: number | null
  readonly groups: number | null
}

/** Reads, labels and describes the data once, by the stages of a run; worlds have none. */
export async function gatherStudy(options: StudyOptions, world: StudyWorld): Promise<GatheredData> {
  if (options.run === null) return { fingerprint: 'worlds', rows: null, groups: null }
  const store = partOfStore(world.store, DATA_FOLDER)
  const manifest = await runStages(stagesOf(options), gatherOptions(options, options.run), {
    ...world,
    store,
  })
  const outputs = Object.entries(manifest.stages).map(([name, stage]) => [name, stage.outputs])
  if (options.measure === 'label-quality') {
    const { ids, groups } = await loadLabelData(store, options.leastHumanLabels)
    return {
      fingerprint: world.hash(JSON.stringify(outputs)),
      rows: ids.length,
      groups: new Set(groups).size,
    }
  }
  await gatherDesigns(options, options.run, { store, world })
  const designs = await Promise.all(
    options.encoders.map((_, index) => store.fingerprint(`design-${index}.bin`)),
  )
  const fingerprint = world.hash(JSON.stringify([outputs, designs]))
  const pool = await loadPool(store, options.run)
  return { fingerprint, rows: pool.ids.length, groups: new Set(pool.groups).size }
}

function stagesOf(_options: StudyOptions): typeof STAGES {
  const last = STAGES.findIndex(({ name }) => name === 'features')
  return STAGES.slice(0, last + 1)
}

/** Nothing is held out by the run itself: every split of the study holds out its own part. */
function gatherOptions(options: StudyOptions, run: RunOptions): RunOptions {
  return {
    ...run,
    seed: options.seed,
    suite: { ...run.suite, humanPairs: 0 },
  }
}
