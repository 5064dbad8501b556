import type { Source } from '../../domain/index.ts'
import type { LabelChances } from '../label-utility.ts'
import { habitDirection, type SimulatedPair } from './pair.ts'
import { kindOf, type LapseRule, type WorldRates } from './rates.ts'
import { CLEAR_GAP } from './true-utility.ts'

/** Returns the rule that one source follows on a pair. */
export function ruleFor(pair: SimulatedPair, source: Source, rates: WorldRates): LapseRule {
  return rates[source][kindOf(pair.prompt.profile, pair.characters, rates)]
}

/** Returns the chance that the judge takes the answer shown first, per order asked. */
export function positionChance(pair: SimulatedPair, rates: WorldRates): number {
  return Math.abs(pair.gap) >= CLEAR_GAP ? rates.position.clear : rates.position.slight
}

/**
 * Returns the exact chances of one label of a person drawn from the pool, by the rules of the world. `carelessness` is the mean chance over the
 * pool that a person answers by a coin, without reading.
 */
export function humanChances(
  pair: SimulatedPair,
  rates: WorldRates,
  carelessness: number,
): LabelChances {
  const opinion = opinionChances(pair, 'human', rates)
  const hesitation = pair.verdict === 'tie' ? 0 : rates.humanHesitation
  const read = 1 - carelessness
  const kept = read * (1 - hesitation)
  return {
    a: opinion.a * kept + carelessness / 2,
    tie: opinion.tie * kept + hesitation * read,
    b: opinion.b * kept + carelessness / 2,
  }
}

/** Returns the exact chances of the judge's combined label (both orders asked). */
export function judgeChances(pair: SimulatedPair, rates: WorldRates): LabelChances {
  const opinion = opinionChances(pair, 'lm', rates)
  const flip = positionChance(pair, rates)
  // A level opinion turns into a slight preference when exactly one order falls for the first answer.
  const slip = flip * (1 - flip)
  return {
    a: opinion.a * (1 - flip) + opinion.tie * slip,
    tie: (opinion.a + opinion.b) * flip + opinion.tie * (1 - 2 * slip),
    b: opinion.b * (1 - flip) + opinion.tie * slip,
  }
}

function opinionChances(pair: SimulatedPair, source: Source, rates: WorldRates): LabelChances {
  const { lapse, habit } = ruleFor(pair, source, rates)
  const habitual = (1 + habitDirection(pair, habit)) / 2
  if (pair.verdict === 'tie') {
    const rest = 1 - rates.tieRecognition
    return { a: rest * habitual, tie: rates.tieRecognition, b: rest * (1 - habitual) }
  }
  const a = (1 - lapse) * Number(pair.verdict === 'a') + lapse * habitual
  return { a, tie: 0, b: 1 - a }
}
