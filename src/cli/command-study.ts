import { join, resolve } from 'node:path'
import { stringify } from 'yaml'
import { openDirectoryStore } from '../backends/index.ts'
import { connectStudy, loadStudy } from '../config/index.ts'
import type { Interval, StudyResult } from '../domain/index.ts'
import { formatSeconds, renderStudyHtml, renderStudyMarkdown } from '../report/index.ts'
import { planCells, runStudy } from '../study/index.ts'
import type { CommandSpec } from './command.ts'
import { approvePurchase } from './run-stages.ts'
import { renderTextTable } from './table.ts'
import { VERSION } from './version.ts'

/** `hyper study`. */
export const studyCommand: CommandSpec = {
  name: 'study',
  arguments: '',
  summary: 'Compare routers honestly: nested, seeded, paired, one comparison fixed beforehand',
  example: 'study -c examples/studies/worlds.yaml -o runs/worlds',
  run: async (_args, _options, context) => {
    const { io, common } = context
    const loaded = await loadStudy(resolve(io.cwd, common.config ?? 'study.yaml'))
    const options =
      common.seed === undefined ? loaded.options : { ...loaded.options, seed: common.seed }
    if (common.dryRun === true) {
      const cells = planCells(options)
      context.print(
        { ok: true, dryRun: true, cells: cells.length },
        `would do ${cells.length} cells: ${options.settings.map(({ name }) => name).join(', ')}\n`,
      )
      return
    }
    const folder = common.output ?? join('runs', options.name)
    const store = await openDirectoryStore(resolve(io.cwd, folder))
    const { world, dispose } = connectStudy({
      options: { ...loaded.base, seed: options.seed },
      encoders: options.encoders,
      approve: (plan) => approvePurchase(plan, context),
      calledFrom: io.cwd,
      store,
      version: VERSION,
      progress: context.progress,
      signal: io.signal,
      concurrency: common.maxConcurrency,
      stdin: io.stdin,
      cwd: loaded.folder,
      env: io.env,
    })
    const startedAt = world.clock.now()
    try {
      await store.write('study.yaml', stringify(options))
      const result = await runStudy(options, world)
      await store.write('study.html', renderStudyHtml(result, world.document()))
      await store.write('study.md', renderStudyMarkdown(result))
      io.err(`took ${formatSeconds((world.clock.now() - startedAt) / 1000)}\n`)
      const report = join(folder, 'study.html')
      context.print(
        {
          ok: true,
          study: join(folder, 'study.json'),
          report,
          main: result.main,
          verdict: result.verdict,
        },
        `${mainTable(result)}\n${result.verdict.recommendation}\n${result.verdict.reasons.map((reason) => `- ${reason}\n`).join('')}Report: ${report}\n`,
      )
    } finally {
      await dispose()
      await store.release()
    }
  },
}

/** Returns the rows of the main set and measure as a table for the terminal. */
function mainTable({ rows, main }: StudyResult): string {
  const own = rows.filter(
    (row) =>
      row.setting === 'main' &&
      row.set === main.set &&
      row.measure === main.measure &&
      row.target === main.target &&
      row.score === main.score,
  )
  const budgets = [...new Set(own.map(({ budget }) => budget))]
  const routers = [...new Set(own.map(({ router }) => router))]
  const share = own.some(({ shareOfOracle }) => shareOfOracle !== null)
  return renderTextTable(
    ['router', ...budgets.map((budget) => (budget === 'area' ? 'area' : `${100 * budget} %`))],
    routers.map((router) => [
      router,
      ...budgets.map((budget) => {
        const row = own.find((at) => at.router === router && at.budget === budget)
        return row === undefined ? '' : cellOf(share ? row.shareOfOracle : row.vsRandom)
      }),
    ]),
  ).concat(share ? 'share of what the oracle has over random\n' : 'difference to random, points\n')
}

const cellOf = (interval: Interval | null): string =>
  interval === null
    ? 'unknown'
    : `${interval.value.toFixed(2)} (${interval.lo.toFixed(2)} to ${interval.hi.toFixed(2)})`
