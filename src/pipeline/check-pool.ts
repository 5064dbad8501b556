import type { LabelledPool } from '../domain/index.ts'
import { HyperError } from '../kit/index.ts'

/** Fewest rows that a mix may be made of. */
export const LEAST_ROWS = 10
/** Fewest prompts of them: the penalty is chosen over five folds of prompts. */
const LEAST_PROMPTS = 5

/**
 * Returns the pool where mixes can be made of it.
 *
 * @throws HyperError `data/no-pool` where no instance may train with labels of both sources, `data/small-pool` where too few do
 */
export function checkPool(pool: LabelledPool): LabelledPool {
  const rows = pool.ids.length
  const prompts = new Set(pool.groups).size
  if (rows >= LEAST_ROWS && prompts >= LEAST_PROMPTS) return pool
  const leftOut = Object.entries(pool.leftOut).filter(([, count]) => count > 0)
  const reasons = leftOut.map(([reason, count]) => `${count} ${reason}`).join(', ')
  throw new HyperError(
    rows === 0 ? 'data/no-pool' : 'data/small-pool',
    `training pool: got ${rows} instances of ${prompts} prompts${reasons === '' ? '' : ` (left out: ${reasons})`}, expected at least ${LEAST_ROWS} of ${LEAST_PROMPTS} prompts with labels of both sources`,
    {
      hint: 'mixes are made of instances that carry a human and an LM label, no tie, and are neither held out nor in a suite; a judge that contradicts itself in the two orders gives ties, which "labels: {ties: half}" keeps at half weight',
      details: { rows, prompts, leftOut: pool.leftOut },
    },
  )
}
