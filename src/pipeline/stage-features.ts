import type { PaidWork } from '../domain/index.ts'
import { coverageReport, serializeFeatures } from '../features/index.ts'
import { loadDataset, loadInstances, loadLabels } from './artifacts.ts'
import { describeInstances } from './describe.ts'
import { endpointFacts } from './endpoint-facts.ts'
import { writeJsonArtifact } from './json-lines.ts'
import { writeSignals } from './pair-signals.ts'
import type { Stage, StageContext } from './stage.ts'

/** Describes every instance by binary features, fits the bins, and reports what the features cover. */
export const featuresStage: Stage = {
  name: 'features',
  inputs: ['pairs.jsonl', 'judged.jsonl', 'dataset.json', 'labels.jsonl'],
  outputs: ['features.json', 'features.bin', 'signals.json', 'signals.bin', 'coverage.json'],
  options: ({ features }) => ({ ...features, encoder: features.encoder.kind }),
  facts: async ({ options, world }) =>
    options.features.encoder.kind === 'folder'
      ? ((await world.encoder())?.id ?? '')
      : endpointFacts(options.features.encoder),
  run: runFeatures,
}

async function runFeatures(context: StageContext): Promise<Record<string, number>> {
  const { options, world, random, spend, stage } = context
  const instances = await loadInstances(world.store)
  const dataset = await loadDataset(world.store)
  const labels = await loadLabels(world.store)
  const notePaid = (work: PaidWork): void => spend({ ...work, rows: null, device: 'endpoint' })
  const startedAt = world.clock.now()
  const { matrix, fitted, encoder, tags, signals } = await describeInstances(
    { instances, groups: dataset.groups, options: options.features, world, stage, spend: notePaid },
    random,
  )
  spend({
    what: 'instances described',
    count: instances.length,
    rows: null,
    seconds: (world.clock.now() - startedAt) / 1000,
    device: 'cpu',
    costUsd: null,
  })
  const files = serializeFeatures(matrix, fitted)
  await world.store.write('features.json', files.json)
  await world.store.write('features.bin', files.bin)
  await writeSignals(world.store, signals)
  const differs = labels.map(({ human, lm }) =>
    human === null || lm === null ? Number.NaN : Number(human.verdict !== lm.verdict),
  )
  const coverage = coverageReport(matrix, { differs, groups: dataset.groups }, tags)
  await world.store.write('coverage.json', writeJsonArtifact('coverage', { encoder, ...coverage }))
  for (const message of coverage.warnings) world.progress({ type: 'warning', stage, message })
  return { instances: instances.length, features: matrix.specs.length }
}
