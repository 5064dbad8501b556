import type { StudyResult } from '../domain/index.ts'
import { canonicalJson } from '../kit/index.ts'
import { writeJsonArtifact } from '../pipeline/index.ts'
import type { CellResult, CellSpec } from './cell.ts'
import { readCellText, writeCellText } from './cell-text.ts'
import { gatherStudy } from './gather.ts'
import type { StudyOptions } from './options.ts'
import { planCells } from './plan-cells.ts'
import type { StudyWorld } from './study-world.ts'
import { summarizeStudy } from './summarize-study.ts'

/** Folder of finished cells: what a study that was killed does not do again. */
const CELLS = '.work/cells'

/**
 * Runs a study and returns its result, which is also written as `study.json`. Data are gathered once, then every cell (a split, or a world, in one
 * setting) is done by itself and kept; a study that was killed at any moment goes on there and ends in the same bytes, whatever the number of workers.
 */
export async function runStudy(options: StudyOptions, world: StudyWorld): Promise<StudyResult> {
  const startedAt = world.clock.now()
  const gathered = await gatherStudy(options, world)
  const key = world.hash(canonicalJson([world.version, options, gathered.fingerprint]))
  const cells = planCells(options)
  const nameOf = (cell: CellSpec): string =>
    `${CELLS}/${key.slice(0, 16)}/${cell.setting}-${cell.family}-${cell.index}.json`
  const open: CellSpec[] = []
  for (const cell of cells) {
    if ((await world.store.fingerprint(nameOf(cell))) === null) open.push(cell)
  }
  let done = cells.length - open.length
  const advance = (): void =>
    world.progress({
      type: 'stage-advance',
      stage: 'cells',
      done,
      total: cells.length,
      unit: 'cells',
    })
  world.progress({ type: 'stage-start', stage: 'cells', total: cells.length, unit: 'cells' })
  advance()
  await world.runCells(options, open, async (cell, result) => {
    await world.store.write(nameOf(cell), writeCellText(result))
    done++
    advance()
  })
  world.progress({
    type: 'stage-end',
    stage: 'cells',
    seconds: (world.clock.now() - startedAt) / 1000,
    counts: { cells: cells.length, 'done before': cells.length - open.length },
  })
  const results: CellResult[] = []
  for (const cell of cells) {
    results.push(readCellText((await world.store.readText(nameOf(cell)))!))
  }
  const result = summarizeStudy(options, results, gathered)
  const { format: _, ...body } = result
  await world.store.write('study.json', writeJsonArtifact('study', body))
  await world.store.write(
    'manifest.json',
    writeJsonArtifact('manifest', {
      version: world.version,
      seed: options.seed,
      configHash: world.hash(canonicalJson(options)),
      dataFingerprint: gathered.fingerprint,
      environment: world.environment,
      cells: cells.length,
      seconds: (world.clock.now() - startedAt) / 1000,
      finishedAt: new Date(world.clock.now()).toISOString(),
    }),
  )
  return result
}
