/** Entry of an encoder's worker thread: one model, one thread, one request at a time. */
import { parentPort, workerData } from 'node:worker_threads'
import { encodeTexts } from './encode-texts.ts'
import { openTokenMatcher, type TokenMatcher } from './match-tokens.ts'
import { openModel } from './model-spec.ts'
import { createTokenStore } from './token-store.ts'
import type { WindowModel } from './window-model.ts'
import {
  packError,
  type WorkerAnswer,
  type WorkerRequest,
  type WorkerSetup,
  type WorkerValues,
} from './worker-protocol.ts'

const { model: spec, limits } = workerData as WorkerSetup
let model: Promise<WindowModel> | undefined
let matcher: Promise<TokenMatcher> | undefined

const open = (): Promise<WindowModel> => {
  model ??= openModel(spec)
  return model
}

const openMatcher = async (): Promise<TokenMatcher> => {
  const opened = await open()
  matcher ??= openTokenMatcher(createTokenStore(opened, limits), opened.dimension)
  return matcher
}

const answer = async (request: WorkerRequest): Promise<WorkerValues> => {
  if (request.kind === 'match') {
    const { scores, cut } = await (await openMatcher()).match(request.pairs)
    return { values: scores, cut }
  }
  const opened = await open()
  const values =
    request.kind === 'encode'
      ? await encodeTexts(opened, request.texts)
      : Float32Array.of(opened.dimension)
  return { values, cut: false }
}

// Requests queue up in the port: the pool sends the next one when this one is answered.
parentPort?.on('message', async (request: WorkerRequest) => {
  try {
    const found: WorkerAnswer = await answer(request)
    parentPort?.postMessage(found, [found.values.buffer])
  } catch (error) {
    parentPort?.postMessage({ error: packError(error) } satisfies WorkerAnswer)
  }
})
