import { access, writeFile } from 'node:fs/promises'
import { relative, resolve } from 'node:path'
import { isHubId } from '../backends/index.ts'
import { detectPreset, importPairs, summarizeInstances } from '../dataset/index.ts'
import type { RawRow } from '../domain/index.ts'
import { HyperError } from '../kit/index.ts'
import type { CommandContext, CommandSpec } from './command.ts'
import { openFiles } from './data-options.ts'
import { configText, describeSighting, type Sighting } from './init-text.ts'

const LOOKED_AT = 2000

/** `hyper init`. */
export const initCommand: CommandSpec = {
  name: 'init',
  arguments: '<file>',
  summary:
    'Look at a data file or a data set of a hub, say what it is and write a commented hyper.yaml',
  example: 'init pairs.jsonl -o hyper.yaml',
  run: async ([given], _options, context) => {
    const { io, common, print } = context
    const file = given as string
    if (file === '-')
      throw new HyperError(
        'usage/no-file',
        'init: got standard input, expected a file (the config names it)',
      )
    const target = resolve(io.cwd, common.output ?? 'hyper.yaml')
    if (common.yes !== true && common.dryRun !== true && (await exists(target))) {
      throw new HyperError(
        'usage/file-exists',
        `init: got an existing ${common.output ?? 'hyper.yaml'}, expected a new file`,
        { hint: 'give another name with -o, or --yes to replace it' },
      )
    }
    const named = isHubId(file)
      ? file
      : relative(resolve(target, '..'), resolve(io.cwd, file)) || file
    const sighting = await look(file, named, context)
    const text = configText(sighting)
    const result = {
      ok: true,
      config: target,
      preset: sighting.preset?.id ?? null,
      seen: describeSighting(sighting),
      summary: sighting.summary,
    }
    if (common.dryRun === true) {
      print({ ...result, dryRun: true, text }, text)
      return
    }
    await writeFile(target, text)
    print(result, `${result.seen.join('\n')}\nwrote ${target}\nnext: hyper validate -c ${target}\n`)
  },
}

async function look(
  file: string,
  named: string,
  { io, progress }: CommandContext,
): Promise<Sighting> {
  const first = await firstRow(openFiles([file], io, progress))
  const preset = detectPreset(first)
  const columns = Object.keys((first as object | null) ?? {})
  if (preset === null) return { file: named, preset, columns, summary: null, rows: 0, bad: 0 }
  const { instances, counts } = await importPairs(openFiles([file], io), {
    onBadRow: 'skip',
    limit: LOOKED_AT,
  })
  const summary = summarizeInstances(instances)
  return { file: named, preset, columns, summary, rows: counts.read, bad: counts.bad }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch {
    return false
  }
}

async function firstRow(rows: AsyncIterable<RawRow>): Promise<unknown> {
  for await (const row of rows) if ('value' in row) return row.value
  throw new HyperError(
    'data/no-rows',
    'init: got a file without a readable row, expected preference pairs',
  )
}
