import { formatOfPath } from '../files/file-format.ts'
import { sha256Of } from '../files/sha256-of.ts'
import type { HubId } from './hub-id.ts'

/**
 * Returns the name under which a file is kept and told of, such as `OWNER_NAME-CONFIG-SPLIT-0000.parquet`, or `OWNER_NAME@v1_0-...` where the id names a
 * revision. There is no dot before the ending: rows without an id get one from the part before the first dot, and that must differ by file.
 */
export function nameFile(
  part: { readonly id: HubId; readonly config: string; readonly split: string },
  path: string,
  index: number,
): string {
  const { owner, name, revision } = part.id
  const at = revision === null ? '' : `@${plain(revision)}`
  const shard = String(index).padStart(4, '0')
  return `${plain(`${owner}_${name}`)}${at}-${plain(part.config)}-${plain(part.split)}-${shard}${endingOf(path)}`
}

/** Longest part of a name: file systems end at 255 bytes. */
const LONGEST_PART = 50

/** A part that loses more than its dots keeps what tells it from others. */
function plain(text: string): string {
  const kept = text.replace(/[^A-Za-z0-9_-]/g, '_')
  if (/^[\w.-]+$/.test(text) && kept.length <= LONGEST_PART) return kept
  return `${kept.slice(0, LONGEST_PART - 9)}_${sha256Of(text).slice(0, 8)}`
}

function endingOf(path: string): string {
  const known = formatOfPath(path) !== null
  return known ? (/\.[^./]+(?:\.gz)?$/i.exec(path)?.[0].toLowerCase() ?? '') : ''
}
