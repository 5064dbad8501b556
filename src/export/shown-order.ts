import { hash128 } from '../kit/index.ts'

/** Returns the order in which people see the completions of an instance: drawn by seed and id, so that it does not depend on other rows. */
export function shownOrder(seed: number, id: string): 'ab' | 'ba' {
  return (hash128(`${seed}/shown/${id}`)[0] & 1) === 1 ? 'ba' : 'ab'
}
