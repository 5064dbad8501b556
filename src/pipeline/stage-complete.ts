import { labelInstances } from '../annotate/index.ts'
import type { PlanRow } from '../domain/index.ts'
import { loadInstances } from './artifacts.ts'
import { loadCalibrations } from './bought-labels.ts'
import { readLines, writeLines } from './json-lines.ts'
import { purchaseJudgements } from './judging/index.ts'
import type { Stage, StageContext } from './stage.ts'
import { judgesFacts, lacksJudge, writeBought } from './stage-judge.ts'

/** Buys the LM labels that the plan gives to the judge and nobody has yet, in the same wallet as the pilot. */
export const completeStage: Stage = {
  name: 'complete',
  inputs: ['pairs.jsonl', 'judged.jsonl', 'plan.jsonl'],
  outputs: ['completed.jsonl'],
  options: ({ annotate }) =>
    annotate === null ? null : { complete: annotate.complete, combine: annotate.combine },
  facts: judgesFacts,
  run: runComplete,
}

async function runComplete(context: StageContext): Promise<Record<string, number>> {
  const { options, world } = context
  if (options.annotate === null || !options.annotate.complete) {
    await world.store.write('completed.jsonl', writeLines('completed', []))
    return { bought: 0 }
  }
  const plan = await readLines<PlanRow>(world.store, 'plan.jsonl', 'plan')
  const judged = new Set(plan.filter(({ source }) => source === 'lm').map(({ id }) => id))
  const wanted = (await loadInstances(world.store)).filter(
    (instance) => judged.has(instance.id) && lacksJudge(instance),
  )
  const judges = await world.judges()
  const known = await loadCalibrations(world.store)
  const { labels, calibrations } = await purchaseJudgements(wanted, judges, context, known)
  const drawn = wanted.map((item) => ({ item }))
  await writeBought(context, 'completed.jsonl', { drawn, labels, calibrations })
  const missing = labelInstances(
    wanted.map((instance, row) => ({ ...instance, lm: labels[row]! })),
  ).filter(({ lm }) => lm === null)
  if (missing.length > 0) {
    const message = `${missing.length} instances that the plan gives to the judge have no label: its answers could not be read or failed`
    world.progress({ type: 'warning', stage: 'complete', message })
  }
  return { wanted: wanted.length, bought: wanted.length - missing.length }
}
