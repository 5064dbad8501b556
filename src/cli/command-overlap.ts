import { findOverlap, importPairs, importSuite } from '../dataset/index.ts'
import { HyperError } from '../kit/index.ts'
import { type CommandSpec, collect } from './command.ts'
import { addDataOptions, importOptionsOf, openFiles } from './data-options.ts'
import { renderTextTable } from './table.ts'

/** `hyper overlap`. */
export const overlapCommand: CommandSpec = {
  name: 'overlap',
  arguments: '<files...>',
  summary: 'Find training prompts, exact or near, that stand in an evaluation suite',
  example: 'overlap pairs.jsonl --suite eval.jsonl',
  options: (command) =>
    addDataOptions(command).option(
      '--suite <file>',
      'file of an evaluation suite (may be repeated)',
      collect,
    ),
  run: async ([files], options, { io, print }) => {
    const suites = options.suite as string[] | undefined
    if (suites === undefined)
      throw new HyperError(
        'usage/missing-option',
        'overlap: got no --suite, expected at least one file',
        { hint: 'hyper overlap pairs.jsonl --suite eval.jsonl' },
      )
    const { instances } = await importPairs(
      openFiles(files as string[], io),
      await importOptionsOf(options),
    )
    const { rows } = await importSuite(openFiles(suites, io), {
      onBadRow: options.onBadRow as 'fail' | 'skip',
    })
    const report = findOverlap(instances, rows)
    const shown = report.matches.slice(0, 20)
    const table = shown.map((match) => [
      match.trainingIds[0] ?? '',
      String(match.trainingIds.length),
      match.kind,
      match.suiteIds[0] ?? '',
      match.similarity.toFixed(2),
    ])
    const { exactTrainingIds, nearTrainingIds } = report
    const lines = [
      `${exactTrainingIds.length} of ${report.trainingRows} instances share a prompt with the suite exactly, ${nearTrainingIds.length} nearly`,
    ]
    if (shown.length > 0)
      lines.push(
        '',
        renderTextTable(
          ['first instance', 'instances', 'kind', 'first suite row', 'similarity'],
          table,
        ).trimEnd(),
      )
    if (report.matches.length > shown.length)
      lines.push(`and ${report.matches.length - shown.length} more prompts (--json lists all)`)
    print({ format: 'hyper/overlap@1', ...report }, `${lines.join('\n')}\n`)
  },
}
