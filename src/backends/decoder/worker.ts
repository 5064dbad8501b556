/** Entry of a decoder's worker thread: one model, one thread, one request at a time. */
import { parentPort, workerData } from 'node:worker_threads'
import { packError } from '../encoder/worker-protocol.ts'
import { readDecoderFile } from './decoder-file.ts'
import { type DecoderModel, openDecoderModel } from './decoder-model.ts'
import type { DecoderRequest, DecoderSetup, DecoderValues } from './worker-protocol.ts'

const { path, hash, use } = workerData as DecoderSetup
let model: Promise<DecoderModel> | undefined

const open = async (): Promise<DecoderModel> => {
  const { bytes } = await readDecoderFile({ path, expected: hash })
  return openDecoderModel(bytes, use)
}

parentPort?.on('message', async ({ items }: DecoderRequest) => {
  try {
    model ??= open()
    const answer: DecoderValues = { values: await (await model).encode(items) }
    parentPort?.postMessage(answer, [answer.values.buffer])
  } catch (error) {
    parentPort?.postMessage({ error: packError(error) })
  }
})
