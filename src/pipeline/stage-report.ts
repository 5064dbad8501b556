import { renderHtml, renderMarkdown } from '../report/index.ts'
import { writeJsonArtifact } from './json-lines.ts'
import { reportData } from './report-data.ts'
import { loadRunFacts } from './run-facts.ts'
import type { Stage, StageContext } from './stage.ts'

/** Writes summary and report from the artifacts. */
export const reportStage: Stage = {
  name: 'report',
  inputs: [
    'pairs.jsonl',
    'judged.jsonl',
    'dataset.json',
    'labels.jsonl',
    'agreement.json',
    'features.json',
    'features.bin',
    'coverage.json',
    'design.json',
    'candidates.json',
    'scores.jsonl',
    'evaluation.json',
    'ppm.json',
    'ppm-report.json',
    'evidence.json',
    'evidence.bin',
    'plan.jsonl',
    'routing.json',
    'routed.json',
    'judges.json',
  ],
  outputs: ['summary.json', 'report.html', 'report.md'],
  options: (options) => ({
    ...options,
    data: { ...options.data, files: options.data.files.length },
    suite: { ...options.suite, files: options.suite.files.length },
  }),
  run: runReport,
}

async function runReport({ options, world }: StageContext): Promise<Record<string, number>> {
  const facts = await loadRunFacts(world.store, options)
  const engine = options.train.trainer.kind === 'probe' ? (await world.engine()).id : 'external'
  const data = reportData(facts, { version: world.version, engine })
  const { format: _, ...summary } = data.summary
  await world.store.write('summary.json', writeJsonArtifact('summary', summary))
  await world.store.write('report.md', renderMarkdown(data))
  await world.store.write('report.html', renderHtml(data, world.document()))
  return {}
}
