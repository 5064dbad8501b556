/** Fits 200 Bradley-Terry heads together, to the tolerance of the baselines (largest gradient of the mean loss 1e-4). */
import { openMatrixEngine } from '../../src/backends/matrix-engine/index.ts'
import { createRandom, drawNormal } from '../../src/kit/index.ts'
import { fitProbes, probeLosses } from '../../src/reward/index.ts'
import { sigmoid } from '../../src/stats/index.ts'
import { openDump, readCount, threadLimit } from './arguments.ts'
import { report, timeWarm } from './report.ts'

const rows = readCount('n', 7000)
const columns = readCount('d', 384)
const heads = readCount('heads', 200)
const l2 = 10

/** Correlated columns of falling scale, two label sources, heads from all of one to all of the other. */
function drawProblem(): { x: Float64Array; targets: Float32Array } {
  const random = createRandom('bench')
  const x = new Float64Array(rows * columns)
  let squares = 0
  for (let at = 0; at < x.length; at++) {
    x[at] = drawNormal(random) / Math.sqrt(1 + (at % columns) / 12)
    squares += x[at]! ** 2
  }
  const scale = 4 / Math.sqrt(squares / rows)
  for (let at = 0; at < x.length; at++) x[at]! *= scale
  const human = Float64Array.from({ length: columns }, () => 0.25 * drawNormal(random))
  const lm = human.map((value) => 0.6 * value + 0.2 * drawNormal(random))
  const targets = new Float32Array(heads * rows)
  for (let row = 0; row < rows; row++) {
    const draw = (w: Float64Array): number => {
      const score = w.reduce((sum, value, j) => sum + value * x[row * columns + j]!, 0)
      return Number(random.next() < sigmoid(1.2 * score))
    }
    const labels = [draw(human), draw(lm)]
    for (let head = 0; head < heads; head++) {
      targets[head * rows + row] = labels[random.next() < head / (heads - 1) ? 0 : 1]!
    }
  }
  return { x, targets }
}

const dump = openDump()
const { x, targets } =
  dump === null
    ? drawProblem()
    : { x: dump.doubles('x'), targets: Float32Array.from(dump.bytes('labels')) }
const threads = threadLimit() ?? readCount('threads', 2)
const engine = await openMatrixEngine({ intraOpNumThreads: threads })
const problem = { x, rows, columns, heads, targets, l2 }
const timed = await timeWarm(() => fitProbes(problem, engine, { tolerance: 1e-4 }), 5)

const fits = timed.result
const losses = probeLosses(problem, fits.weights)
const average = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / heads
report(timed, {
  engine: engine.id,
  mean_objective: average(losses.objective) / rows,
  mean_log_loss: average(losses.meanLogLoss),
  largest_gradient: Math.max(...fits.largestGradient),
  passes: Math.max(...fits.passes),
})
