import { join, resolve } from 'node:path'
import { createDirectoryStore, writeJsonLines } from '../backends/index.ts'
import type { SuiteRow } from '../domain/index.ts'
import { HyperError } from '../kit/index.ts'
import { loadSuiteRows } from '../pipeline/index.ts'
import type { CommandContext } from './command.ts'
import { openPicker } from './open-picker.ts'

/** Name of the format of score lines. */
export const SCORE_FORMAT = 'reward-bench'

/** One row of a suite with the rewards of both responses, in the columns in which RewardBench saves its results. */
export interface ScoreLine {
  readonly id: string
  readonly subset: string
  readonly prompt: string
  readonly text_chosen: string
  readonly text_rejected: string
  readonly scores_chosen: number
  readonly scores_rejected: number
  /** 1 where the chosen response has the higher reward, 0.5 for equal ones. */
  readonly results: number
}

/**
 * Writes the rewards that a trained mix of a run gives to the rows of its suite.
 *
 * @throws HyperError `usage/missing-option` without a run, `data/no-rows` without a suite, and as `openPicker`
 */
export async function exportScores(
  given: { readonly run: string | undefined; readonly mix: string },
  context: CommandContext,
): Promise<void> {
  const { io, common, print } = context
  if (given.run === undefined)
    throw new HyperError(
      'usage/missing-option',
      `export --format ${SCORE_FORMAT}: got no --run, expected the run whose reward model scores its suite`,
    )
  const rows = await loadSuiteRows(createDirectoryStore(resolve(io.cwd, given.run)))
  if (rows.length === 0)
    throw new HyperError('data/no-rows', 'export: got a run without suite rows, expected some', {
      hint: 'set suite.files in the config of the run',
    })
  const picker = await openPicker({ folder: given.run, mix: given.mix, stage: 'scores' }, context)
  try {
    const rewards = await picker.score(rows.map(toBestOf))
    const lines = rows.map((row, index) => toScoreLine(row, rewards[index]!))
    const output = common.output ?? join(given.run, 'export', `scores-${given.mix}.jsonl`)
    const right = lines.reduce((sum, { results }) => sum + results, 0)
    const text = `${lines.length} rows scored by ${picker.reward.name}: ${((100 * right) / lines.length).toFixed(1)} % of the chosen responses win (rows counted alike)\n`
    if (output === '-') for (const line of lines) io.out(`${JSON.stringify(line)}\n`)
    else if (common.dryRun !== true) await writeJsonLines(resolve(io.cwd, output), null, lines)
    if (output === '-') io.err(text)
    else
      print(
        { ok: true, format: SCORE_FORMAT, mix: picker.reward.name, rows: lines.length, output },
        `${text}${common.dryRun === true ? 'would be written' : 'written'} to ${output}\n`,
      )
  } finally {
    await picker.dispose()
  }
}

const toBestOf = ({ id, prompt, chosen, rejected }: SuiteRow) => ({
  id,
  prompt,
  responses: [chosen, rejected].map((text) => ({ model: '', text, score: 0 })),
})

function toScoreLine(row: SuiteRow, rewards: Float64Array): ScoreLine {
  const [chosen, rejected] = rewards as unknown as readonly [number, number]
  return {
    id: row.id,
    subset: row.subset,
    prompt: row.prompt,
    text_chosen: row.chosen,
    text_rejected: row.rejected,
    scores_chosen: chosen,
    scores_rejected: rejected,
    results: chosen === rejected ? 0.5 : Number(chosen > rejected),
  }
}
