import type { Random } from '../kit/index.ts'
import {
  type CrossValidationOptions,
  crossValidateTargets,
  type TargetFacts,
} from './cross-validate.ts'
import { preparePpm } from './fit-ppm.ts'
import type { FittedPpm } from './fitted.ts'
import type { PpmQuality } from './quality.ts'
import { createMixDesign, type MixDesignInput, withScores } from './training-table.ts'

/** Input of `fitAllTargets`: one set of mixes, many targets. */
export interface TargetsInput extends MixDesignInput {
  /** Scores by target (`overall`, categories), points; each shape (n). */
  readonly scores: Readonly<Record<string, Float64Array>>
  readonly facts?: Readonly<Record<string, TargetFacts>>
}

/** Models and their quality by target. */
export interface FittedTargets {
  readonly models: Readonly<Record<string, FittedPpm>>
  readonly quality: Readonly<Record<string, PpmQuality>>
}

/**
 * Returns one model per target, fitted on all mixes, and how well each target is predicted out of fold. Decompositions are shared.
 *
 * @throws HyperError `data/bad-mix`, `data/bad-score`, `data/too-few-mixes`
 */
export function fitAllTargets(
  input: TargetsInput,
  options: CrossValidationOptions,
  random: Random,
): FittedTargets {
  const design = createMixDesign(input)
  const names = Object.keys(input.scores).sort()
  for (const name of names) withScores(design, input.scores[name]!)
  const solve = preparePpm(options.kind, design, options.model ?? {}, random.fork('fit'))
  const models = Object.fromEntries(names.map((name) => [name, solve(input.scores[name]!)]))
  const { scores, facts = {} } = input
  const quality = crossValidateTargets(
    design,
    { ...options, scores, facts },
    random.fork('quality'),
  )
  return { models, quality }
}
