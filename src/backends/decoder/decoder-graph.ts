import { type GraphDraft, startGraph } from '../encoder/graph-draft.ts'
import type { GraphDescription } from '../onnx/model.ts'
import { type LayerWeights, roundWeights, type Weights } from './layer-weights.ts'
import type { LlamaShape } from './llama-shape.ts'

/** What the products of a decoder are computed in. */
export type DecoderPrecision = 'int8' | 'float32'

/** What a graph is built of. */
export interface DecoderGraphInput {
  readonly shape: LlamaShape
  /** Layers in order; each is read when its turn comes, so that not all are held unpacked. */
  readonly layers: Iterable<LayerWeights>
  readonly precision: DecoderPrecision
  /** Tokens of the longest sequence. */
  readonly positions: number
}

/** Operator set that brought normalisation by the root mean square, rotary positions and attention. */
const OPSET = 23
/** What goes into the input `step` of a graph in `int8`: activations lie in -1 to 1 and become 1 to 255; 128 is zero. */
export const STEP: number = Math.fround(1 / 127)
const ZERO = 128

/**
 * Returns the graph of the first layers of a llama-type decoder (Touvron et al. 2023, arXiv:2302.13971). Inputs: `x` (sequences x tokens x width), the
 * vectors of the tokens; `at` (sequences x tokens, int64), their positions; `pool` (sequences x 1 x tokens), the weight of every state; under `int8` also `step`. Output
 * `states` (sequences x 1 x width): the weighted states after the last layer, not normalised. Shorter sequences are padded at their end: attention only looks
 * back, so that what stands before the padding never sees it.
 *
 * Under `int8` every product takes weights of 8 bits and activations of 8 bits scaled by the largest of their own token, so that a token's numbers hang on
 * no neighbour.
 */
export function buildDecoderGraph(input: DecoderGraphInput): GraphDescription {
  const { shape, layers, precision, positions } = input
  const draft = startGraph(OPSET)
  const parts: Parts = {
    shape,
    reader: precision === 'int8' ? roundedReader(draft) : plainReader(draft),
    angles: rotaryTables(draft, shape, positions),
  }
  let states = 'x'
  for (const layer of layers) {
    states = draft.node('Add', [states, attend(draft, parts, { layer, states })])
    states = draft.node('Add', [states, feedForward(draft, parts, { layer, states })])
  }
  draft.output('states', draft.node('MatMul', ['pool', states]))
  const { width } = shape
  return draft.finish(
    [
      { name: 'x', type: 'float32', shape: ['sequences', 'tokens', width] },
      { name: 'at', type: 'int64', shape: ['sequences', 'tokens'] },
      { name: 'pool', type: 'float32', shape: ['sequences', 1, 'tokens'] },
      ...(precision === 'int8' ? [{ name: 'step', type: 'float32', shape: [] } as const] : []),
    ],
    [{ name: 'states', type: 'float32', shape: ['sequences', 1, width] }],
  )
}

interface Parts {
  readonly shape: LlamaShape
  /** Takes states in and returns what adds their product with weights and names it. */
  readonly reader: (input: string) => (weights: Weights) => string
  /** Names of the cosines and sines. */
  readonly angles: readonly [string, string]
}

interface Step {
  readonly layer: LayerWeights
  readonly states: string
}

function attend(draft: GraphDraft, parts: Parts, { layer, states }: Step): string {
  const { heads, sharedHeads } = parts.shape
  const read = parts.reader(normalise(draft, parts, { states, scale: layer.attentionNorm }))
  const queries = turn(draft, parts, read(layer.queries), heads)
  const keys = turn(draft, parts, read(layer.keys), sharedHeads)
  const answers = draft.node('Attention', [queries, keys, read(layer.values)], {
    is_causal: 1,
    q_num_heads: heads,
    kv_num_heads: sharedHeads,
  })
  return parts.reader(answers)(layer.attentionOut)
}

// The file keeps the rows of queries and keys such that the two halves of an angle are neighbours.
function turn(draft: GraphDraft, { angles }: Parts, input: string, heads: number): string {
  return draft.node('RotaryEmbedding', [input, ...angles, 'at'], {
    interleaved: 1,
    num_heads: heads,
  })
}

function feedForward(draft: GraphDraft, parts: Parts, { layer, states }: Step): string {
  const read = parts.reader(normalise(draft, parts, { states, scale: layer.forwardNorm }))
  const gate = read(layer.gate)
  const opened = draft.node('Mul', [gate, draft.node('Sigmoid', [gate])])
  return parts.reader(draft.node('Mul', [opened, read(layer.rise)]))(layer.forwardOut)
}

function normalise(
  draft: GraphDraft,
  { shape }: Parts,
  { states, scale }: { readonly states: string; readonly scale: Float32Array },
): string {
  return draft.node('RMSNormalization', [states, draft.floats([scale.length], scale)], {
    axis: -1,
    epsilon: { float: shape.epsilon },
  })
}

function plainReader(draft: GraphDraft): Parts['reader'] {
  return (input) =>
    ({ inputs, outputs, values }) =>
      draft.node('MatMul', [input, draft.floats([inputs, outputs], values)])
}

// The step comes with every run. Were it a constant, the runtime would multiply it into the factors beforehand, and no longer recognise product, scale and
// conversion as the one operation that it has for them.
function roundedReader(draft: GraphDraft): Parts['reader'] {
  const step = draft.floats([], Float32Array.of(STEP))
  const zero = draft.bytes([], Uint8Array.of(ZERO))
  // Padding is zero throughout; nothing may be divided by nothing.
  const least = draft.floats([], Float32Array.of(1e-30))
  const last = draft.wholes(-1)
  return (input) => {
    const largest = draft.node('ReduceMax', [draft.node('Abs', [input]), last])
    const reach = draft.node('Max', [largest, least])
    const scaled = draft.node('Div', [input, reach])
    const rounded = draft.node('QuantizeLinear', [scaled, step, zero])
    return (weights) => {
      const { values, scales } = roundWeights(weights)
      const matrix = draft.bytes([weights.inputs, weights.outputs], values)
      const sums = draft.node('MatMulInteger', [rounded, matrix, zero])
      const factors = draft.node('Mul', ['step', draft.floats([scales.length], scales)])
      const product = draft.node('Mul', [draft.node('Cast', [sums], { to: 1 }), factors])
      return draft.node('Mul', [product, reach])
    }
  }
}

function rotaryTables(
  draft: GraphDraft,
  { headSize, ropeBase }: LlamaShape,
  positions: number,
): [string, string] {
  const half = headSize / 2
  const table = (wave: (angle: number) => number): string =>
    draft.floats(
      [positions, half],
      Float32Array.from({ length: positions * half }, (_, index) => {
        const position = Math.floor(index / half)
        return wave(position * ropeBase ** (-(2 * (index % half)) / headSize))
      }),
    )
  return [table(Math.cos), table(Math.sin)]
}
