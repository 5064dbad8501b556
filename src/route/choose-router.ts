import type { RouterName } from './request.ts'

/** What decides on the router. */
export interface RouterFacts {
  readonly hasPredictor: boolean
  /** False when the PPM was refused; absent when nobody checked. */
  readonly usable?: boolean | undefined
  readonly hasPDiffers: boolean
}

/** A router and the sentence that says why. */
export interface RouterChoice {
  readonly router: RouterName
  readonly reason: string
}

/**
 * Returns the router that the evidence supports: `search` with a PPM that beat the budget alone; else the rows on which the sources most probably
 * differ, for no other row can change a mix; else a random choice, which at least is unbiased.
 */
export function chooseRouter({ hasPredictor, usable, hasPDiffers }: RouterFacts): RouterChoice {
  if (hasPredictor && usable !== false) {
    return { router: 'search', reason: 'a PPM is there that was not refused' }
  }
  const refused = hasPredictor ? 'the PPM is not better than the budget alone' : 'no PPM is there'
  return hasPDiffers
    ? { router: 'disagreement', reason: `${refused}; P(human differs from LM) is known` }
    : { router: 'random', reason: `${refused}, and P(human differs from LM) is unknown` }
}
