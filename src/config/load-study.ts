import { resolve } from 'node:path'
import { HyperError } from '../kit/index.ts'
import type { RunOptions } from '../pipeline/index.ts'
import type { PpmKind } from '../ppm/index.ts'
import { RANKS_BY_PPM } from '../route/index.ts'
import type { Arrangement, Contender, StudyOptions, StudySetting } from '../study/index.ts'
import { resolvePaths } from './load.ts'
import { parseWith, readConfigText } from './read-config.ts'
import { studySchema } from './study-schema.ts'

/** A study's config that was read. */
export interface LoadedStudy {
  readonly options: StudyOptions
  /** The part of the config that a run has too; its data are empty for a study of worlds. */
  readonly base: RunOptions
  readonly file: string
  readonly folder: string
}

/**
 * Reads the config of a study and returns its options, defaults filled in and paths made absolute.
 *
 * @throws HyperError `config/missing-file`; `config/invalid` with every problem at once
 */
export async function loadStudy(file: string): Promise<LoadedStudy> {
  const { text, path, folder } = await readConfigText(file)
  const parsed = parseWith(studySchema, text, file)
  const base = { data: NO_DATA, ...parsed } as unknown as RunOptions
  return { options: toStudyOptions(parsed, folder), base, file: path, folder }
}

const NO_DATA: RunOptions['data'] = {
  files: [],
  preset: 'auto',
  map: null,
  onBadRow: 'fail',
  pairs: 'best-worst',
  margin: 0,
  labels: [],
  merge: null,
  limit: null,
}

type Parsed = Record<string, unknown>

interface StudySection {
  readonly name: string
  readonly title: string
  readonly measure: StudyOptions['measure']
  readonly arrangement: Arrangement
  readonly splits: number
  readonly resamples: number
  readonly pilot: StudySetting['pilot']
  readonly routers: readonly (
    | string
    | {
        router: string
        name?: string
        ppm?: PpmKind
        sampler?: Contender['sampler']
        certainty?: number
        targets?: string[]
      }
  )[]
  readonly budgets: readonly number[]
  readonly bySource: boolean
  readonly leastHumanLabels: number
  readonly worlds: readonly {
    name?: string
    preset: string
    worlds: number
    instances: number
    surface: StudyOptions['worlds'][number]['surface']
    routers: readonly string[] | null
    budgets: readonly number[] | null
  }[]
  readonly humanPairs: number
  readonly otherSuites: StudyOptions['otherSuites']
  readonly bestOf: StudyOptions['bestOf']
  readonly checkRows: number
  readonly randomMixes: number
  readonly influenceTargets: readonly string[]
  readonly vary: {
    readonly pilot: readonly number[]
    readonly pilotRows: readonly number[]
    readonly rest: readonly StudySetting['pilot']['rest'][]
    readonly arrangement: readonly Arrangement[]
    readonly mixes: readonly number[]
    readonly noise: readonly number[]
    readonly encoder: readonly RunOptions['train']['encoder'][]
  }
  readonly main: Omit<StudyOptions['main'], 'measure'>
}

function toStudyOptions(parsed: Parsed, folder: string): StudyOptions {
  const { study, ...rest } = parsed as Parsed & { study: StudySection }
  const isWorld = study.measure === 'gain'
  if (!isWorld && rest.data === undefined) throw missing('data', 'preference pairs')
  if (isWorld && study.worlds.length === 0) throw missing('study.worlds', 'a family of worlds')
  const run = isWorld ? null : resolvePaths(rest as unknown as RunOptions, folder)
  const mixes = (rest as unknown as RunOptions).candidates.mixes
  const contenders = study.routers.map(toContender)
  const { main } = study
  const absolute = <T extends { readonly files: readonly string[] }>(set: T): T => ({
    ...set,
    files: set.files.map((file) => resolve(folder, file)),
  })
  return {
    name: study.name,
    title: study.title === '' ? study.name : study.title,
    seed: parsed.seed as number,
    measure: study.measure,
    run,
    worlds: study.worlds.map(({ name, routers, ...world }) => ({
      ...world,
      name: name ?? world.preset,
      contenders: routers,
    })),
    contenders,
    budgets: [...new Set(study.budgets)].sort((a, b) => a - b),
    splits: study.splits,
    resamples: study.resamples,
    settings: listSettings(study, mixes),
    encoders: [(rest as unknown as RunOptions).train.encoder, ...study.vary.encoder].map((own) =>
      placeEncoder(rest as unknown as RunOptions, own, folder),
    ),
    leastHumanLabels: study.leastHumanLabels,
    bySource: study.bySource,
    humanPairs: study.humanPairs,
    otherSuites: study.otherSuites.map(absolute),
    bestOf: study.bestOf.map(absolute),
    checkRows: study.checkRows,
    randomMixes: study.randomMixes,
    focus: (rest as unknown as RunOptions).candidates.focus,
    influenceTargets: study.influenceTargets,
    main: { ...main, measure: study.measure },
  }
}

/** Paths of an encoder start from the folder of the config, as those of a run do. */
function placeEncoder(
  options: RunOptions,
  encoder: RunOptions['train']['encoder'],
  folder: string,
): RunOptions['train']['encoder'] {
  const data = { ...NO_DATA }
  return resolvePaths({ ...options, data, train: { ...options.train, encoder } }, folder).train
    .encoder
}

function toContender(entry: StudySection['routers'][number]): Contender {
  const given: Exclude<typeof entry, string> = typeof entry === 'string' ? { router: entry } : entry
  const needsPpm = LOOKS_AT_PPM.includes(given.router)
  return {
    name: given.name ?? given.router,
    router: given.router,
    ppm: given.ppm ?? (needsPpm ? 'bayes' : null),
    sampler: given.sampler ?? (needsPpm ? 'direction' : null),
    certainty: given.certainty ?? null,
    targets: given.targets ?? null,
  }
}

/** `combined` takes a PPM as one kind of evidence. */
const LOOKS_AT_PPM: readonly string[] = [...RANKS_BY_PPM, 'combined']

function listSettings({ pilot, arrangement, vary }: StudySection, mixes: number): StudySetting[] {
  const main: StudySetting = {
    name: 'main',
    arrangement,
    pilot,
    trainedMixes: mixes,
    noise: null,
    encoder: 0,
  }
  return [
    main,
    ...vary.pilot.map((share) => ({
      ...main,
      name: `pilot ${Number((100 * share).toFixed(1))} %`,
      pilot: { ...pilot, share },
    })),
    ...vary.pilotRows.map((rows) => ({
      ...main,
      name: `pilot ${rows} rows`,
      pilot: { ...pilot, rows },
    })),
    ...vary.rest.map((rest) => ({
      ...main,
      name: `rest ${rest}`,
      pilot: { ...pilot, rest },
    })),
    ...vary.arrangement.map((own) => ({ ...main, name: own, arrangement: own })),
    ...vary.mixes.map((count) => ({ ...main, name: `mixes ${count}`, trainedMixes: count })),
    ...vary.noise.map((noise) => ({ ...main, name: `noise ${noise}`, noise })),
    ...vary.encoder.map((own, index) => ({
      ...main,
      name: `encoder ${nameOfEncoder(own)}`,
      encoder: index + 1,
    })),
  ]
}

const nameOfEncoder = (encoder: RunOptions['train']['encoder']): string =>
  typeof encoder === 'string' ? encoder : encoder.kind

function missing(key: string, what: string): HyperError {
  return new HyperError('config/invalid', `${key}: got nothing, expected ${what}`)
}
