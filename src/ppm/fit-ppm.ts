import { HyperError, nearestName, type Random, show } from '../kit/index.ts'
import { prepareBayes } from './bayes.ts'
import { prepareBoosting } from './boosting.ts'
import { prepareBudgetOnly } from './budget-only.ts'
import { type FittedPpm, type PpmKind, ppmKinds } from './fitted.ts'
import { prepareGp } from './gp.ts'
import { type OlsOptions, prepareLinearOls } from './linear-ols.ts'
import { prepareQuadratic } from './quadratic.ts'
import { prepareQuadraticOls } from './quadratic-ols.ts'
import { prepareRidge, type RidgeOptions } from './ridge.ts'
import type { MixDesign, TrainingTable } from './training-table.ts'

/** Options of all kinds; each kind reads its own. */
export interface PpmOptions {
  readonly ridge?: RidgeOptions
  readonly ols?: OlsOptions
}

/**
 * Returns a function that fits one kind to any number of targets of one design. What the targets share (decompositions, kernels, bins) is
 * computed once. `random` is read by `boosting` only.
 *
 * @throws HyperError `data/too-few-mixes`; `config/ppm-needs-influence` for `influence`, which no mix can teach
 */
export function preparePpm(
  kind: PpmKind,
  design: MixDesign,
  options: PpmOptions,
  random?: Random,
): (scores: Float64Array) => FittedPpm {
  switch (kind) {
    case 'budget-only':
      return prepareBudgetOnly(design)
    case 'bayes':
      return prepareBayes(design)
    case 'ridge':
      return prepareRidge(design, options.ridge)
    case 'quadratic':
      return prepareQuadratic(design)
    case 'gp':
      return prepareGp(design)
    case 'boosting':
      if (random === undefined) throw new TypeError('boosting: got no random stream, expected one')
      return prepareBoosting(design, random)
    case 'linear-ols':
      return prepareLinearOls(design, options.ols)
    case 'quadratic-ols':
      return prepareQuadraticOls(design, options.ols)
    case 'influence':
      throw new HyperError(
        'config/ppm-needs-influence',
        'ppm "influence": got trained mixes, expected the influences of a pilot',
        { hint: 'fit it with fitInfluencePpm, or choose a kind that learns from mixes' },
      )
  }
}

/**
 * Returns the fitted model of one target.
 *
 * @throws HyperError `data/too-few-mixes`
 */
export function fitPpm(
  kind: PpmKind,
  table: TrainingTable,
  options: PpmOptions = {},
  random?: Random,
): FittedPpm {
  return preparePpm(kind, table, options, random)(table.scores)
}

/**
 * Returns the kind of a name.
 *
 * @throws HyperError `config/unknown-ppm` with the nearest name
 */
export function parsePpmKind(name: string): PpmKind {
  const found = ppmKinds.find((kind) => kind === name)
  if (found !== undefined) return found
  const near = nearestName(name, ppmKinds)
  throw new HyperError(
    'config/unknown-ppm',
    `ppm: got ${show(name)}, expected one of ${ppmKinds.join(', ')}`,
    near === undefined ? {} : { hint: `did you mean "${near}"?` },
  )
}
