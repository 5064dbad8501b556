import type { FileHandle } from 'node:fs/promises'
import type { PaidAnswer } from '../../domain/index.ts'
import { HyperError } from '../../kit/index.ts'
import { readAnswer } from './journal-line.ts'
import type { LinePlace } from './key-index.ts'

/** Bytes between two lines that are read along rather than skipped. */
const NEAR_BYTES = 1 << 16
/** Bytes that are read at once, unless one line is longer. */
const LARGEST_BYTES = 1 << 22

interface Wanted extends LinePlace {
  readonly slot: number
}

/**
 * Returns the answers at some places of a file, in their order; undefined stays undefined. Lines that lie near each other are read together.
 *
 * @throws HyperError `data/bad-journal` for a line that was damaged after the journal was opened
 */
export async function readPlaces(
  file: FileHandle,
  places: readonly (LinePlace | undefined)[],
  path: string,
): Promise<(PaidAnswer | undefined)[]> {
  const answers = new Array<PaidAnswer | undefined>(places.length).fill(undefined)
  for (const group of groupNear(places)) {
    const start = group[0]!.offset
    const bytes = Buffer.alloc(endOf(group.at(-1)!) - start)
    await file.read(bytes, 0, bytes.length, start)
    for (const { slot, offset, length } of group) {
      const answer = readAnswer(bytes.subarray(offset - start, offset - start + length))
      if (answer === null) throw damaged(path, offset)
      answers[slot] = answer
    }
  }
  return answers
}

const endOf = ({ offset, length }: LinePlace): number => offset + length

function groupNear(places: readonly (LinePlace | undefined)[]): Wanted[][] {
  const wanted = places
    .flatMap((place, slot) => (place === undefined ? [] : [{ ...place, slot }]))
    .sort((a, b) => a.offset - b.offset)
  const groups: Wanted[][] = []
  for (const place of wanted) {
    const group = groups.at(-1)
    const isNear =
      group !== undefined &&
      place.offset - endOf(group.at(-1)!) < NEAR_BYTES &&
      endOf(place) - group[0]!.offset < LARGEST_BYTES
    if (isNear) group.push(place)
    else groups.push([place])
  }
  return groups
}

function damaged(path: string, offset: number): HyperError {
  return new HyperError(
    'data/bad-journal',
    `${path}: got a damaged line at byte ${offset}, expected the answer that was written there`,
    { details: { file: path, offset } },
  )
}
