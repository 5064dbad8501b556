import { type AggregateMethod, labelInstances, measureAgreement } from '../annotate/index.ts'
import { formatPreference } from '../dataset/index.ts'
import { type LabelRow, loadDataset, loadInstances } from './artifacts.ts'
import { writeJsonArtifact, writeLines } from './json-lines.ts'
import type { LabelMethod } from './options.ts'
import type { Stage, StageContext } from './stage.ts'

/** Makes one label per source of the annotations, and measures who agrees with whom. */
export const annotateStage: Stage = {
  name: 'annotate',
  inputs: ['pairs.jsonl', 'judged.jsonl', 'dataset.json'],
  outputs: ['annotations.jsonl', 'labels.jsonl', 'agreement.json'],
  options: ({ labels }) => ({ human: labels.human, lm: labels.lm }),
  run: runAnnotate,
}

async function runAnnotate({
  options,
  world,
  random,
}: StageContext): Promise<Record<string, number>> {
  const instances = await loadInstances(world.store)
  const dataset = await loadDataset(world.store)
  const human = methodOf(options.labels.human)
  const lm = methodOf(options.labels.lm)
  const labels = labelInstances(instances, { human, lm })
  const rows: LabelRow[] = labels.map((pair, index) => ({ id: instances[index]!.id, ...pair }))
  const annotations = instances.flatMap((instance) =>
    (['human', 'lm'] as const).flatMap((source) =>
      instance[source].map((annotation) => ({
        id: instance.id,
        source,
        annotator: annotation.annotator,
        preference: formatPreference(annotation.verdict, annotation.strength),
        ...(annotation.aspect === undefined ? {} : { aspect: annotation.aspect }),
        ...(annotation.pA === undefined ? {} : { p_a: annotation.pA }),
        ...(annotation.costUsd === undefined ? {} : { cost_usd: annotation.costUsd }),
      })),
    ),
  )
  const agreement = measureAgreement(
    instances,
    { groups: Uint32Array.from(dataset.groups), human, lm },
    random.fork('agreement'),
  )
  await world.store.write('annotations.jsonl', writeLines('annotations', annotations))
  await world.store.write('labels.jsonl', writeLines('labels', rows))
  await world.store.write('agreement.json', writeJsonArtifact('agreement', agreement))
  const both = labels.filter((pair) => pair.human !== null && pair.lm !== null).length
  if (both === 0) {
    const message = 'no instance carries a human and an LM label: no mix can be made of these'
    world.progress({ type: 'warning', stage: 'annotate', message })
  }
  return { annotations: annotations.length, 'with both labels': both }
}

/** Returns the method that a config names. */
export function methodOf(method: LabelMethod): AggregateMethod {
  return typeof method === 'string'
    ? { kind: method }
    : { kind: 'annotator', annotator: method.annotator }
}
