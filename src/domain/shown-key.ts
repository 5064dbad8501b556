import { hash128 } from '../kit/index.ts'

/** The order in which two completions are shown: `ba` shows the stored completion B first. */
export type ShownSides = 'ab' | 'ba'

/** What the key of a task tells. */
export interface ShownKey {
  /** Seed that drew the order, as it was written. */
  readonly seed: string
  readonly order: ShownSides
}

/**
 * Returns the key that a task carries: `s` and the seed in plain, then 16 hex digits that only someone who computes them again can read as an
 * order. The digits depend on the id too, so that a key which came to stand beside another id is found out.
 */
export function formatShownKey(seed: number, order: ShownSides, id: string): string {
  return `s${seed}-${digits(String(seed), order, id)}`
}

/** Returns what a key tells about the pair of an id, or null where it is no key of this id; the inverse of `formatShownKey`. */
export function parseShownKey(key: string, id: string): ShownKey | null {
  const match = /^s(.+)-([0-9a-f]{16})$/.exec(key.trim())
  if (match === null) return null
  const [, seed, found] = match
  for (const order of ['ab', 'ba'] as const)
    if (digits(seed!, order, id) === found) return { seed: seed!, order }
  return null
}

function digits(seed: string, order: ShownSides, id: string): string {
  const [high, low] = hash128(`${seed}/${order}/${id}`)
  return [high, low].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}
