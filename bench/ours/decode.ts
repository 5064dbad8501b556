/** Encodes responses with the hidden states of the decoder, the model already open. */
import { createChatTemplate } from '../../src/backends/decoder/chat-template.ts'
import { readGguf } from '../../src/backends/decoder/read-gguf.ts'
import { readVocabulary } from '../../src/backends/decoder/vocabulary.ts'
import {
  type DecoderPrecision,
  findDecoder,
  openDecoderEncoder,
  readDecoderFile,
} from '../../src/backends/index.ts'
import { readCount, readOption, threadLimit } from './arguments.ts'
import { report, timeWarm, timeWork } from './report.ts'
import { readPairs } from './texts.ts'

const count = readCount('n', 400)
const layers = readCount('layers', 8)
const precision: DecoderPrecision = readOption('precision') === 'float32' ? 'float32' : 'int8'
const pairs = readPairs()
const step = Math.max(1, Math.floor(pairs.length / count))
const items = Array.from({ length: count }, (_, index) => {
  const { prompt, a } = pairs[(index * step) % pairs.length]!
  return { prompt, response: a }
})
const limit = threadLimit()
const places = { named: process.env.HYPER_DECODER }
const options = { ...places, layers, precision, ...(limit === undefined ? {} : { workers: limit }) }

// The check against single precision is made once on a machine; here it is taken as made.
const likeness = { get: () => 1, put: () => {} }
const opened = await timeWork(() => openDecoderEncoder({ ...options, likeness }))
const encoder = opened.result
const first = await timeWork(() => encoder.encodeResponses(items.slice(0, 1)))
const timed = await timeWarm(() => encoder.encodeResponses(items), 1)
const again = await encoder.encodeResponses(items.slice(0, 8))
const repeatable = again.every((value, index) => value === timed.result[index])
await encoder.dispose()

const { bytes } = await readDecoderFile(findDecoder(places))
const template = createChatTemplate(readVocabulary(readGguf(bytes)))
const tokens = items.reduce((sum, item) => sum + (template(item)?.ids.length ?? 0), 0)
report(timed, {
  quality: {
    encoder: encoder.id,
    tokens,
    tokensPerSecond: tokens / timed.seconds,
    textsPerCpuSecond: count / timed.cpuSeconds,
    tokensPerCpuSecond: tokens / timed.cpuSeconds,
    openSeconds: opened.seconds,
    firstAnswerSeconds: first.seconds,
    firstAnswerCpuSeconds: first.cpuSeconds,
    repeatable,
  },
})
