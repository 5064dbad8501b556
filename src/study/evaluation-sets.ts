import { labelInstances } from '../annotate/index.ts'
import { findOverlap, importBestOf, importPairs, importSuite } from '../dataset/index.ts'
import type { BestOfRow, PreferenceInstance, RawRow, SuiteRow } from '../domain/index.ts'
import { humanPairsSuite } from '../evaluate/index.ts'
import { HyperError } from '../kit/index.ts'
import type { World } from '../pipeline/index.ts'
import type { OtherSuite, StudyOptions } from './options.ts'

/** Name of the suite that a run has too. */
export const MAIN_SUITE = 'main'

/** A suite with its rows. */
export interface EvaluationSet {
  readonly name: string
  readonly rows: readonly SuiteRow[]
}

/** Reads the other suites of a study: suite rows, or pairs that people labelled; rows whose prompt stands in the training data are left out. */
export async function readOtherSuites(
  { otherSuites }: StudyOptions,
  instances: readonly PreferenceInstance[],
  world: World,
): Promise<EvaluationSet[]> {
  const sets: EvaluationSet[] = []
  for (const suite of otherSuites) {
    const rows = await readSuite(suite, world)
    const overlap = new Set(findOverlap(instances, rows).suiteIds)
    const kept = rows.filter(({ id }) => !overlap.has(id))
    if (kept.length < rows.length) {
      const message = `suite "${suite.name}": ${rows.length - kept.length} of ${rows.length} rows are left out, their prompt stands in the training data`
      world.progress({ type: 'warning', stage: 'gather', message })
    }
    if (kept.length === 0) {
      throw new HyperError('data/empty-suite', `suite "${suite.name}": got no rows, expected some`)
    }
    sets.push({ name: suite.name, rows: kept })
  }
  return sets
}

async function readSuite({ name, files, limit }: OtherSuite, world: World): Promise<SuiteRow[]> {
  const rows = (await isPairs(world.openRows(files)))
    ? await readPairs(files, limit, world)
    : (await importSuite(world.openRows(files), { onBadRow: 'fail' })).rows
  const category = name
  return rows
    .slice(0, limit ?? rows.length)
    .map((row) => ({ ...row, category, subset: name, group: `${name}:${row.group}` }))
}

async function isPairs(rows: AsyncIterable<RawRow>): Promise<boolean> {
  for await (const row of rows) {
    if (!('value' in row)) continue
    return typeof row.value === 'object' && row.value !== null && 'response_a' in row.value
  }
  return false
}

async function readPairs(
  files: readonly string[],
  limit: number | null,
  world: World,
): Promise<SuiteRow[]> {
  const { instances } = await importPairs(world.openRows(files), {
    onBadRow: 'fail',
    ...(limit === null ? {} : { limit }),
  })
  return humanPairsSuite(instances, labelInstances(instances, { human: { kind: 'majority' } }))
}

/** Reads the best-of-N sets of a study. */
export async function readBestOfSets(
  { bestOf }: StudyOptions,
  world: World,
): Promise<{ readonly name: string; readonly rows: readonly BestOfRow[] }[]> {
  const sets = []
  for (const { name, files } of bestOf) {
    const { rows } = await importBestOf(world.openRows(files), { onBadRow: 'fail' })
    sets.push({ name, rows })
  }
  return sets
}
