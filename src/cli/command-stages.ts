import type { CommandContext, CommandSpec } from './command.ts'
import { planRun, runPlanned } from './run-stages.ts'

/** `hyper candidates`, `train`, `evaluate`, `fit`: the run up to one stage. */
export const stageCommands: readonly CommandSpec[] = [
  stageCommand(
    'candidates',
    'candidates',
    'Draw the candidate mixes and report what they can teach',
    ['mixes.jsonl', 'candidates.json'],
  ),
  stageCommand(
    'train',
    'train',
    'Train a proxy reward model on every mix, the random baseline and the controls',
    ['heads.json', 'heads.bin'],
  ),
  stageCommand('evaluate', 'evaluate', 'Score every trained model on both parts of the suites', [
    'scores.jsonl',
    'evaluation.json',
  ]),
  stageCommand(
    'fit',
    'fit',
    'Fit the performance prediction models and measure them on mixes left out',
    ['ppm.json', 'ppm-report.json'],
  ),
]

function stageCommand(
  name: string,
  stage: string,
  summary: string,
  files: readonly string[],
): CommandSpec {
  return {
    name,
    arguments: '',
    summary: `${summary} (with the stages before it, resumed where nothing changed)`,
    example: `${name} -c hyper.yaml -o runs/first`,
    run: (_args, _options, context) => runUpTo(stage, files, context),
  }
}

/** Runs the stages of a config up to one of them and prints what it counted and wrote. */
export async function runUpTo(
  stage: string,
  files: readonly string[],
  context: CommandContext,
): Promise<void> {
  const planned = await planRun(context)
  if (context.common.dryRun === true) {
    context.print({ ok: true, dryRun: true, upTo: stage }, `would run the stages up to ${stage}\n`)
    return
  }
  const { folder, manifest } = await runPlanned(planned, context, { last: stage })
  const counts = manifest.stages[stage]?.counts ?? {}
  const told = Object.entries(counts).map(([what, count]) => `${count} ${what}`)
  context.print(
    { ok: true, run: folder, files, counts },
    `${told.join(', ')}\n${files.map((file) => `${folder}/${file}\n`).join('')}`,
  )
}
