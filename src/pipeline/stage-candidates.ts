import { designReport, drawMixes, planBudgets, toMixRow } from '../candidates/index.ts'
import { type CandidateMix, columnSums, type FeatureMatrix, selectRows } from '../domain/index.ts'
import { createTrainingTable, fitPpm } from '../ppm/index.ts'
import { labelTables, mixLabels } from '../reward/index.ts'
import { loadMatrix, loadPool } from './artifacts.ts'
import { writeJsonArtifact, writeLines } from './json-lines.ts'
import { type Stage, type StageContext, withoutFiles } from './stage.ts'
import { scoreHeads, targetScores } from './targets.ts'
import { openTrainer } from './trainer.ts'

/** Draws the candidate mixes over the pool. Under `sequential` every round after the first is tilted to what the earlier ones taught. */
export const candidatesStage: Stage = {
  name: 'candidates',
  inputs: [
    'pairs.jsonl',
    'judged.jsonl',
    'features.json',
    'features.bin',
    'labels.jsonl',
    'dataset.json',
    'design.json',
    'design.bin',
    'suite.jsonl',
  ],
  outputs: ['mixes.jsonl', 'candidates.json'],
  options: ({ candidates, labels, suite, train, ppm }) => ({
    candidates: { ...candidates, baselineMixes: null },
    labels,
    ...(candidates.sampler === 'sequential'
      ? { suite: withoutFiles(suite), train, score: ppm.score }
      : {}),
  }),
  run: runCandidates,
}

async function runCandidates(context: StageContext): Promise<Record<string, number>> {
  const { options, world, random } = context
  const pool = await loadPool(world.store, options)
  const matrix = selectRows(await loadMatrix(world.store), pool.instances)
  const { focus, mixes: count, sampler } = options.candidates
  const budgets = planBudgets(
    { total: pool.ids.length, mixes: count, ...(focus === null ? {} : { focus }) },
    random.fork('budgets'),
  )
  const mixes =
    sampler === 'sequential'
      ? await drawInRounds(matrix, budgets, context)
      : drawMixes(matrix, { sampler, budgets }, random.fork('mixes'))
  await world.store.write(
    'mixes.jsonl',
    writeLines('mixes', mixes.map(toMixRow), { features: matrix.specs.map((spec) => spec.id) }),
  )
  const { deviationSds, ...report } = designReport(mixes, matrix)
  await world.store.write(
    'candidates.json',
    writeJsonArtifact('candidates', { ...report, deviationSds: [...deviationSds] }),
  )
  return { mixes: mixes.length, features: matrix.specs.length }
}

async function drawInRounds(
  matrix: FeatureMatrix,
  budgets: Uint32Array,
  context: StageContext,
): Promise<CandidateMix[]> {
  const { options, random } = context
  const { rounds } = options.candidates
  const perRound = Math.ceil(budgets.length / rounds)
  const mixes: CandidateMix[] = []
  for (let round = 0; round < rounds; round++) {
    const own = budgets.subarray(round * perRound, (round + 1) * perRound)
    const effects =
      round === 0 ? undefined : await estimateEffects(matrix, mixes, { context, round })
    mixes.push(
      ...drawMixes(
        matrix,
        {
          sampler: round === 0 ? 'direction' : 'sequential',
          budgets: own,
          round,
          firstIndex: mixes.length,
          ...(effects && { effects }),
        },
        random.fork('mixes'),
      ),
    )
  }
  return mixes
}

async function estimateEffects(
  matrix: FeatureMatrix,
  mixes: readonly CandidateMix[],
  { context, round }: { readonly context: StageContext; readonly round: number },
): Promise<Float64Array> {
  const trainer = await openTrainer(context)
  const tables = labelTables(trainer.pool, context.options.labels.target)
  const heads = await trainer.train(
    mixes.map((mix) => ({
      name: mix.id,
      seed: 0,
      humans: mix.humans,
      rows: mix.rows,
      labels: () => mixLabels(tables, mix.rows),
    })),
    `round-${round}`,
  )
  const scores = targetScores(
    scoreHeads(trainer.evaluation, heads, 'fit'),
    'overall',
    context.options.ppm.score,
  )
  const sums = columnSums(matrix)
  const fitted = fitPpm(
    'bayes',
    createTrainingTable({
      points: mixes,
      featureIds: matrix.specs.map((spec) => spec.id),
      mixIds: mixes.map((mix) => mix.id),
      total: matrix.ids.length,
      columnSums: sums,
      scores,
    }),
  )
  const humans = Math.round(matrix.ids.length / 2)
  return fitted.effects({ humans, total: matrix.ids.length, counts: sums.map((sum) => sum / 2) })
    .perFeature
}
