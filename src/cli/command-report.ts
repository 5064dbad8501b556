import { join, resolve } from 'node:path'
import { createDirectoryStore, writeAtomic } from '../backends/index.ts'
import { loadRunFacts, readManifest, reportData } from '../pipeline/index.ts'
import { renderHtml, renderMarkdown } from '../report/index.ts'
import type { CommandSpec } from './command.ts'
import { connectFinished, readRunOptions } from './run-stages.ts'
import { VERSION } from './version.ts'

/** `hyper report`. */
export const reportCommand: CommandSpec = {
  name: 'report',
  arguments: '',
  summary: 'Rebuild the report of a run from its artifacts',
  example: 'report --run runs/first --times',
  options: (command) =>
    command
      .requiredOption('--run <dir>', 'folder of a finished run')
      .option(
        '--times',
        'show seconds, devices and money of this very run (the report then differs between equal runs)',
      ),
  run: async (_args, options, context) => {
    const folder = String(options.run)
    const store = createDirectoryStore(resolve(context.io.cwd, folder))
    const stored = await readRunOptions(store)
    const { world, dispose } = connectFinished(stored, store, context)
    try {
      const facts = await loadRunFacts(store, stored)
      const engine = stored.train.trainer.kind === 'probe' ? (await world.engine()).id : 'external'
      const data = reportData(facts, { version: VERSION, engine })
      const manifest = options.times === true ? await readManifest(store) : null
      const shown = manifest === null ? data : { ...data, ledger: manifest.ledger }
      const target = resolve(context.io.cwd, context.common.output ?? folder)
      await writeAtomic(join(target, 'report.md'), renderMarkdown(shown))
      await writeAtomic(join(target, 'report.html'), renderHtml(shown, world.document()))
      context.print(
        { ok: true, report: join(target, 'report.html') },
        `${join(target, 'report.html')}\n`,
      )
    } finally {
      await dispose()
    }
  },
}
