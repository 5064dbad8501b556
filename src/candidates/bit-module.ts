/** The two functions of the compiled kernel; all arguments are byte addresses or counts. */
export interface BitFunctions {
  /** For each of `columns` columns from `at` on: writes the size of the intersection with the set to `out`, four bytes a column. */
  count(at: number, columns: number, set: number, bytes: number, out: number): void
  /** Takes the rows of the column at `at` out of the set. */
  remove(at: number, set: number, bytes: number): void
}

/** A column or set takes a whole number of these: 64 bytes, four SIMD words. */
export const STRIDE_BYTES = 64

/** The part of WebAssembly that is used here; absent in runtimes without it. */
interface Compiler {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer }
  readonly Instance: new (
    module: object,
    imports: Readonly<Record<string, Readonly<Record<string, object>>>>,
  ) => { readonly exports: unknown }
}

/** Returns the compiled kernel on a memory of so many bytes; null where the runtime has no WebAssembly with SIMD, or not the memory. */
export function openBitModule(
  bytes: number,
): { readonly functions: BitFunctions; readonly memory: ArrayBuffer } | null {
  const compiler = (globalThis as { readonly WebAssembly?: Compiler }).WebAssembly
  if (compiler === undefined) return null
  try {
    compiled ??= new compiler.Module(writeModule())
    const memory = new compiler.Memory({ initial: Math.ceil(bytes / 65_536) })
    const { exports } = new compiler.Instance(compiled, { m: { m: memory } })
    return { functions: exports as BitFunctions, memory: memory.buffer }
  } catch {
    return null
  }
}

let compiled: object | undefined

const I32 = 0x7f
const V128 = 0x7b
const get = (local: number): number[] => [0x20, local]
const set = (local: number): number[] => [0x21, local]
const constant = (value: number): number[] => [0x41, ...signed(value)]
const add = 0x6a
const subtract = 0x6b
const lessUnsigned = 0x49
const loop = (...body: readonly (number | readonly number[])[]): number[] => [
  ...[0x03, 0x40, ...body.flat()],
  0x0b,
]
const branchIf = [0x0d, 0]
const simd = (op: number): number[] => [0xfd, ...unsigned(op)]
const load = (offset: number): number[] => [...simd(0), 4, ...unsigned(offset)]
const store = (offset: number): number[] => [...simd(11), 4, ...unsigned(offset)]
const zeros = [...simd(12), ...new Array<number>(16).fill(0)]
const and = simd(78)
const andNot = simd(79)
const popcount = simd(98)
const addBytes = simd(110)
const pairBytes = simd(125)
const pairShorts = simd(127)
const addWords = simd(174)
const lane = (index: number): number[] => [...simd(27), index]
const quarters = [0, 16, 32, 48]

// Locals: 0 at, 1 columns, 2 set, 3 bytes, 4 out, 5 stop, 6 place in the set, 7 stop of the chunk, 8 sums of bytes, 9 sums of words.
// A byte lane holds at most 255: 28 words of eight bits fit, so a chunk is seven strides.
function countBody(): number[] {
  const step = quarters.flatMap((offset) =>
    [get(8), get(0), load(offset), get(6), load(offset), and, popcount, addBytes, set(8)].flat(),
  )
  const advance = (local: number): number[] => [
    ...get(local),
    ...constant(STRIDE_BYTES),
    add,
    ...set(local),
  ]
  const chunk = loop(
    [...zeros, ...set(8), ...get(0), ...constant(7 * STRIDE_BYTES), add, ...set(7)],
    // The chunk ends at the column's end at the latest: select(stop of chunk, stop, whether it is lower).
    [...get(7), ...get(5), ...get(7), ...get(5), lessUnsigned, 0x1b, ...set(7)],
    loop(step, advance(0), advance(6), get(0), get(7), lessUnsigned, branchIf),
    [...get(9), ...get(8), ...pairBytes, ...pairShorts, ...addWords, ...set(9)],
    [...get(0), ...get(5), lessUnsigned, ...branchIf],
  )
  const sum = [0, 1, 2, 3].flatMap((index) => [...get(9), ...lane(index), ...(index ? [add] : [])])
  return loop(
    [...get(0), ...get(3), add, ...set(5), ...get(2), ...set(6), ...zeros, ...set(9)],
    chunk,
    [...get(4), ...sum, 0x36, 2, 0, ...get(4), ...constant(4), add, ...set(4)],
    [...get(1), ...constant(1), subtract, 0x22, 1, ...branchIf],
  )
}

// Locals: 0 at, 1 set, 2 bytes, 3 stop.
function removeBody(): number[] {
  const step = quarters.flatMap((offset) =>
    [get(1), get(1), load(offset), get(0), load(offset), andNot, store(offset)].flat(),
  )
  const advance = (local: number): number[] => [
    ...get(local),
    ...constant(STRIDE_BYTES),
    add,
    ...set(local),
  ]
  return [
    ...[...get(0), ...get(2), add, ...set(3)],
    ...loop(step, advance(0), advance(1), get(0), get(3), lessUnsigned, branchIf),
  ]
}

/**
 * Returns the bytes of the module: types, one imported memory `m.m`, two functions.
 *
 * @see WebAssembly Core Specification 2.0, chapter 5 (binary format)
 */
function writeModule(): Uint8Array {
  const name = (text: string): number[] => [
    text.length,
    ...Array.from(text, (letter) => letter.charCodeAt(0)),
  ]
  const type = (count: number): number[] => [0x60, count, ...new Array(count).fill(I32), 0]
  const section = (id: number, ...body: number[]): number[] => [
    id,
    ...unsigned(body.length),
    ...body,
  ]
  const code = (locals: readonly number[], body: readonly number[]): number[] => {
    const whole = [...locals, ...body, 0x0b]
    return [...unsigned(whole.length), ...whole]
  }
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, 2, ...type(5), ...type(3)),
    ...section(2, 1, ...name('m'), ...name('m'), 2, 0, 1),
    ...section(3, 2, 0, 1),
    ...section(7, 2, ...name('count'), 0, 0, ...name('remove'), 0, 1),
    ...section(
      10,
      2,
      ...code([2, 3, I32, 2, V128], countBody()),
      ...code([1, 1, I32], removeBody()),
    ),
  ])
}

function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)]
}

function signed(value: number): number[] {
  return value < 64 ? [value] : [(value & 127) | 128, ...signed(value >>> 7)]
}
