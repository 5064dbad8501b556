import { extname } from 'node:path'
import { writeJsonLines, writeParquet } from '../backends/index.ts'
import { importPairs, toPairRow } from '../dataset/index.ts'
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
    const result = await importPairs(
      openFiles(files as string[], io),
      await importOptionsOf(options),
    )
    const rows = result.instances.map(toPairRow)
    if (common.output === undefined || common.output === '-') {
      if (!common.json) for (const row of rows) io.out(`${JSON.stringify(row)}\n`)
    } else if (common.dryRun !== true) {
      if (extname(common.output) === '.parquet') await writeParquet(common.output, rows)
      else await writeJsonLines(common.output, { format: 'hyper/pairs@1', rows: rows.length }, rows)
    }
    for (const warning of result.warnings) io.err(`warning: ${warning}\n`)
    const text = `${result.counts.kept} instances of ${result.counts.read} rows${common.output ? ` written to ${common.output}` : ''}\n`
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
