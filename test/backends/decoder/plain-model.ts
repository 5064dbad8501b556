/** A file of the decoder read once more, plainly and apart from the product. */

/** A tensor in double precision, row-major. */
export interface PlainMatrix {
  readonly columns: number
  readonly rows: number
  readonly values: Float64Array
}

/** What a file holds. */
export interface PlainModel {
  readonly metadata: ReadonlyMap<string, unknown>
  readonly matrix: (name: string) => PlainMatrix
  /** One row of a tensor. */
  readonly row: (name: string, row: number) => Float64Array
}

/** Reads a file that is known to be sound. */
export function readPlainModel(bytes: Buffer): PlainModel {
  let at = 8
  const take = (size: number): Buffer => {
    at += size
    return bytes.subarray(at - size, at)
  }
  const u32 = (): number => take(4).readUInt32LE()
  const u64 = (): number => Number(take(8).readBigUInt64LE())
  const word = (): string => take(u64()).toString('utf8')
  const value = (type: number): unknown => {
    if (type === 4) return u32()
    if (type === 5) return take(4).readInt32LE()
    if (type === 6) return take(4).readFloatLE()
    if (type === 7) return take(1)[0] === 1
    if (type === 8) return word()
    if (type !== 9) throw new Error(`plain reader: type ${type}`)
    const inner = u32()
    return Array.from({ length: u64() }, () => value(inner))
  }
  const tensorCount = u64()
  const entries = Array.from({ length: u64() }, () => [word(), value(u32())] as const)
  const infos = Array.from({ length: tensorCount }, () => {
    const name = word()
    const shape = Array.from({ length: u32() }, u64)
    return { name, shape, type: u32(), offset: u64() }
  })
  const start = Math.ceil(at / 32) * 32
  const find = (name: string): (typeof infos)[number] => infos.find((own) => own.name === name)!
  const cut = (name: string, from: number, count: number): Float64Array => {
    const { type, offset } = find(name)
    return unpack(bytes.subarray(start + offset), type, { from, count })
  }
  return {
    metadata: new Map(entries),
    matrix: (name) => {
      const [columns, rows = 1] = find(name).shape as [number, number?]
      return { columns, rows, values: cut(name, 0, columns * rows) }
    },
    row: (name, row) => {
      const [columns] = find(name).shape as [number]
      return cut(name, row * columns, columns)
    },
  }
}

function half(bits: number): number {
  const sign = bits >= 32768 ? -1 : 1
  const power = ((bits % 32768) - (bits % 1024)) / 1024
  const tail = (bits % 1024) / 1024
  return sign * (power === 0 ? tail * 2 ** -14 : (1 + tail) * 2 ** (power - 15))
}

function unpack(
  bytes: Buffer,
  type: number,
  { from, count }: { readonly from: number; readonly count: number },
): Float64Array {
  const values = new Float64Array(count)
  for (let place = 0; place < count; place++) values[place] = numberAt(bytes, type, from + place)
  return values
}

function numberAt(bytes: Buffer, type: number, index: number): number {
  if (type === 0) return bytes.readFloatLE(4 * index)
  if (type === 1) return half(bytes.readUInt16LE(2 * index))
  const size = type === 8 ? 34 : type === 3 ? 20 : 18
  const block = Math.floor(index / 32) * size
  const inside = index % 32
  const scale = half(bytes.readUInt16LE(block))
  if (type === 8) return scale * bytes.readInt8(block + 2 + inside)
  const pair = bytes[block + size - 16 + (inside % 16)]!
  const quarter = inside < 16 ? pair % 16 : Math.floor(pair / 16)
  return type === 3 ? scale * quarter + half(bytes.readUInt16LE(block + 2)) : scale * (quarter - 8)
}
