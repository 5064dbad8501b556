import { createRandom, drawNormal, type Random } from '../../../src/kit/index.ts'
import { byteCharacter } from './plain-tokens.ts'

/** Sizes of the tiny decoder: two layers, 32 columns, two query heads that share one head of keys and values. */
export const TINY = {
  layers: 2,
  width: 32,
  inner: 64,
  heads: 2,
  sharedHeads: 1,
  headSize: 16,
  epsilon: 1e-5,
  ropeBase: 10_000,
} as const

/** Numbers of the packings that the tiny decoder uses. */
export const TYPE = { f32: 0, f16: 1, q4of0: 2, q4of1: 3, q8of0: 8 } as const

/** A tensor as it is written: shape with the fastest dimension first. */
export interface TinyTensor {
  readonly shape: readonly number[]
  readonly type: number
  readonly bytes: Uint8Array
}

/** A value of the metadata with its number. */
export type TinyValue = readonly [type: number, value: unknown]

/** A whole tiny file before it is written. */
export interface TinyParts {
  readonly metadata: Record<string, TinyValue>
  readonly tensors: Record<string, TinyTensor>
}

const text = (value: string): TinyValue => [8, value]
const whole = (value: number): TinyValue => [4, value]
const real = (value: number): TinyValue => [6, value]

const spaces = (n: number): string => `${'Ġ'.repeat(n)} ${'Ġ'.repeat(n)}`

/** Merges of the tiny decoder: words, white space, marks, and digits that must never meet. */
export const MERGES: readonly string[] = [
  ...['t h', 'th e', 'Ġ the', 'i n', 'a n', 'an d', 'Ġ and', 'o u', 'e Ġ'],
  // Tokens of up to 32 characters, as real vocabularies have them for rules and for indented code.
  ...[1, 2, 4, 8, 16].flatMap((n) => [`${'!'.repeat(n)} ${'!'.repeat(n)}`, spaces(n)]),
  ...["' s", 'Ċ Ċ', '1 2', 'Ġ 7', 'Ġ Ù', '£ Ù', 'Â ²'],
]
/** Tokens that only the template may set. */
export const SPECIALS: readonly string[] = ['<|endoftext|>', '<|im_start|>', '<|im_end|>']
/** All tokens by id: the special ones, every byte, then what merges make. */
export const TOKENS: readonly string[] = [
  ...SPECIALS,
  ...Array.from({ length: 256 }, (_, byte) => byteCharacter(byte)),
  ...MERGES.map((merge) => merge.replace(' ', '')),
]

/** Returns the parts of a tiny decoder with random weights. */
export function tinyParts(random: Random = createRandom(3)): TinyParts {
  const { width, inner, heads, sharedHeads, headSize } = TINY
  const tensors: Record<string, TinyTensor> = {
    'token_embd.weight': pack(TYPE.q8of0, [width, TOKENS.length], random.fork('embedding')),
  }
  for (let block = 0; block < TINY.layers; block++) {
    const add = (name: string, type: number, shape: readonly number[]): void => {
      tensors[`blk.${block}.${name}.weight`] = pack(type, shape, random.fork(name, block))
    }
    add('attn_norm', TYPE.f32, [width])
    add('attn_q', TYPE.q4of1, [width, heads * headSize])
    add('attn_k', TYPE.q4of1, [width, sharedHeads * headSize])
    add('attn_v', TYPE.q4of0, [width, sharedHeads * headSize])
    add('attn_output', TYPE.q8of0, [heads * headSize, width])
    add('ffn_norm', TYPE.f32, [width])
    add('ffn_gate', TYPE.q4of1, [width, inner])
    add('ffn_up', TYPE.f16, [width, inner])
    add('ffn_down', TYPE.q4of1, [inner, width])
  }
  return { metadata: tinyMetadata(), tensors }
}

function tinyMetadata(): Record<string, TinyValue> {
  const types = TOKENS.map((token) => (SPECIALS.includes(token) ? 3 : 1))
  return {
    'general.architecture': text('llama'),
    'general.name': text('tiny'),
    'llama.block_count': whole(TINY.layers),
    'llama.context_length': whole(512),
    'llama.embedding_length': whole(TINY.width),
    'llama.feed_forward_length': whole(TINY.inner),
    'llama.attention.head_count': whole(TINY.heads),
    'llama.attention.head_count_kv': whole(TINY.sharedHeads),
    'llama.attention.layer_norm_rms_epsilon': real(TINY.epsilon),
    'llama.rope.freq_base': real(TINY.ropeBase),
    'llama.rope.dimension_count': whole(TINY.headSize),
    'tokenizer.ggml.model': text('gpt2'),
    'tokenizer.ggml.pre': text('smollm'),
    'tokenizer.ggml.add_bos_token': [7, false],
    'tokenizer.ggml.tokens': [9, [8, TOKENS]],
    'tokenizer.ggml.token_type': [9, [5, types]],
    'tokenizer.ggml.merges': [9, [8, MERGES]],
  }
}

