/** Draws and counts candidate mixes by Algorithm 1 (whole tags), without files. */
import { budgetShareOfVariance, drawMixes } from '../../src/candidates/index.ts'
import { countRows, hasFeature, hasRow } from '../../src/domain/index.ts'
import { createRandom, drawSubset } from '../../src/kit/index.ts'
import { createMatrix } from '../../src/stats/index.ts'
import { openDump, readCount } from './arguments.ts'
import { drawTags, dumpedMatrix } from './made-up.ts'
import { report, timeWarm, timeWork } from './report.ts'

const rows = readCount('n', 10_000)
const dump = openDump()
const random = createRandom('bench')
const matrix = dump === null ? drawTags(rows, 90, random.fork('tags')) : dumpedMatrix(dump, 'tags')
const budgets =
  dump === null
    ? Array.from(
        drawSubset(rows - 1, readCount('mixes', 500), random.fork('budgets')),
        (row) => row + 1,
      )
    : Array.from(dump.doubles('budgets'))
// The baselines compute no propensities; they are timed apart.
const options = { sampler: 'whole-tag' as const, budgets, propensityDraws: 0 }
const timed = await timeWarm(() => drawMixes(matrix, options, random.fork('mixes')), 10)

const drawn = timed.result
const countsRecomputed = drawn
  .filter((_, index) => index % 50 === 0)
  .every((mix) =>
    mix.counts.every((count, column) => {
      let sum = 0
      for (let row = 0; row < rows; row++) {
        sum += Number(hasRow(mix.rows, row) && hasFeature(matrix, row, column))
      }
      return sum === count
    }),
  )
const shares = Float64Array.from(budgets, (budget) => budget / rows)
const shareOf = (counts: Float64Array): number =>
  budgetShareOfVariance(createMatrix(budgets.length, 90, counts), shares).meanR2
const ours = Float64Array.from(drawn.flatMap((mix) => Array.from(mix.counts)))
const withChances = await timeWork(() =>
  drawMixes(matrix, { sampler: 'whole-tag', budgets }, random.fork('mixes')),
)
report(timed, {
  quality: {
    budgetsMet: drawn.every((mix, index) => countRows(mix.rows) === budgets[index]),
    countsRecomputed,
    budgetShareOfVariance: shareOf(ours),
    budgetShareOfVarianceNumpy: dump === null ? null : shareOf(dump.doubles('counts')),
    secondsWithPropensities: withChances.seconds,
  },
})
