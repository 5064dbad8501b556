import type { LabelledPool, PreferenceInstance } from '../domain/index.ts'
import { hasRow } from '../domain/index.ts'
import { HyperError } from '../kit/index.ts'
import type { EvaluationRow, HeadLabels, TrainingRow } from '../reward/index.ts'
import { loadInstances } from './artifacts.ts'
import type { EvaluationRows } from './evaluation-rows.ts'
import type { StageContext } from './stage.ts'
import type { HeadRequest, TrainedHeads } from './trained-heads.ts'

interface CommandTraining {
  readonly requests: readonly HeadRequest[]
  readonly pool: LabelledPool
  readonly evaluation: EvaluationRows
}

/** Trains every request as a job of the external program and returns the margins that it reports. */
export async function trainByCommand(
  training: CommandTraining,
  context: StageContext,
): Promise<TrainedHeads> {
  const { requests, pool, evaluation } = training
  const { world, spend } = context
  const instances = await loadInstances(world.store)
  const rows: EvaluationRow[] = evaluation.rows.map(({ id, subset, prompt, chosen, rejected }) => ({
    id,
    subset,
    prompt,
    chosen,
    rejected,
  }))
  const jobs = requests.map((request) => ({
    id: `${request.name.replace(/[^a-z0-9-]+/gi, '-')}-seed-${request.seed}`,
    mix: request.name,
    seed: request.seed,
    baseModel: null,
    budget: request.humans,
    humanShare: pool.ids.length === 0 ? 0 : request.humans / pool.ids.length,
    parameters: {},
    rows: () => trainingRows(request, pool, instances),
  }))
  const outcomes = await world.runJobs(jobs, rows, context.stage)
  const margins = new Float32Array(requests.length * rows.length)
  const scales = new Float64Array(requests.length)
  outcomes.forEach(({ result, entry }, index) => {
    const own = result.margins?.evaluation
    if (own === undefined) {
      throw new HyperError(
        'trainer/no-margins',
        `result of job ${result.job}: got tallies only, expected margins.evaluation with one number per row`,
        {
          hint: 'parting a suite and paired intervals need the margin of every evaluation row',
        },
      )
    }
    margins.set(own, index * rows.length)
    scales[index] = result.marginScale ?? sdOf(own)
    spend({
      what: `job ${entry.mix}`,
      count: 1,
      rows: entry.rows,
      seconds: entry.seconds,
      device: entry.device,
      costUsd: entry.costUsd,
    })
  })
  return { margins, scales, weights: null }
}

// A trainer that does not say the spread on its training rows is read by the spread on the evaluation rows; the report names the trainer.
function sdOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
}

function trainingRows(
  request: HeadRequest,
  pool: LabelledPool,
  instances: readonly PreferenceInstance[],
): TrainingRow[] {
  const labels = request.labels()
  const rows: TrainingRow[] = []
  for (let row = 0; row < pool.ids.length; row++) {
    if (labels.mask !== null && labels.mask[row] === 0) continue
    const instance = instances[pool.instances[row]!]!
    const source =
      request.rows !== null && hasRow(request.rows, row)
        ? 'human'
        : request.rows === null
          ? 'human'
          : 'lm'
    rows.push(...orderedRows(instance, labels, { row, source }))
  }
  return rows
}

// A target between 0 and 1 becomes both orders with that weight, which has the same loss.
function orderedRows(
  { id, prompt, completionA, completionB }: PreferenceInstance,
  labels: HeadLabels,
  { row, source }: { readonly row: number; readonly source: 'human' | 'lm' },
): TrainingRow[] {
  const target = labels.targets[row]!
  const margin = labels.margins?.[row]
  const extra = margin === undefined ? {} : { margin }
  const out: TrainingRow[] = []
  if (target > 0)
    out.push({
      id,
      prompt,
      chosen: completionA,
      rejected: completionB,
      weight: target,
      source,
      ...extra,
    })
  if (target < 1)
    out.push({
      id,
      prompt,
      chosen: completionB,
      rejected: completionA,
      weight: 1 - target,
      source,
      ...extra,
    })
  return out
}
