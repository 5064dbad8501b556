import type { GraphDescription } from '../onnx/model.ts'
import { type GraphDraft, startGraph } from './graph-draft.ts'
import type { LightFiles } from './light-files.ts'

/** Length of a vector of the light encoder. */
export const LIGHT_DIMENSION = 512
/** Pieces that the light encoder reads at once. */
export const LIGHT_WINDOW = 128

const HEADS = 4
const NORM_EPSILON = 1e-6
const MODULE = 'module/Encoder_en'
const APPLIED = 'module_apply_default/Encoder_en/KonaTransformer/Encode'
const WHOLE = 'ConcatPartitions/concat'

/**
 * Returns the graph of USE-lite (Cer et al. 2018, arXiv:1803.11175, as exported to TensorFlow.js) for windows of equal length:
 * nothing is padded, so nothing needs a mask. Input `ids` (windows x pieces, int64, at most 128 pieces). Outputs `sentence`
 * (windows x 512) and `tokens` (windows * pieces x 512, last layer), rows of unit length.
 */
export function buildLightGraph(weights: LightFiles['weights']): GraphDescription {
  const draft = startGraph()
  const take = (name: string): Float32Array => {
    const found = weights.get(name)
    if (found === undefined) throw new RangeError(`buildLightGraph: got no weight ${name}`)
    return found.data
  }
  const shape = draft.node('Shape', ['ids'])
  const embedded = embedPieces(draft, take, shape)
  const widened = dense(draft, embedded, {
    kernel: take(`${APPLIED}/Layer_0/TransformerLayer/dense/kernel/${WHOLE}`),
    bias: take(`${APPLIED}/Layer_0/TransformerLayer/dense/bias/${WHOLE}`),
  })
  const first = transform(draft, take, { layer: 0, shape, input: embedded, residual: widened })
  const last = transform(draft, take, { layer: 1, shape, input: first, residual: first })
  draft.output('tokens', draft.node('LpNormalization', [last], { axis: -1, p: 2 }))
  draft.output('sentence', poolSentence(draft, take, last, shape))
  return draft.finish(
    [{ name: 'ids', type: 'int64', shape: ['windows', 'pieces'] }],
    [
      { name: 'sentence', type: 'float32', shape: ['windows', LIGHT_DIMENSION] },
      { name: 'tokens', type: 'float32', shape: ['all', LIGHT_DIMENSION] },
    ],
  )
}

type Take = (name: string) => Float32Array

// The export adds the embedding twice: once scattered to its place, once with the timing signal.
function embedPieces(draft: GraphDraft, take: Take, shape: string): string {
  const table = take('module/Embeddings_en').map((value) => 2 * value)
  const width = 256
  const embedded = draft.node('Gather', [draft.floats([table.length / width, width], table), 'ids'])
  const timing = timingSignal(
    take(`${APPLIED}/TransformerStack/Layer_0/AddTimingSignal/TimingSignal/ExpandDims_1`),
  )
  const length = draft.node('Slice', [shape, draft.wholes(1), draft.wholes(2)])
  const rows = [draft.floats([LIGHT_WINDOW, width], timing), draft.wholes(0), length]
  const placed = draft.node('Add', [embedded, draft.node('Slice', rows)])
  return draft.node('Reshape', [placed, draft.wholes(-1, width)])
}

function timingSignal(inverse: Float32Array): Float32Array {
  const half = inverse.length
  const signal = new Float32Array(LIGHT_WINDOW * 2 * half)
  for (let position = 0; position < LIGHT_WINDOW; position++) {
    for (let index = 0; index < half; index++) {
      const angle = Math.fround(position * inverse[index]!)
      signal[position * 2 * half + index] = Math.sin(angle)
      signal[position * 2 * half + half + index] = Math.cos(angle)
    }
  }
  return signal
}

interface Block {
  readonly layer: number
  /** Name of the shape (windows, pieces). */
  readonly shape: string
  readonly input: string
  /** What the attention's answer is added to. */
  readonly residual: string
}

function transform(draft: GraphDraft, take: Take, block: Block): string {
  const applied = `${APPLIED}/Layer_${block.layer}/TransformerLayer`
  const stack = `${APPLIED}/TransformerStack/Layer_${block.layer}/TransformerLayer`
  const attended = attend(draft, take, block)
  const summed = draft.node('Add', [attended, block.residual])
  const inner = dense(draft, normalise(draft, take, { input: summed, path: `${applied}/FFN` }), {
    kernel: take(`${stack}/FFN/conv1/Tensordot/Reshape_1`),
    bias: take(`${applied}/FFN/conv1/bias/${WHOLE}`),
  })
  const outer = dense(draft, draft.node('Relu', [inner]), {
    kernel: take(`${stack}/FFN/conv2/Tensordot/Reshape_1`),
    bias: take(`${applied}/FFN/conv2/bias/${WHOLE}`),
  })
  return draft.node('Add', [outer, summed])
}

