import { canonicalJson } from '../kit/index.ts'
import {
  loadPool,
  type RunOptions,
  readJsonArtifact,
  runStages,
  STAGES,
} from '../pipeline/index.ts'
import { gatherDesigns, type StudyDesign } from './gather-design.ts'
import { loadLabelData } from './label-data.ts'
import type { StudyOptions } from './options.ts'
import { partOfStore } from './store-part.ts'
import type { StudyWorld } from './study-world.ts'

/** Folder of a study that holds the gathered data: a run's artifacts up to its features. */
export const DATA_FOLDER = 'data'

/** The stages of a run up to the features. */
const GATHERED: typeof STAGES = STAGES.slice(
  0,
  STAGES.findIndex(({ name }) => name === 'features') + 1,
)

/** What a study's cells read, and what the result says of it. */
export interface GatheredData {
  /** Changes when anything changes that a cell reads. */
  readonly fingerprint: string
  readonly rows: number | null
  readonly groups: number | null
  /** What each encoder makes of the responses; empty where nothing is encoded. */
  readonly designs: readonly StudyDesign[]
}

/** Reads, labels and describes the data once, by the stages of a run; worlds have none. */
export async function gatherStudy(options: StudyOptions, world: StudyWorld): Promise<GatheredData> {
  if (options.run === null) return { fingerprint: 'worlds', rows: null, groups: null, designs: [] }
  const store = partOfStore(world.store, DATA_FOLDER)
  const manifest = await runStages(GATHERED, gatherOptions(options, options.run), {
    ...world,
    store,
  })
  const outputs = Object.fromEntries(
    Object.entries(manifest.stages).map(([name, stage]) => [name, stage.outputs]),
  )
  if (options.measure === 'label-quality') {
    const { ids, groups } = await loadLabelData(store, options.leastHumanLabels)
    return {
      fingerprint: world.hash(canonicalJson(outputs)),
      rows: ids.length,
      groups: new Set(groups).size,
      designs: [],
    }
  }
  await gatherDesigns(options, options.run, { store, world })
  const designs = await Promise.all(
    options.encoders.map((_, index) => store.fingerprint(`design-${index}.bin`)),
  )
  const fingerprint = world.hash(canonicalJson([outputs, designs]))
  const pool = await loadPool(store, options.run)
  return {
    fingerprint,
    rows: pool.ids.length,
    groups: new Set(pool.groups).size,
    designs: await Promise.all(
      options.encoders.map((_, index) =>
        readJsonArtifact<StudyDesign>(store, `design-${index}.json`, 'study-design'),
      ),
    ),
  }
}

/** Nothing is held out by the run itself: every split of the study holds out its own part. */
function gatherOptions(options: StudyOptions, run: RunOptions): RunOptions {
  return {
    ...run,
    seed: options.seed,
    suite: { ...run.suite, humanPairs: 0 },
  }
}
