import { HyperError } from '../../kit/index.ts'
import { PACKINGS, packingName } from './dequantise.ts'
import { damaged, unsupported } from './errors.ts'
import type { GgufFile, GgufTensor } from './read-gguf.ts'

/** Sizes of a llama-type decoder. */
export interface LlamaShape {
  /** Layers in the file. */
  readonly layers: number
  /** Length of a hidden state. */
  readonly width: number
  /** Width inside the feed-forward part. */
  readonly inner: number
  readonly heads: number
  /** Heads of keys and values; several query heads share one. */
  readonly sharedHeads: number
  readonly headSize: number
  readonly epsilon: number
  /** Base of the rotary angles. */
  readonly ropeBase: number
  /** Tokens of the vocabulary. */
  readonly vocabulary: number
  /** Tokens that the model reads at most. */
  readonly context: number
}

/** Tensors of one layer: their name after `blk.N.` and which sizes make their shape, inputs first. */
const LAYER_TENSORS: Readonly<Record<string, (shape: LlamaShape) => readonly number[]>> = {
  'attn_norm.weight': ({ width }) => [width],
  'attn_q.weight': ({ width, heads, headSize }) => [width, heads * headSize],
  'attn_k.weight': ({ width, sharedHeads, headSize }) => [width, sharedHeads * headSize],
  'attn_v.weight': ({ width, sharedHeads, headSize }) => [width, sharedHeads * headSize],
  'attn_output.weight': ({ width, heads, headSize }) => [heads * headSize, width],
  'ffn_norm.weight': ({ width }) => [width],
  'ffn_gate.weight': ({ width, inner }) => [width, inner],
  'ffn_up.weight': ({ width, inner }) => [width, inner],
  'ffn_down.weight': ({ width, inner }) => [inner, width],
}

/** Name of the tensor of token vectors. */
export const EMBEDDING = 'token_embd.weight'

/**
 * Returns the sizes of a decoder after a look at all that its first layers need: architecture, rotary angles, names, shapes and packings of the tensors.
 *
 * @throws HyperError `config/decoder-unsupported`, `config/decoder-layers`, `config/decoder-damaged`
 */
export function readLlamaShape(file: GgufFile, layers: number): LlamaShape {
  const architecture = file.metadata.get('general.architecture')
  if (architecture !== 'llama') {
    throw unsupported(`architecture ${JSON.stringify(architecture ?? null)}`, '"llama"')
  }
  refuseVariants(file)
  const shape = readSizes(file)
  if (!Number.isInteger(layers) || layers < 1 || layers > shape.layers) {
    throw new HyperError(
      'config/decoder-layers',
      `decoder layers: got ${layers}, expected a whole number from 1 to ${shape.layers}, the layers of the file`,
    )
  }
  checkTensor(file, EMBEDDING, [shape.width, shape.vocabulary])
  for (let layer = 0; layer < layers; layer++) checkLayer(file, layer, shape)
  return shape
}

/** Returns a tensor that is known to be there. */
export function tensorOf(file: GgufFile, name: string): GgufTensor {
  const tensor = file.tensors.get(name)
  if (tensor === undefined) throw damaged(`no tensor ${name}`, 'every tensor of the layers read')
  return tensor
}

function refuseVariants({ metadata, tensors }: GgufFile): void {
  const scaling = [...metadata.keys()].find((key) => key.startsWith('llama.rope.scaling'))
  if (scaling !== undefined) throw unsupported(`${scaling}`, 'rotary angles without scaling')
  if (tensors.has('rope_freqs.weight')) {
    throw unsupported('tensor rope_freqs.weight', 'rotary angles without scaling')
  }
  const experts = metadata.get('llama.expert_count') ?? 0
  if (experts !== 0) throw unsupported(`${String(experts)} experts`, 'none')
}

function readSizes({ metadata }: GgufFile): LlamaShape {
  const number = (key: string, fallback?: number): number => {
    const value = metadata.get(`llama.${key}`) ?? fallback
    if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value
    throw damaged(`llama.${key} ${JSON.stringify(value ?? null)}`, 'a number above 0')
  }
  const whole = (key: string, fallback?: number): number => {
    const value = number(key, fallback)
    if (Number.isInteger(value) && value < 2 ** 24) return value
    throw damaged(`llama.${key} ${value}`, 'a whole number below 2^24')
  }
  const width = whole('embedding_length')
  const heads = whole('attention.head_count')
  const sharedHeads = whole('attention.head_count_kv', heads)
  const tokens = metadata.get('tokenizer.ggml.tokens')
  const shape: LlamaShape = {
    layers: whole('block_count'),
    width,
    inner: whole('feed_forward_length'),
    heads,
    sharedHeads,
    headSize: headSizeOf(width, heads, sharedHeads),
    epsilon: number('attention.layer_norm_rms_epsilon'),
    ropeBase: number('rope.freq_base', 10_000),
    vocabulary: Array.isArray(tokens) ? tokens.length : 0,
    context: whole('context_length'),
  }
  for (const key of ['rope.dimension_count', 'attention.key_length', 'attention.value_length']) {
    const size = whole(key, shape.headSize)
    if (size !== shape.headSize) {
      throw unsupported(`llama.${key} ${size}`, `${shape.headSize}, the width by the heads`)
    }
  }
  return shape
}

function headSizeOf(width: number, heads: number, sharedHeads: number): number {
  if (width % (2 * heads) === 0 && heads % sharedHeads === 0) return width / heads
  throw unsupported(
    `${heads} heads and ${sharedHeads} shared ones in ${width} columns`,
    'heads of an even size, shared by equally many',
  )
}

function checkLayer(file: GgufFile, layer: number, shape: LlamaShape): void {
  const prefix = `blk.${layer}.`
  for (const [name, sizes] of Object.entries(LAYER_TENSORS)) {
    checkTensor(file, `${prefix}${name}`, sizes(shape))
  }
  for (const name of file.tensors.keys()) {
    if (!name.startsWith(prefix) || Object.hasOwn(LAYER_TENSORS, name.slice(prefix.length)))
      continue
    throw unsupported(`tensor ${name}`, Object.keys(LAYER_TENSORS).join(', '))
  }
}

function checkTensor(file: GgufFile, name: string, shape: readonly number[]): void {
  const tensor = tensorOf(file, name)
  if (PACKINGS[tensor.type] === undefined) {
    const known = Object.values(PACKINGS).map((packing) => packing.name)
    throw unsupported(`tensor ${name} as ${packingName(tensor.type)}`, known.join(', '))
  }
  if (tensor.shape.join() === shape.join()) return
  throw unsupported(`tensor ${name} of ${tensor.shape.join(' x ')}`, shape.join(' x '))
}
