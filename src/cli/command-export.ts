import { HyperError } from '../kit/index.ts'
import type { CommandSpec } from './command.ts'
import { addExportOptions, readExportRequest } from './export-options.ts'
import { exportScores, SCORE_FORMAT } from './export-scores.ts'
import { type LabelChoice, openFileSource, openRunSource } from './export-source.ts'
import { exportTasks } from './export-tasks.ts'
import { exportTraining } from './export-training.ts'

/** `hyper export`. */
export const exportCommand: CommandSpec = {
  name: 'export',
  arguments: '[files...]',
  summary:
    'Write the labels that a plan chose for a trainer, or its human part for an annotation tool',
  example: 'export --run runs/first --plan plan.jsonl --format trl-reward -o hybrid/train.jsonl',
  options: addExportOptions,
  run: async ([given], options, context) => {
    const files = given as string[]
    const { io, common } = context
    const run = options.run as string | undefined
    if (options.format === SCORE_FORMAT)
      return exportScores({ run, mix: (options.mix as string | undefined) ?? 'all-human' }, context)
    const request = readExportRequest(options)
    if ((run === undefined) === (files.length === 0))
      throw new HyperError(
        'usage/no-input',
        `export: got ${run === undefined ? 'neither files nor --run' : 'both files and --run'}, expected one of them`,
      )
    const ties = request.kind === 'trainer' ? request.ties : null
    const source =
      run === undefined
        ? await openFileSource(files, options, options.label as LabelChoice, io)
        : await openRunSource(
            {
              run,
              plan: options.plan as string | undefined,
              ties: ties === null ? null : ties === 'drop' ? 'chosen' : 'half',
            },
            io,
          )
    const output = common.output ?? null
    if (request.kind === 'tasks') await exportTasks({ request, source, output, run }, context)
    else await exportTraining({ request, source, output, run }, context)
  },
}