function attend(draft: GraphDraft, take: Take, { layer, shape, input }: Block): string {
  const applied = `${APPLIED}/Layer_${layer}/TransformerLayer`
  const kernels = `${MODULE}/KonaTransformer/Encode/Layer_${layer}/TransformerLayer/MultiheadAttention`
  const kernel = take(`${kernels}/qkv_transform_single/kernel/part_0`).slice()
  const bias = take(`${applied}/MultiheadAttention/qkv_transform_single/bias/${WHOLE}`).slice()
  const width = bias.length / 3
  scaleQueries(kernel, width)
  scaleQueries(bias, width)
  const normal = normalise(draft, take, { input, path: applied })
  const mixed = dense(draft, normal, { kernel, bias })
  const heads = draft.node('Concat', [shape, draft.wholes(3, HEADS, width / HEADS)], { axis: 0 })
  const split = draft.node('Reshape', [mixed, heads])
  const apart = draft.node('Transpose', [split], { perm: [2, 0, 3, 1, 4] })
  const [queries, keys, values] = draft.fork('Split', [apart, draft.wholes(1, 1, 1)], 3, {
    axis: 0,
  })
  const turned = draft.node('Transpose', [keys!], { perm: [0, 1, 2, 4, 3] })
  const weights = draft.node('Softmax', [draft.node('MatMul', [queries!, turned])], { axis: -1 })
  const answers = draft.node('MatMul', [weights, values!])
  const joined = draft.node('Transpose', [answers], { perm: [0, 1, 3, 2, 4] })
  return dense(draft, draft.node('Reshape', [joined, draft.wholes(-1, width)]), {
    kernel: take(`${kernels}/output_transform_single/kernel/part_0`),
    bias: take(`${applied}/MultiheadAttention/output_transform_single/bias/${WHOLE}`),
  })
}

// Queries are the first third of every row; their factor 1 / sqrt(head size) is put into the weights.
function scaleQueries(rows: Float32Array, width: number): void {
  const factor = Math.fround(1 / Math.sqrt(width / HEADS))
  for (let start = 0; start < rows.length; start += 3 * width) {
    for (let index = start; index < start + width; index++) rows[index]! *= factor
  }
}

interface Dense {
  /** Row-major, inputs x outputs. */
  readonly kernel: Float32Array
  readonly bias: Float32Array
}

function dense(draft: GraphDraft, input: string, { kernel, bias }: Dense): string {
  const outputs = bias.length
  return draft.node('Gemm', [
    input,
    draft.floats([kernel.length / outputs, outputs], kernel),
    draft.floats([outputs], bias),
  ])
}

function normalise(
  draft: GraphDraft,
  take: Take,
  { input, path }: { readonly input: string; readonly path: string },
): string {
  const norm = `${path}/layer_prepostprocess/layer_norm/layer_norm`
  const scale = take(`${norm}_scale/${WHOLE}`)
  const bias = take(`${norm}_bias/${WHOLE}`)
  const constants = [draft.floats([scale.length], scale), draft.floats([bias.length], bias)]
  return draft.node('LayerNormalization', [input, ...constants], {
    axis: -1,
    epsilon: { float: NORM_EPSILON },
  })
}

// Everything is put in twice and half of the answer is dropped: a mean or a product over a single window takes another path through
// the kernels than one over several, and a window's vector must not depend on whether it came alone.
function poolSentence(draft: GraphDraft, take: Take, tokens: string, shape: string): string {
  const whole = draft.node('Concat', [shape, draft.wholes(LIGHT_DIMENSION)], { axis: 0 })
  const windows = draft.node('Reshape', [tokens, whole])
  const doubled = draft.node('Concat', [windows, windows], { axis: 0 })
  const mean = draft.node('ReduceMean', [doubled], { axes: [1], keepdims: 0 })
  const turned = dense(draft, mean, {
    kernel: take(`${MODULE}/hidden_layers/tanh_layer_0/weights`),
    bias: take(`${MODULE}/hidden_layers/tanh_layer_0/bias`),
  })
  const unit = draft.node('LpNormalization', [draft.node('Tanh', [turned])], { axis: -1, p: 2 })
  const count = draft.node('Slice', [shape, draft.wholes(0), draft.wholes(1)])
  return draft.node('Slice', [unit, draft.wholes(0), count])
}