/** Random packed bytes: scales of a size that keeps states in a sensible range. */
function pack(type: number, shape: readonly number[], random: Random): TinyTensor {
  const count = shape.reduce((product, size) => product * size, 1)
  const [header, block] = { 0: [0, 1], 1: [0, 1], 2: [2, 32], 3: [4, 32], 8: [2, 32] }[type] as [
    number,
    number,
  ]
  const body = { 0: 4, 1: 2, 2: 16, 3: 16, 8: 32 }[type]!
  const bytes = new Uint8Array((count / block) * (header + body))
  const view = new DataView(bytes.buffer)
  for (let at = 0; at < bytes.length; at += header + body) {
    if (type === TYPE.f32) view.setFloat32(at, 1 + 0.2 * drawNormal(random), true)
    else if (type === TYPE.f16) view.setUint16(at, toHalf(0.3 * drawNormal(random)), true)
    else {
      const scale = (0.5 + random.next()) * (type === TYPE.q8of0 ? 0.005 : 0.05)
      view.setUint16(at, toHalf(scale), true)
      if (header === 4) view.setUint16(at + 2, toHalf(-7.5 * scale), true)
      for (let byte = at + header; byte < at + header + body; byte++) {
        bytes[byte] = Math.floor(256 * random.next())
      }
    }
  }
  return { shape, type, bytes }
}

/** Returns the bits of the half-precision number nearest to a normal value. */
export function toHalf(value: number): number {
  if (value === 0) return 0
  const exponent = Math.max(-14, Math.floor(Math.log2(Math.abs(value))))
  const fraction = Math.round((Math.abs(value) / 2 ** exponent) * 1024)
  const bits = fraction < 1024 ? fraction : ((exponent + 15) << 10) + (fraction - 1024)
  return (value < 0 ? 0x8000 : 0) + bits
}

/** Returns a text as the bytes of a length in 64 bits and UTF-8. */
const textBytes = (value: string): Buffer => {
  const bytes = Buffer.from(value, 'utf8')
  return Buffer.concat([int64(bytes.length), bytes])
}
const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value >>> 0)
  return bytes
}
const int64 = (value: number): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}

function valueBytes(type: number, value: unknown): Buffer {
  if (type === 8) return textBytes(value as string)
  if (type === 7) return Buffer.from([value ? 1 : 0])
  if (type === 6) return Buffer.from(Float32Array.of(value as number).buffer)
  if (type === 4 || type === 5) return int32(value as number)
  if (type === 10) return int64(value as number)
  const [inner, items] = value as [number, readonly unknown[]]
  const parts = items.map((item) => valueBytes(inner, item))
  return Buffer.concat([int32(inner), int64(items.length), ...parts])
}

const padTo32 = (bytes: Buffer): Buffer =>
  Buffer.concat([bytes, Buffer.alloc((32 - (bytes.length % 32)) % 32)])

/** Returns the bytes of a GGUF file (version 3). */
export function writeGguf({ metadata, tensors }: TinyParts): Buffer {
  const values = Object.entries(metadata).map(([key, [type, value]]) =>
    Buffer.concat([textBytes(key), int32(type), valueBytes(type, value)]),
  )
  let offset = 0
  const infos: Buffer[] = []
  const data: Buffer[] = []
  for (const [name, { shape, type, bytes }] of Object.entries(tensors)) {
    const sizes = shape.map(int64)
    infos.push(
      Buffer.concat([textBytes(name), int32(shape.length), ...sizes, int32(type), int64(offset)]),
    )
    data.push(padTo32(Buffer.from(bytes)))
    offset += data.at(-1)!.length
  }
  const counts = [int64(infos.length), int64(values.length)]
  const head = Buffer.concat([Buffer.from('GGUF'), int32(3), ...counts, ...values, ...infos])
  return Buffer.concat([padTo32(head), ...data])
}

/** Returns the bytes of a GGUF file of a tiny decoder, some of its parts changed. */
export function writeTinyGguf(
  change: (parts: TinyParts) => void = () => {},
  random?: Random,
): Buffer {
  const parts = tinyParts(random)
  change(parts)
  return writeGguf(parts)
}
