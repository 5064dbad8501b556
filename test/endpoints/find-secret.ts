import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** Characters of a secret that must not stand together anywhere. */
const RUN = 10

/** Returns the ways in which a secret could be written, in base64 wherever it begins in a group of three bytes. */
function formsOf(secret: string): string[] {
  const shifted = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), Buffer.from(secret)]),
  )
  const encoded = shifted.flatMap((bytes) =>
    (['base64', 'base64url'] as const).map((encoding) =>
      // The first group and the last hold bits of what stands beside the secret.
      bytes.toString(encoding).slice(4, -4),
    ),
  )
  const reversed = [...secret].reverse().join('')
  const hex = Buffer.from(secret).toString('hex')
  return [secret, reversed, hex, encodeURIComponent(secret), ...encoded]
}

/** Returns where a part of a secret, in any form, stands among named texts. */
export function findSecret(secret: string, texts: Readonly<Record<string, string>>): string[] {
  const parts = new Set(
    formsOf(secret).flatMap((form) =>
      Array.from({ length: form.length - RUN + 1 }, (_, start) => form.slice(start, start + RUN)),
    ),
  )
  return Object.entries(texts).flatMap(([name, text]) => {
    const part = [...parts].find((own) => text.includes(own))
    return part === undefined ? [] : `${name}: ${part}`
  })
}

/** Returns every file below a folder as text, unpacked where it is gzip. */
export function textsBelow(folder: string): Record<string, string> {
  const texts: Record<string, string> = {}
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const bytes = readFileSync(path)
    const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b
    texts[relative(folder, path)] = (isPacked ? gunzipSync(bytes) : bytes).toString('latin1')
  }
  return texts
}
