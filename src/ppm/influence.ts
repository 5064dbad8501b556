import type { Random } from '../kit/index.ts'
import { dot } from '../stats/index.ts'
import {
  type FittedPpm,
  type ModelBody,
  type PpmState,
  sealPpm,
  stateArray,
  stateNumber,
} from './fitted.ts'
import { fitInfluence, type InfluenceFit, varianceAlong } from './influence-fit.ts'
import { type InfluencePilot, openPilot } from './influence-pilot.ts'

/** How influences are regressed. */
export interface InfluenceOptions {
  /** Folds of whole prompt groups over which the penalty is chosen; default 10. */
  readonly folds?: number
}

/**
 * Returns the PPM of a pilot's influences: the regression of what a human label did to the target on the features of its row, no mix trained.
 * As a predictor it is linear: `predict` gives as mean the score of the all-LM mix (`cornerScore`; with 0 the bare change) plus the expected
 * influences of the human-routed rows, summed as if no label changed the worth of another, and as sd how uncertain that sum is because the
 * pilot is small and its prompts few. Neither the bend of the true curve, nor the luck of the evaluation rows, nor the score of the
 * corner is in that sd. `effects` are constant. With components a second regression on tags and components serves `influenceGains`; the
 * predictor, which sees counts of tags only, stays that of the tags alone.
 *
 * @throws HyperError `data/bad-influence` where lengths disagree or too few rows are known
 */
export function fitInfluencePpm(
  pilot: InfluencePilot,
  options: InfluenceOptions,
  random: Random,
): FittedPpm {
  const folds = options.folds ?? 10
  const { components, ...alone } = pilot
  const rows = openPilot(alone)
  const tags = fitInfluence(rows, folds, random.fork('tags'))
  const state: PpmState = {
    kind: 'influence',
    featureIds: pilot.matrix.specs.map((spec) => spec.id),
    columnMeans: tags.means,
    total: pilot.total ?? pilot.matrix.ids.length,
    trainedMixes: 0,
    // A probe is fitted without run noise.
    noiseSd: 0,
    numbers: {
      cornerScore: pilot.cornerScore ?? 0,
      pilotRows: rows.rows.length,
      ...numbersOf(tags, ''),
    },
    arrays: { effects: tags.effects, covariance: tags.covariance },
  }
  return openInfluencePpm(
    components === undefined ? state : addComponents(state, pilot, { folds, random }),
  )
}

function numbersOf(
  { mean, ratio, penalty, rowSd }: InfluenceFit,
  prefix: string,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries({ mean, ratio, penalty, rowSd }).map(([name, value]) => [
      `${prefix}${name}`,
      value,
    ]),
  )
}

function addComponents(
  state: PpmState,
  pilot: InfluencePilot,
  { folds, random }: { readonly folds: number; readonly random: Random },
): PpmState {
  const rows = openPilot(pilot)
  const joint = fitInfluence(rows, folds, random.fork('components'))
  return {
    ...state,
    numbers: {
      ...state.numbers,
      ...numbersOf(joint, 'joint.'),
      componentFactor: rows.componentFactor,
    },
    arrays: {
      ...state.arrays,
      componentMeans: rows.componentMeans,
      'joint.effects': joint.effects,
      'joint.covariance': joint.covariance,
      'joint.means': joint.means,
    },
  }
}

/** Returns the model of a state written by `fitInfluencePpm`. */
export function openInfluencePpm(state: PpmState): FittedPpm {
  return sealPpm(state, influenceBody(state))
}

function influenceBody(state: PpmState): ModelBody {
  const effects = stateArray(state, 'effects')
  const covariance = stateArray(state, 'covariance')
  const mean = stateNumber(state, 'mean')
  const corner = stateNumber(state, 'cornerScore')
  const ofEffects = dropFirst(covariance, effects.length)
  return {
    predict: (points) =>
      points.map(({ share, deviation }) => {
        const humans = share * state.total
        const direction = Float64Array.of(humans, ...deviation)
        return {
          mean: corner + humans * mean + dot(deviation, effects),
          sd: Math.sqrt(varianceAlong(covariance, direction)),
        }
      }),
    effects: () => ({ perShare: state.total * mean, perFeature: effects, covariance: ofEffects }),
  }
}

function dropFirst(covariance: Float64Array, size: number): Float64Array {
  const kept = new Float64Array(size * size)
  for (let row = 0; row < size; row++) {
    const from = (row + 1) * (size + 1) + 1
    kept.set(covariance.subarray(from, from + size), row * size)
  }
  return kept
}
