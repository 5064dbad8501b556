import { resolve } from 'node:path'
import { Option } from 'commander'
import { createDirectoryStore, writeJsonLines } from '../backends/index.ts'
import { importPairs } from '../dataset/index.ts'
import { parseBudget } from '../domain/index.ts'
import { HyperError } from '../kit/index.ts'
import { RUN_ROUTERS, routePairs } from '../pipeline/index.ts'
import { formatInterval, formatUsd } from '../report/index.ts'
import type { CommandSpec } from './command.ts'
import { addDataOptions, importOptionsOf, openFiles } from './data-options.ts'
import { connectFinished, readRunOptions } from './run-stages.ts'

/** `hyper route`. */
export const routeCommand: CommandSpec = {
  name: 'route',
  arguments: '',
  summary:
    'Plan who labels what, on the data of a run or on new pairs, with the stored PPM, pilot and bins',
  example: 'route --run runs/first --data new.jsonl --budget 25% -o plan.jsonl',
  options: (command) =>
    addDataOptions(command)
      .requiredOption('--run <dir>', 'folder of a finished run')
      .option('--data <file>', 'new pairs; neither human nor LM labels are needed')
      .option('--budget <budget>', 'share (25%), instances (500) or money (usd:300)')
      .addOption(new Option('--router <name>', 'rule that chooses').choices(RUN_ROUTERS)),
  run: async (_args, options, context) => {
    const { io, common } = context
    const store = createDirectoryStore(resolve(io.cwd, String(options.run)))
    const stored = await readRunOptions(store)
    const budget = parseBudget((options.budget as string | undefined) ?? stored.route.budget)
    const { world, dispose } = connectFinished(stored, store, context)
    try {
      const instances =
        options.data === undefined
          ? null
          : (
              await importPairs(
                openFiles([String(options.data)], io),
                await importOptionsOf(options),
              )
            ).instances
      if (instances !== null && instances.length === 0)
        throw new HyperError(
          'data/no-rows',
          `route: got no pair in ${String(options.data)}, expected at least one`,
        )
      const { plan, facts } = await routePairs(
        {
          instances,
          budget,
          router: ((options.router as string | undefined) ?? stored.route.router) as never,
          seed: common.seed ?? stored.seed,
        },
        stored,
        world,
      )
      if (common.output !== undefined && common.dryRun !== true) {
        await writeJsonLines(
          resolve(io.cwd, common.output),
          { format: 'hyper/plan@1', ...facts },
          plan.rows,
        )
      }
      const told = `${plan.human} to people, ${plan.lm} to the judge, ${formatUsd(plan.priceUsd)}; predicted score ${formatInterval(plan.predicted)}\n${facts.notes.map((note) => `note: ${note}\n`).join('')}`
      if (common.output === undefined && common.json !== true) {
        for (const row of plan.rows) io.out(`${JSON.stringify(row)}\n`)
        io.err(told)
      } else
        context.print(
          {
            ok: true,
            output: common.output ?? null,
            ...facts,
            ...(common.output === undefined ? { rows: plan.rows } : {}),
          },
          told,
        )
    } finally {
      await dispose()
    }
  },
}
