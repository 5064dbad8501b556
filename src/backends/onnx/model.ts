/**
 * Writes ONNX models as protobuf messages, so that graphs are built at run time from weights we already have.
 * Only the message kinds that our graphs need. Field numbers: onnx.proto of ONNX 1.16 (IR version 10).
 */

/** Element types of tensors (onnx.TensorProto.DataType). */
export const ELEMENT = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9 } as const

/** An attribute value: whole numbers become INT, `{ float }` FLOAT, text STRING, arrays INTS. */
export type Attribute = number | string | readonly number[] | { readonly float: number }

/** One operator call. */
export interface GraphNode {
  readonly op: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes?: Readonly<Record<string, Attribute>>
  /** Operator set; empty for the standard one. */
  readonly domain?: string
}

/** A constant tensor. */
export interface Constant {
  readonly name: string
  readonly shape: readonly number[]
  readonly data: Float32Array | BigInt64Array | Int32Array | Int8Array | Uint8Array
}

/** An input or output of the graph; a dimension given as text is free. */
export interface GraphValue {
  readonly name: string
  readonly type: keyof typeof ELEMENT
  readonly shape: readonly (number | string)[]
}

/** A whole graph. */
export interface GraphDescription {
  readonly nodes: readonly GraphNode[]
  readonly constants: readonly Constant[]
  readonly inputs: readonly GraphValue[]
  readonly outputs: readonly GraphValue[]
  /** Version of the standard operator set. */
  readonly opset: number
}

/** Returns the bytes of an ONNX model; below 2 GB, the limit of a protobuf message. */
export function writeOnnxModel(graph: GraphDescription): Uint8Array {
  const body = [
    ...graph.nodes.map((node) => bytes(1, nodeMessage(node))),
    text(2, 'hyper'),
    ...graph.constants.map((constant) => bytes(5, tensorMessage(constant))),
    ...graph.inputs.map((value) => bytes(11, valueMessage(value))),
    ...graph.outputs.map((value) => bytes(12, valueMessage(value))),
  ].flat()
  const domains = [...new Set(graph.nodes.map((node) => node.domain ?? ''))]
  const opsets = domains.map((name) =>
    bytes(8, [...text(1, name), ...integer(2, name === '' ? graph.opset : 1)]),
  )
  return join([...integer(1, 10), ...text(2, 'hyper'), ...bytes(7, body), ...opsets.flat()])
}

type Part = Uint8Array

function nodeMessage(node: GraphNode): Part[] {
  return [
    ...node.inputs.flatMap((name) => text(1, name)),
    ...node.outputs.flatMap((name) => text(2, name)),
    ...text(4, node.op),
    ...Object.entries(node.attributes ?? {}).flatMap(([name, value]) =>
      bytes(5, attributeMessage(name, value)),
    ),
    ...(node.domain ? text(7, node.domain) : []),
  ]
}

function attributeMessage(name: string, value: Attribute): Part[] {
  const head = text(1, name)
  if (typeof value === 'number') return [...head, ...integer(3, value), ...integer(20, 2)]
  if (typeof value === 'string') return [...head, ...text(4, value), ...integer(20, 3)]
  if ('float' in value) {
    const four = new Uint8Array(Float32Array.of(value.float).buffer)
    return [...head, varint((2 << 3) | 5), four, ...integer(20, 1)]
  }
  return [...head, ...value.flatMap((item) => integer(8, item)), ...integer(20, 7)]
}

function tensorMessage(constant: Constant): Part[] {
  const { data } = constant
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  return [
    ...constant.shape.flatMap((size) => integer(1, size)),
    ...integer(2, elementOf(data)),
    ...text(8, constant.name),
    ...bytes(9, [raw]),
  ]
}

function elementOf(data: Constant['data']): number {
  if (data instanceof Float32Array) return ELEMENT.float32
  if (data instanceof BigInt64Array) return ELEMENT.int64
  if (data instanceof Int32Array) return ELEMENT.int32
  return data instanceof Int8Array ? ELEMENT.int8 : ELEMENT.uint8
}

function valueMessage(value: GraphValue): Part[] {
  const shape = value.shape.flatMap((size) =>
    bytes(1, typeof size === 'number' ? integer(1, size) : text(2, size)),
  )
  const tensor = [...integer(1, ELEMENT[value.type]), ...bytes(2, shape)]
  return [...text(1, value.name), ...bytes(2, bytes(1, tensor))]
}

function integer(field: number, value: number): Part[] {
  return [varint(field << 3), varint(value)]
}

function text(field: number, value: string): Part[] {
  return bytes(field, [new TextEncoder().encode(value)])
}

function bytes(field: number, parts: readonly Part[]): Part[] {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return [varint((field << 3) | 2), varint(length), ...parts]
}

// Negative numbers are written as 64-bit two's complement, ten bytes, as protobuf wants them.
function varint(value: number): Part {
  let rest = BigInt.asUintN(64, BigInt(value))
  const out: number[] = []
  do {
    const low = Number(rest & 0x7fn)
    rest >>= 7n
    out.push(rest === 0n ? low : low | 0x80)
  } while (rest !== 0n)
  return Uint8Array.from(out)
}

function join(parts: readonly Part[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
