import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { FileOid } from './repo-file.ts'

/** Returns a hash that gives an oid's hex once all bytes of a file of this length went in. */
export function startFileHash(kind: FileOid['kind'], bytes: number): Hash {
  if (kind === 'sha256') return createHash('sha256')
  return createHash('sha1').update(`blob ${bytes}\0`)
}

/** Adds the first bytes of a file to a hash. */
export async function hashHead(hash: Hash, path: string, bytes: number): Promise<void> {
  if (bytes === 0) return
  for await (const chunk of createReadStream(path, { end: bytes - 1 })) hash.update(chunk as Buffer)
}

/** Returns the hex of a file's bytes as an oid of this kind has it. */
export async function hashFile(
  path: string,
  kind: FileOid['kind'],
  bytes: number,
): Promise<string> {
  const hash = startFileHash(kind, bytes)
  await hashHead(hash, path, bytes)
  return hash.digest('hex')
}
