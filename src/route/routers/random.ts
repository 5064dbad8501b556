import { drawSubset } from '../../kit/index.ts'
import { markRows, type Router } from './router.ts'

/** Sends rows to people at random, every set of the size equally likely. */
export const routeRandom: Router = ({ matrix, humans, random }) => {
  const total = matrix.ids.length
  return {
    isHuman: markRows(total, drawSubset(total, humans, random.fork('subset'))),
    gainsAt: null,
    priority: Float64Array.from({ length: total }, randomNumber(random.fork('rank'))),
    propensity: total === 0 ? 0 : humans / total,
    showsGains: false,
    notes: [],
  }
}

function randomNumber(random: { next(): number }): () => number {
  return () => random.next()
}
