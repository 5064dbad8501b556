import { join, resolve } from 'node:path'
import { createDirectoryStore, writeAtomic } from '../backends/index.ts'
import { openDocument } from '../config/index.ts'
import type { StudyResult } from '../domain/index.ts'
import {
  loadRunFacts,
  type RunStore,
  readJsonArtifact,
  readManifest,
  reportData,
} from '../pipeline/index.ts'
import {
  renderHtml,
  renderMarkdown,
  renderStudyHtml,
  renderStudyMarkdown,
} from '../report/index.ts'
import type { CommandContext, CommandSpec } from './command.ts'
import { connectFinished, readRunOptions } from './run-stages.ts'
import { VERSION } from './version.ts'

/** `hyper report`. */
export const reportCommand: CommandSpec = {
  name: 'report',
  arguments: '',
  summary: 'Rebuild the report of a run or of a study from its artifacts',
  example: 'report --run runs/first --times',
  options: (command) =>
    command
      .requiredOption('--run <dir>', 'folder of a finished run or study')
      .option(
        '--times',
        'show seconds, devices and money of this very run (the report then differs between equal runs)',
      ),
  run: async (_args, options, context) => {
    const folder = String(options.run)
    const store = createDirectoryStore(resolve(context.io.cwd, folder))
    if ((await store.fingerprint('study.json')) !== null) {
      await rebuildStudy(store, folder, context)
      return
    }
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

async function rebuildStudy(
  store: RunStore,
  folder: string,
  { io, common, print }: CommandContext,
): Promise<void> {
  const result = await readJsonArtifact<StudyResult>(store, 'study.json', 'study')
  const target = resolve(io.cwd, common.output ?? folder)
  const report = join(target, 'study.html')
  await writeAtomic(join(target, 'study.md'), renderStudyMarkdown(result))
  await writeAtomic(report, renderStudyHtml(result, openDocument()))
  print({ ok: true, report }, `${report}\n`)
}
