import { crc32, deflateRawSync } from 'node:zlib'

/** A file inside a zip file. */
export interface ZipPart {
  readonly name: string
  readonly content: Uint8Array
  /** Stored as it is instead of deflated. */
  readonly stored?: boolean
}

/** Returns the bytes of a zip file: local headers with their data, the directory, the end record with a comment. */
export function writeZip(parts: readonly ZipPart[], comment = ''): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let start = 0
  for (const { name, content, stored = false } of parts) {
    const packed = stored ? Buffer.from(content) : deflateRawSync(content)
    const head = Buffer.alloc(26)
    head.writeUInt16LE(20, 0)
    head.writeUInt16LE(stored ? 0 : 8, 4)
    head.writeUInt32LE(crc32(content), 10)
    head.writeUInt32LE(packed.length, 14)
    head.writeUInt32LE(content.length, 18)
    head.writeUInt16LE(name.length, 22)
    locals.push(Buffer.from('PK\u0003\u0004'), head, Buffer.from(name), packed)
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(start, 10)
    directory.push(Buffer.from('PK\u0001\u0002\u0014\u0000'), head, tail, Buffer.from(name))
    start += 30 + name.length + packed.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(parts.length, 4)
  end.writeUInt16LE(parts.length, 6)
  end.writeUInt32LE(listed.length, 8)
  end.writeUInt32LE(start, 12)
  end.writeUInt16LE(comment.length, 16)
  const last = [Buffer.from('PK\u0005\u0006'), end, Buffer.from(comment)]
  return Buffer.concat([...locals, listed, ...last])
}
