import type { RouterName } from './router-names.ts'
import { routeAllHuman } from './routers/all-human.ts'
import { routeAllLm } from './routers/all-lm.ts'
import { routeInfluence } from './routers/by-influence.ts'
import { routeCombined } from './routers/combined.ts'
import { routeCoverage } from './routers/coverage.ts'
import { routeDisagreement } from './routers/disagreement.ts'
import { routeLabelGain } from './routers/label-gain.ts'
import { routeMarginal } from './routers/marginal.ts'
import { routeOptimal } from './routers/optimal.ts'
import { routeOracle } from './routers/oracle.ts'
import { routeRandom } from './routers/random.ts'
import { routeRewardGap } from './routers/reward-gap.ts'
import type { Router } from './routers/router.ts'
import { routeSearch } from './routers/search.ts'
import { routeSimulated } from './routers/simulated.ts'
import { routeTopK } from './routers/top-k.ts'
import { createUncertainty } from './routers/uncertainty.ts'

/** The rule of every router. */
export const ROUTERS: Readonly<Record<RouterName, Router>> = {
  random: routeRandom,
  'all-human': routeAllHuman,
  'all-lm': routeAllLm,
  'top-k': routeTopK,
  simulated: routeSimulated,
  optimal: routeOptimal,
  marginal: routeMarginal,
  search: routeSearch,
  combined: routeCombined,
  'label-gain': routeLabelGain,
  disagreement: routeDisagreement,
  uncertainty: createUncertainty(),
  'uncertainty:tie': createUncertainty('tie'),
  'uncertainty:probability': createUncertainty('probability'),
  'uncertainty:entropy': createUncertainty('entropy'),
  'uncertainty:flip': createUncertainty('flip'),
  'uncertainty:panel': createUncertainty('panel'),
  'uncertainty:consistency': createUncertainty('consistency'),
  'reward-gap': routeRewardGap,
  coverage: routeCoverage,
  influence: routeInfluence,
  oracle: routeOracle,
}
