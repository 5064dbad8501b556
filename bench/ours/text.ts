/** ROUGE-1 and ROUGE-L F1 with stemming over all response pairs of the pair files (generated pairs where these are absent). */
import { rougeColumns } from '../../src/features/index.ts'
import { mean } from '../../src/stats/index.ts'
import { report, timeWarm } from './report.ts'
import { readPairs } from './texts.ts'

const pairs = readPairs().map(({ a, b }) => [a, b] as const)
const timed = await timeWarm(() => rougeColumns(pairs), 1)
const { rouge1, rougeL } = timed.result
const round = (value: number): number => Number(value.toFixed(6))
report(timed, {
  n: pairs.length,
  // The baseline counts code points.
  characters: pairs.reduce((sum, [a, b]) => sum + [...a].length + [...b].length, 0),
  mean: { rouge1: round(mean(rouge1)), rougeL: round(mean(rougeL)) },
})
