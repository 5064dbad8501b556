import { extname, resolve } from 'node:path'
import { writeJsonLines, writeParquet } from '../backends/index.ts'
import { importPairs, toPairRow } from '../dataset/index.ts'
import { HyperError, show } from '../kit/index.ts'
import type { CommandSpec } from './command.ts'
import { addDataOptions, importOptionsOf, openFiles } from './data-options.ts'

/** `hyper import`. */
export const importCommand: CommandSpec = {
  name: 'import',
  arguments: '<files...>',
  summary: 'Read pairs of any known shape, or mapped columns, and write them in our format',
  example:
    'import answers.csv --map "{prompt: question, a: left, b: right, human: winner}" -o pairs.jsonl',
  options: addDataOptions,
  run: async ([files], options, { io, common, print }) => {
    requireKnownEnding(common.output)
    const result = await importPairs(
      openFiles(files as string[], io),
      await importOptionsOf(options),
    )
    const rows = result.instances.map(toPairRow)
    if (common.output === undefined || common.output === '-') {
      if (!common.json) for (const row of rows) io.out(`${JSON.stringify(row)}\n`)
    } else if (common.dryRun !== true) {
      const path = resolve(io.cwd, common.output)
      if (extname(path) === '.parquet') await writeParquet(path, rows)
      else await writeJsonLines(path, { format: 'hyper/pairs@1', rows: rows.length }, rows)
    }
    for (const warning of result.warnings) io.err(`warning: ${warning}\n`)
    const text = `${result.counts.kept} instances of ${result.counts.read} rows${written(common.output, common.dryRun === true)}\n`
    if (common.json || (common.output !== undefined && common.output !== '-')) {
      print(
        {
          counts: result.counts,
          warnings: result.warnings,
          problems: result.problems,
          output: common.output ?? null,
        },
        text,
      )
    } else io.err(text)
  },
}

const written = (output: string | undefined, dryRun: boolean): string =>
  output === undefined || output === '-'
    ? ''
    : ` ${dryRun ? 'would be written' : 'written'} to ${output}`

function requireKnownEnding(output: string | undefined): void {
  const ending = /\.(?:csv|tsv)(?:\.gz)?$/i.exec(output ?? '')?.[0]
  if (ending === undefined) return
  throw new HyperError(
    'usage/unknown-format',
    `import -o: got ${show(output)}, expected a file of JSON Lines (.jsonl, .jsonl.gz) or Parquet (.parquet)`,
    { hint: 'annotations are lists, which CSV does not hold' },
  )
}
