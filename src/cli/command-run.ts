import { join } from 'node:path'
import type { RunSummary } from '../domain/index.ts'
import { HyperError } from '../kit/index.ts'
import { STAGES } from '../pipeline/index.ts'
import { formatSeconds } from '../report/index.ts'
import type { CommandContext, CommandSpec } from './command.ts'
import { environmentWith } from './env-file.ts'
import { type FinishedRun, planRun, runPlanned } from './run-stages.ts'

/** `hyper run`. */
export const runCommand: CommandSpec = {
  name: 'run',
  arguments: '',
  summary: 'Run all stages, resumed where nothing changed; ends with summary and report',
  example: 'run -c hyper.yaml -o runs/first',
  options: (command) =>
    command
      .option(
        '--require <gate>',
        'fail with status 100 unless this holds: usable (the PPM beats the budget alone)',
      )
      .option('--retry-errors', 'ask judges again what failed before')
      .option('--env-file <file>', 'file of NAME=value lines with keys'),
  run: async (_args, options, given) => {
    const env = await environmentWith(options.envFile, given.io)
    const context = { ...given, io: { ...given.io, env } }
    const planned = await planRun(context)
    if (context.common.dryRun === true) {
      const names = STAGES.map((stage) => stage.name)
      context.print({ ok: true, dryRun: true, stages: names }, `would run: ${names.join(', ')}\n`)
      return
    }
    const finished = await runPlanned(planned, context, {
      retryFailed: options.retryErrors === true,
    })
    await finishRun(finished, context)
    if (options.require !== undefined) {
      checkGate(String(options.require), await readSummary(finished))
    }
  },
}

/** Prints the end of a run: what it says, and where it lies. */
export async function finishRun(finished: FinishedRun, context: CommandContext): Promise<void> {
  const { folder, manifest } = finished
  const summary = await readSummary(finished)
  const report = join(folder, 'report.html')
  const seconds = Object.values(manifest.stages).reduce((sum, stage) => sum + stage.seconds, 0)
  const [first, second] = summary.verdict.reasons.filter((reason) =>
    reason.startsWith(`${summary.plan.router} at `),
  )
  const lines = [
    summary.verdict.recommendation,
    ...(first === undefined ? summary.verdict.reasons.slice(0, 2) : [first, second ?? '']),
    `Report: ${report}`,
  ]
  context.io.err(`work of all stages: ${formatSeconds(seconds)}\n`)
  context.print(
    { ok: true, run: folder, report, verdict: summary.verdict, plan: summary.plan, seconds },
    `${lines.join('\n')}\n`,
  )
}

async function readSummary({ store }: FinishedRun): Promise<RunSummary> {
  return JSON.parse((await store.readText('summary.json')) ?? '{}') as RunSummary
}

function checkGate(gate: string, summary: RunSummary): void {
  if (gate !== 'usable')
    throw new HyperError(
      'usage/unknown-gate',
      `--require: got ${JSON.stringify(gate)}, expected "usable"`,
    )
  const targets =
    summary.ppm.score === 'accuracy' ? summary.ppm.accuracyTargets : summary.ppm.targets
  if (targets.overall?.usable !== true)
    throw new HyperError(
      'gate/not-usable',
      'gate "usable": got a PPM that is not better than the budget alone, expected one that is',
    )
}
