import { HyperError, nearestName, show } from '../kit/index.ts'

/** Every router, by name. */
export const ROUTER_NAMES = [
  'random',
  'all-human',
  'all-lm',
  'top-k',
  'simulated',
  'optimal',
  'marginal',
  'search',
  'combined',
  'label-gain',
  'disagreement',
  'uncertainty',
  'uncertainty:tie',
  'uncertainty:probability',
  'uncertainty:entropy',
  'uncertainty:flip',
  'uncertainty:panel',
  'uncertainty:consistency',
  'reward-gap',
  'coverage',
  'influence',
  'oracle',
] as const

/** The rules by which rows are sent to people. */
export type RouterName = (typeof ROUTER_NAMES)[number]

/** Routers that rank by the PPM alone. */
export const RANKS_BY_PPM: readonly RouterName[] = [
  'top-k',
  'simulated',
  'optimal',
  'marginal',
  'search',
]

const FILLS_NO_BUDGET: readonly string[] = ['all-human', 'all-lm', 'optimal']

/** Tells whether a router sends as many rows to people as the budget allows, rather than a number of its own. */
export function fillsBudget(router: string): boolean {
  return !FILLS_NO_BUDGET.includes(router)
}

/**
 * Returns a router's name after checking it.
 *
 * @throws HyperError `config/unknown-router`
 */
export function parseRouter(name: string): RouterName | 'auto' {
  const names: readonly string[] = [...ROUTER_NAMES, 'auto']
  if (names.includes(name)) return name as RouterName | 'auto'
  const nearest = nearestName(name, names)
  throw new HyperError(
    'config/unknown-router',
    `router: got ${show(name)}, expected one of ${names.join(', ')}`,
    nearest === undefined ? {} : { hint: `did you mean "${nearest}"?` },
  )
}
