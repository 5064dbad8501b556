import { InferenceSession } from 'onnxruntime-node'

/**
 * Opens an ONNX model on one thread of the calling thread's own. Workers, not threads of the runtime, use the cores: a
 * product cut over threads may sum in another order, and spinning threads starve their neighbours.
 */
export function openSession(model: Uint8Array | string): Promise<InferenceSession> {
  const options: InferenceSession.SessionOptions = {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    // A plan of memory is kept for every shape of input; windows come in many.
    enableMemPattern: false,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  }
  return typeof model === 'string'
    ? InferenceSession.create(model, options)
    : InferenceSession.create(model, options)
}
