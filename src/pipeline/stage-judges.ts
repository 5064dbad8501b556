import type { AgreementReport } from '../annotate/index.ts'
import { familyOf, type Judge } from '../judge/index.ts'
import { loadDataset, loadInstances } from './artifacts.ts'
import { loadBought } from './bought-labels.ts'
import { readJsonArtifact, writeJsonArtifact } from './json-lines.ts'
import type { JudgesArtifact } from './judges-artifact.ts'
import { measureJudges } from './measure-judges.ts'
import type { Stage, StageContext } from './stage.ts'
import { methodOf } from './stage-annotate.ts'
import type { RunStore } from './store.ts'

/** Fewer than the thousand of `agreement.json`: ends of intervals are a little rougher, and a run hardly longer. */
const RESAMPLES = 200

/**
 * Measures the judges of the data and of the pilot. Labels that were bought for the plan are counted alone: the plan chose the rows that they stand on, so that they say less
 * of a judge than a random draw.
 */
export const judgesStage: Stage = {
  name: 'judges',
  inputs: ['pairs.jsonl', 'judged.jsonl', 'completed.jsonl', 'dataset.json', 'agreement.json'],
  outputs: ['judges.json'],
  options: ({ labels }) => ({ human: labels.human }),
  facts: familiesOfRun,
  run: runJudges,
}

async function runJudges(context: StageContext): Promise<Record<string, number>> {
  const { options, world, random } = context
  const instances = await loadInstances(world.store)
  const { groups } = await loadDataset(world.store)
  const compared = measureJudges(
    instances,
    {
      groups: Uint32Array.from(groups),
      human: methodOf(options.labels.human),
      agreement: await readJsonArtifact<AgreementReport & { readonly format: string }>(
        world.store,
        'agreement.json',
        'agreement',
      ),
      families: await familiesOfRun(context),
      resamples: RESAMPLES,
    },
    random,
  )
  const artifact: Omit<JudgesArtifact, 'format'> = {
    ...compared,
    bought: {
      pilot: await countBought(world.store, 'judged.jsonl'),
      plan: await countBought(world.store, 'completed.jsonl'),
    },
  }
  await world.store.write('judges.json', writeJsonArtifact('judge-table', artifact))
  for (const { judge, health } of compared.judges) {
    for (const finding of health.usable ? [] : health.findings)
      world.progress({ type: 'warning', stage: 'judges', message: `${judge}: ${finding}` })
  }
  return { judges: compared.judges.length, instances: compared.labelled }
}

/** Returns the family of a judge by what it says itself, its model, or its name; null where none tells. */
export function judgeFamily({
  family,
  model,
  id,
}: Pick<Judge, 'family' | 'model' | 'id'>): string | null {
  return family ?? familyOf(model) ?? familyOf(id)
}

async function familiesOfRun({
  options,
  world,
}: StageContext): Promise<Record<string, string | null>> {
  if (options.annotate === null) return {}
  const { judging } = await world.judges()
  return Object.fromEntries(judging.seats.map(({ judge }) => [judge.id, judgeFamily(judge)]))
}

async function countBought(
  store: RunStore,
  name: 'judged.jsonl' | 'completed.jsonl',
): Promise<number> {
  return [...(await loadBought(store, name)).values()].filter(({ length }) => length > 0).length
}
