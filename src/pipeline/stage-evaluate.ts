import type { MixScore, ScoreTriple } from '../domain/index.ts'
import type { SuiteScore } from '../evaluate/index.ts'
import { type ControlScores, controlWarnings } from '../reward/index.ts'
import { type BaselineReport, measureBaselines } from './baselines.ts'
import { loadEvaluationRows } from './evaluation-rows.ts'
import { writeJsonArtifact, writeLines } from './json-lines.ts'
import { type Stage, type StageContext, withoutFiles } from './stage.ts'
import { type HeadsArtifact, isDrawOf, loadHeads } from './stage-train.ts'
import { scoreHeads } from './targets.ts'

/** One row of `scores.jsonl`: scores on the fit part of the suites, and under `judge` those on the part that the PPM never sees. */
export interface ScoreRow extends MixScore {
  readonly judge: {
    readonly overall: ScoreTriple
    readonly categories: Readonly<Record<string, ScoreTriple>>
  }
}

/** `evaluation.json`: noise floor, baselines and controls. */
export interface EvaluationArtifact extends BaselineReport {
  readonly format: 'hyper/evaluation@1'
  readonly fitRows: number
  readonly judgeRows: number
  readonly warnings: readonly string[]
}

/** Scores every trained model on both parts of the suites. */
export const evaluateStage: Stage = {
  name: 'evaluate',
  inputs: [
    'pairs.jsonl',
    'judged.jsonl',
    'heads.json',
    'heads.bin',
    'suite.jsonl',
    'labels.jsonl',
    'dataset.json',
  ],
  outputs: ['scores.jsonl', 'evaluation.json'],
  options: ({ suite, ppm }) => ({ suite: withoutFiles(suite), score: ppm.score }),
  run: runEvaluate,
}

async function runEvaluate(context: StageContext): Promise<Record<string, number>> {
  const { options, world } = context
  const evaluation = await loadEvaluationRows(world.store, options)
  const { facts, heads } = await loadHeads(world.store)
  const fit = scoreHeads(evaluation, heads, 'fit')
  const judge = scoreHeads(evaluation, heads, 'judge')
  const rows = facts.heads.map((_, index) =>
    scoreRow(facts, index, { fit: fit[index]!, judge: judge[index]! }),
  )
  const baselines = measureBaselines({ facts, heads, evaluation }, context)
  const artifact: Omit<EvaluationArtifact, 'format'> = {
    ...baselines,
    fitRows: evaluation.main.fit.ids.length,
    judgeRows: evaluation.main.judge.ids.length,
    warnings: controlWarnings(controlScores(rows)),
  }
  await world.store.write('scores.jsonl', writeLines('scores', rows))
  await world.store.write('evaluation.json', writeJsonArtifact('evaluation', artifact))
  return { scores: rows.length, 'fit rows': artifact.fitRows, 'judge rows': artifact.judgeRows }
}

function scoreRow(
  facts: HeadsArtifact,
  index: number,
  { fit, judge }: { readonly fit: SuiteScore; readonly judge: SuiteScore },
): ScoreRow {
  const { name, seed, humans } = facts.heads[index]!
  return {
    mix: name,
    seed,
    trainer: facts.trainer,
    budget: humans,
    humanShare: facts.poolRows === 0 ? 0 : humans / facts.poolRows,
    rows: facts.poolRows,
    overall: fit.overall,
    categories: fit.categories,
    subsets: Object.fromEntries(
      Object.entries(fit.subsets).map(([subset, { correct, ties, count, soft }]) => [
        subset,
        { correct, ties, count, soft },
      ]),
    ),
    seconds: null,
    costUsd: null,
    judge: { overall: judge.overall, categories: judge.categories },
  }
}

function controlScores(rows: readonly ScoreRow[]): ControlScores {
  const find = (name: string): ScoreRow => rows.find((row) => row.mix === `control:${name}`)!
  const flipped = rows.filter((row) => isDrawOf(row.mix, 'flipped-20'))
  return { allHuman: find('all-human'), allLm: find('all-lm'), flipped: meanScore(flipped) }
}

function meanScore(rows: readonly ScoreRow[]): ScoreRow {
  const first = rows[0]!
  const mean = (pick: (row: ScoreRow) => ScoreTriple): ScoreTriple => {
    const average = (key: keyof ScoreTriple): number =>
      rows.reduce((sum, row) => sum + pick(row)[key], 0) / rows.length
    return { accuracy: average('accuracy'), soft: average('soft'), logLoss: average('logLoss') }
  }
  return {
    ...first,
    overall: mean((row) => row.overall),
    categories: Object.fromEntries(
      Object.keys(first.categories).map((name) => [name, mean((row) => row.categories[name]!)]),
    ),
  }
}
