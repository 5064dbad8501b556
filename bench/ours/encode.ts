/** Encodes responses with the light encoder, or with the model folder that `--folder` names, the model already open. */
import { openFolderEncoder, openLightEncoder } from '../../src/backends/index.ts'
import { readCount, readOption, threadLimit } from './arguments.ts'
import { report, timeWarm } from './report.ts'
import { readPairs } from './texts.ts'

const count = readCount('n', 400)
const pairs = readPairs()
const step = Math.max(1, Math.floor(pairs.length / count))
const texts = Array.from({ length: count }, (_, index) => pairs[(index * step) % pairs.length]!.a)
const limit = threadLimit()
const workers = limit === undefined ? {} : { workers: limit }
const folder = readOption('folder')
const encoder = await (folder === undefined
  ? openLightEncoder(workers)
  : openFolderEncoder({ folder, ...workers }))
const timed = await timeWarm(() => encoder.encode(texts), 1)

const vectors = timed.result
let unit = 0
for (let row = 0; row < count; row++) {
  const vector = vectors.subarray(row * encoder.dimension, (row + 1) * encoder.dimension)
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))
  unit += Number(Math.abs(length - 1) < 1e-4 || (length === 0 && texts[row]!.trim() === ''))
}
const again = await encoder.encode(texts.slice(0, 8))
const repeatable = again.every((value, index) => Math.abs(value - vectors[index]!) < 1e-5)
await encoder.dispose()
report(timed, {
  quality: {
    encoder: encoder.id,
    characters: texts.reduce((sum, text) => sum + text.length, 0),
    textsPerSecond: count / timed.seconds,
    textsPerCpuSecond: count / timed.cpuSeconds,
    unitVectors: unit,
    repeatable,
  },
})
