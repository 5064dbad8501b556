import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { PreferenceInstance } from '../domain/index.ts'
import {
  createScrubber,
  DEFAULT_TASK_OPTIONS,
  type LabelTask,
  shownOrder,
  type TaskOptions,
} from '../export/index.ts'
import { HyperError } from '../kit/index.ts'
import type { CommandContext } from './command.ts'
import type { TaskRequest } from './export-options.ts'
import type { ExportSource } from './export-source.ts'
import { printRecords, writeCompanions, writeRecords } from './export-write.ts'

const DEFAULT_SEED = 42

/**
 * Writes the part of a plan that people label as tasks of an annotation tool, with its settings beside it. The order in which completions are
 * shown is drawn by the seed and stored with each task.
 *
 * @throws HyperError `data/no-rows` where nobody has to label anything
 */
export async function exportTasks(
  given: {
    readonly request: TaskRequest
    readonly source: ExportSource
    readonly output: string | null
    readonly run: string | undefined
  },
  { io, common, print }: CommandContext,
): Promise<void> {
  const { request, source } = given
  const { format } = request
  const seed = common.seed ?? source.run?.seed ?? DEFAULT_SEED
  const output = given.output ?? join(given.run ?? '.', 'tasks', `${format.id}.${format.ending}`)
  const options = await readTaskOptions(request, io.cwd)
  const scrubber = request.scrub === null ? null : createScrubber(request.scrub)
  const warnings = new Map<string, number>()
  let tasks = 0
  async function* records(): AsyncGenerator<Readonly<Record<string, unknown>>, void, undefined> {
    for await (const instance of source.forPeople(request.which)) {
      const task = toTask(scrubber === null ? instance : scrubber.instance(instance), seed)
      const warning = format.warningOf?.(task) ?? null
      if (warning !== null) warnings.set(warning, (warnings.get(warning) ?? 0) + 1)
      tasks++
      yield format.toTask(task)
    }
  }
  await requireOne(source, request)
  const columns = format.columns()
  if (output === '-') await printRecords(format, columns, records(), io)
  else if (common.dryRun === true) for await (const _ of records());
  else {
    const path = resolve(io.cwd, output)
    await writeRecords(path, format, columns, records())
    await writeCompanions(dirname(path), companionsOf(request, output, options))
  }
  for (const [warning, count] of warnings) io.err(`warning: ${warning}: ${count} tasks\n`)
  const companions = companionsOf(request, output, options).map(({ name }) => name)
  const result = {
    ok: true,
    format: format.id,
    output,
    tasks,
    seed,
    companions,
    warnings: Object.fromEntries(warnings),
    scrub: scrubber?.report() ?? null,
  }
  const verb = common.dryRun === true ? 'would be written' : 'written'
  const beside = companions.length === 0 ? '' : ` with ${companions.join(', ')}`
  const text = `${tasks} tasks ${verb} to ${output}${beside}; sides drawn by seed ${seed}\nread by: ${format.reader}\n`
  if (output === '-') io.err(text)
  else print(result, text)
}

const toTask = (instance: PreferenceInstance, seed: number): LabelTask => ({
  instance,
  order: shownOrder(seed, instance.id),
  seed,
})

async function readTaskOptions(request: TaskRequest, cwd: string): Promise<TaskOptions> {
  if (request.instructions === null) return DEFAULT_TASK_OPTIONS
  const path = resolve(cwd, request.instructions)
  try {
    return { ...DEFAULT_TASK_OPTIONS, instructions: await readFile(path, 'utf8') }
  } catch (cause) {
    throw new HyperError(
      'data/unreadable-file',
      `export --instructions: got no readable file ${request.instructions}, expected a text file`,
      { cause },
    )
  }
}

async function requireOne(source: ExportSource, { which }: TaskRequest): Promise<void> {
  for await (const _ of source.forPeople(which)) return
  throw new HyperError(
    'data/no-rows',
    `export: got no instance for people${which === 'missing' ? ' that lacks their label' : ''}, expected at least one`,
    which === 'missing' ? { hint: '--tasks all writes those that have one as well' } : {},
  )
}

const companionsOf = (
  { format }: TaskRequest,
  output: string,
  options: TaskOptions,
): readonly { readonly name: string; readonly text: string }[] =>
  format.companions?.(output.split(/[\\/]/).at(-1) ?? output, options) ?? []
