import type { Prices } from '../domain/index.ts'
import { hasKnown } from './known-values.ts'
import type { RoutingRequest } from './request.ts'
import type { RouterName } from './router-names.ts'

/** What decides on the router. */
export interface RouterFacts {
  readonly hasPredictor: boolean
  /** False when the PPM was refused; absent when nobody checked. */
  readonly usable?: boolean | undefined
  /** True when a refused PPM predicted better than the budget out of fold all the same: no evidence, but the best guess there is. */
  readonly leaning?: boolean | undefined
  readonly hasCombined?: boolean
  readonly hasLabelGain?: boolean
  readonly hasPDiffers?: boolean
  /** True where the router has to find the budget too; default false. */
  readonly isFree?: boolean
  /** The plan that costs least; default `all-lm`. */
  readonly cheapest?: 'all-human' | 'all-lm'
}

/** A router and the sentence that says why. */
export interface RouterChoice {
  /** The router that fills the budget. */
  readonly router: RouterName
  /** The same, or the cheapest plan where nothing supports spending the budget. */
  readonly recommended: RouterName
  readonly reason: string
}

/**
 * Returns the router that the evidence supports, the first that is there: `combined`, `search` with a PPM that was not refused, `label-gain`,
 * `disagreement`. When nothing is there, the cheapest plan is recommended, and a free budget is not spent; a fixed one that is spent all the same goes
 * where a refused PPM leans, else to rows at random, which at least is unbiased. A free budget needs evidence that says how many rows are worth a person: a PPM or a label gain.
 */
export function chooseRouter(facts: RouterFacts): RouterChoice {
  const { isFree = false, cheapest = 'all-lm' } = facts
  const steps = listSteps(facts)
  const found = steps.findIndex(({ holds }) => holds)
  const reasons = steps.slice(0, found < 0 ? steps.length : found).map(({ otherwise }) => otherwise)
  if (found >= 0) {
    const { router, because } = steps[found]!
    return { router, recommended: router, reason: [...reasons, because].join('; ') }
  }
  const leans = facts.leaning === true && facts.hasPredictor
  const end = isFree
    ? 'nothing supports paying for the dearer source'
    : `nothing supports spending the budget on people: the cheapest plan, "${cheapest}", is recommended${leans ? '; a budget that is spent all the same goes where the refused PPM leans' : ''}`
  return {
    router: isFree ? cheapest : leans ? 'search' : 'random',
    recommended: cheapest,
    reason: [...reasons, end].join('; '),
  }
}

interface Step {
  readonly router: RouterName
  readonly holds: boolean
  /** Why it was chosen, and why it was not. */
  readonly because: string
  readonly otherwise: string
}

function listSteps(facts: RouterFacts): Step[] {
  const { hasPredictor, usable, hasCombined, hasLabelGain, hasPDiffers, isFree } = facts
  const hasPpm = hasPredictor && usable !== false
  const knowsBudget = isFree !== true || hasPpm || hasLabelGain === true
  const silent = 'does not say how many rows are worth a person'
  return [
    {
      router: 'combined',
      holds: hasCombined === true && knowsBudget,
      because: 'a learned combination of the evidence is there',
      otherwise: hasCombined ? `the combination ${silent}` : 'no learned combination is there',
    },
    {
      router: 'search',
      holds: hasPpm,
      because: 'a PPM is there that was not refused',
      otherwise: hasPredictor ? 'the PPM is not better than the budget alone' : 'no PPM is there',
    },
    {
      router: 'label-gain',
      holds: hasLabelGain === true,
      because: 'the expected gain in label utility is known',
      otherwise: 'the expected gain in label utility is unknown',
    },
    {
      router: 'disagreement',
      holds: hasPDiffers === true && knowsBudget,
      because: 'P(human differs from LM) is known',
      otherwise: hasPDiffers
        ? `P(human differs from LM) ${silent}`
        : 'P(human differs from LM) is unknown',
    },
  ]
}

/** Returns the facts of a request. */
export function readRouterFacts(
  request: Pick<
    RoutingRequest,
    'predictor' | 'usable' | 'leaning' | 'evidence' | 'budget' | 'prices'
  >,
): RouterFacts {
  const { predictor, usable, leaning, evidence, budget, prices } = request
  return {
    hasPredictor: predictor !== null,
    usable,
    leaning,
    hasCombined: hasKnown(evidence?.combined?.value),
    hasLabelGain: hasKnown(evidence?.labelGain),
    hasPDiffers: hasKnown(evidence?.pDiffers),
    isFree: budget === 'free',
    cheapest: cheapestPlan(prices),
  }
}

/** An unknown price of people is taken to be the higher one. */
function cheapestPlan({ human, lm }: Prices): 'all-human' | 'all-lm' {
  return human !== null && lm !== null && human < lm ? 'all-human' : 'all-lm'
}
