import type { Random } from '../kit/index.ts'
import { membersByGroup } from '../stats/index.ts'

/** Returns resamples of whole groups with replacement, as how often each holds every row; each shape (n). */
export function drawResamples(
  groups: ArrayLike<number>,
  count: number,
  random: Random,
): Uint16Array[] {
  const members = membersByGroup(groups)
  return Array.from({ length: count }, () => {
    const weights = new Uint16Array(groups.length)
    for (let draw = 0; draw < members.length; draw++) {
      for (const row of members[Math.floor(random.next() * members.length)]!) weights[row]!++
    }
    return weights
  })
}
