/** Top-k routing: the gain of every row, then the best half. */
import type { FeatureMatrix } from '../../src/domain/index.ts'
import { createRandom, drawNormal } from '../../src/kit/index.ts'
import { scoreLinearGains, scoreQuadraticGains } from '../../src/route/index.ts'
import { selectTop } from '../../src/stats/index.ts'
import { openDump, readCount, readOption } from './arguments.ts'
import { drawTags, dumpedMatrix } from './made-up.ts'
import { report, timeWarm } from './report.ts'

const rows = readCount('n', 1_000_000)
const mode = readOption('mode') === 'quadratic' ? 'quadratic' : 'linear'
const columns = 90
const random = createRandom('bench')
const dump = openDump()
const draw = (count: number): Float64Array =>
  Float64Array.from({ length: count }, () => drawNormal(random))
const matrix =
  dump === null ? drawTags(rows, columns, random.fork('tags')) : dumpedMatrix(dump, `${mode}-tags`)
const effects = dump?.doubles(`${mode}-effects`) ?? draw(columns)
const pairs =
  mode === 'linear'
    ? new Float64Array(0)
    : (dump?.doubles('quadratic-pairs') ?? draw(columns * columns))
const budget = rows >> 1
const heldMb = process.memoryUsage().rss / 2 ** 20

const scoreGains = (of: FeatureMatrix): Float64Array =>
  mode === 'linear' ? scoreLinearGains(of, effects) : scoreQuadraticGains(of, effects, pairs)
const timed = await timeWarm(() => {
  const gains = scoreGains(matrix)
  return { gains, best: selectTop(gains, budget) }
}, 5)
const { gains, best } = timed.result
report(timed, {
  b: best.length,
  sum_of_best_gains: Number(best.reduce((sum, row) => sum + gains[row]!, 0).toPrecision(6)),
  held_before_mb: heldMb,
})
