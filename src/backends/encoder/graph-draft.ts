import type { Constant, GraphDescription, GraphNode, GraphValue } from '../onnx/model.ts'

/** A graph under construction: every call appends and returns the name of what it made. */
export interface GraphDraft {
  /** Adds one operator call with one output, named after the operator and its position. */
  node(op: string, inputs: readonly string[], attributes?: GraphNode['attributes']): string
  /** Adds one operator call with several outputs. */
  fork(
    op: string,
    inputs: readonly string[],
    outputs: number,
    attributes?: GraphNode['attributes'],
  ): string[]
  /** Adds a float32 constant. */
  floats(shape: readonly number[], data: Float32Array): string
  /** Adds a constant of 8-bit whole numbers, signed or not. */
  bytes(shape: readonly number[], data: Int8Array | Uint8Array): string
  /** Adds a vector of whole numbers, as shapes and axes are given. */
  wholes(...values: readonly number[]): string
  /** Gives a value the name of an output. */
  output(name: string, from: string): void
  /** Returns the finished description. */
  finish(inputs: readonly GraphValue[], outputs: readonly GraphValue[]): GraphDescription
}

/** Returns an empty draft in an operator set. */
export function startGraph(opset = 17): GraphDraft {
  const nodes: GraphNode[] = []
  const constants: Constant[] = []
  const fork: GraphDraft['fork'] = (op, inputs, outputs, attributes = {}) => {
    const names = Array.from({ length: outputs }, (_, index) => `${op}_${nodes.length}_${index}`)
    nodes.push({ op, inputs, outputs: names, attributes })
    return names
  }
  const constant = (shape: readonly number[], data: Constant['data']): string => {
    const name = `constant_${constants.length}`
    constants.push({ name, shape, data })
    return name
  }
  return {
    fork,
    node: (op, inputs, attributes) => fork(op, inputs, 1, attributes)[0]!,
    floats: constant,
    bytes: constant,
    wholes: (...values) => constant([values.length], BigInt64Array.from(values, BigInt)),
    output: (name, from) => {
      nodes.push({ op: 'Identity', inputs: [from], outputs: [name] })
    },
    finish: (inputs, outputs) => ({ nodes, constants, inputs, outputs, opset }),
  }
}
