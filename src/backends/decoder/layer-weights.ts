import { dequantise, PACKINGS } from './dequantise.ts'
import { tensorOf } from './llama-shape.ts'
import type { GgufFile, GgufTensor } from './read-gguf.ts'

/** A matrix that states are multiplied with from the left, row-major (inputs x outputs). */
export interface Weights {
  readonly inputs: number
  readonly outputs: number
  readonly values: Float32Array
}

/** Weights of one layer. */
export interface LayerWeights {
  readonly attentionNorm: Float32Array
  readonly queries: Weights
  readonly keys: Weights
  readonly values: Weights
  readonly attentionOut: Weights
  readonly forwardNorm: Float32Array
  readonly gate: Weights
  readonly rise: Weights
  readonly forwardOut: Weights
}

/** Returns the dequantised weights of the first layers, one after the other. */
export function* readLayers(file: GgufFile, count: number): Generator<LayerWeights> {
  for (let layer = 0; layer < count; layer++) yield readLayer(file, layer)
}

function readLayer(file: GgufFile, layer: number): LayerWeights {
  const tensor = (name: string): GgufTensor => tensorOf(file, `blk.${layer}.${name}.weight`)
  return {
    attentionNorm: valuesOf(tensor('attn_norm')),
    queries: turned(tensor('attn_q')),
    keys: turned(tensor('attn_k')),
    values: turned(tensor('attn_v')),
    attentionOut: turned(tensor('attn_output')),
    forwardNorm: valuesOf(tensor('ffn_norm')),
    gate: turned(tensor('ffn_gate')),
    rise: turned(tensor('ffn_up')),
    forwardOut: turned(tensor('ffn_down')),
  }
}

function valuesOf({ type, bytes }: GgufTensor): Float32Array {
  return dequantise(PACKINGS[type]!, bytes)
}

// A file holds one row per output; the graph wants one row per input.
function turned(tensor: GgufTensor): Weights {
  const [inputs, outputs] = tensor.shape as [number, number]
  const rows = valuesOf(tensor)
  const values = new Float32Array(rows.length)
  for (let output = 0; output < outputs; output++) {
    for (let input = 0; input < inputs; input++) {
      values[input * outputs + output] = rows[output * inputs + input]!
    }
  }
  return { inputs, outputs, values }
}

/** A matrix in whole numbers of 8 bits with one factor per output. */
export interface RoundedWeights {
  /** Row-major (inputs x outputs), -127 to 127. */
  readonly values: Int8Array
  /** Per output: what 1 stands for. */
  readonly scales: Float32Array
}

/** Returns a matrix rounded to 8 bits, each output by its own largest weight. */
export function roundWeights({ outputs, values }: Weights): RoundedWeights {
  const scales = new Float32Array(outputs)
  for (let row = 0; row < values.length; row += outputs) {
    for (let column = 0; column < outputs; column++) {
      const size = Math.abs(values[row + column]!)
      if (size > scales[column]!) scales[column] = size
    }
  }
  for (let column = 0; column < outputs; column++) scales[column]! /= 127
  const rounded = new Int8Array(values.length)
  for (let row = 0; row < values.length; row += outputs) {
    for (let column = 0; column < outputs; column++) {
      const scale = scales[column]!
      if (scale > 0) rounded[row + column] = Math.round(values[row + column]! / scale)
    }
  }
  return { values: rounded, scales }
}
