import type { Annotation, Source, Verdict } from '../../domain/index.ts'
import { drawNormal, type Random } from '../../kit/index.ts'
import { between, chance, pickSeveral } from './draw.ts'
import { positionChance, ruleFor } from './label-chances.ts'
import { habitDirection, type SimulatedPair } from './pair.ts'
import type { WorldRates } from './rates.ts'
import { CLEAR_GAP } from './true-utility.ts'

/** Name of the simulated judge; raw answers in one order are `NAME@ab` and `NAME@ba`. */
export const JUDGE = 'simulated-judge'

/** A simulated person. */
export interface SimulatedPerson {
  readonly annotator: string
  /** Scales the chance of a lapse; factors average to 1. */
  readonly factor: number
  /** Chance of answering by a coin, without reading. */
  readonly carelessness: number
}

/** Members of a pool who often answer without reading. */
export interface CarelessPeople {
  /** Share of the pool, 0 to 1; rounded to whole people. */
  readonly share: number
  /** Chance that such a person answers by a coin, 0 to 1. */
  readonly chance: number
}

/** Returns a pool of people; the factors of those who read lie evenly between 0.7 and 1.3. The careless are the last ones. */
export function createPeople(
  count: number,
  careless: CarelessPeople = { share: 0, chance: 0 },
): SimulatedPerson[] {
  const reading = count - Math.round(careless.share * count)
  return Array.from({ length: count }, (_, index) => ({
    annotator: `simulated-person-${String(index + 1).padStart(2, '0')}`,
    factor: index >= reading || reading === 1 ? 1 : 0.7 + (0.6 * index) / (reading - 1),
    carelessness: index >= reading ? careless.chance : 0,
  }))
}

/** Returns the annotations of so many different people of the pool. */
export function annotateByPeople(
  pair: SimulatedPair,
  options: {
    readonly people: readonly SimulatedPerson[]
    readonly count: number
    readonly rates: WorldRates
  },
  random: Random,
): Annotation[] {
  const chosen = pickSeveral(options.people, options.count, random.fork('who'))
  return chosen.map((person) => {
    const stream = random.fork(person.annotator)
    const verdict = personVerdict(pair, person, { rates: options.rates, random: stream })
    const words = (pair.characters + pair.prompt.text.length) / 6
    return {
      annotator: person.annotator,
      verdict,
      ...(verdict === 'tie' ? {} : { strength: strengthOf(pair, stream) }),
      order: chance(0.5, stream) ? ('ab' as const) : ('ba' as const),
      costUsd: 0.4,
      durationMs: Math.round(1000 * (12 + (words / 4) * (0.7 + 0.6 * stream.next()))),
    }
  })
}

interface Draw {
  readonly rates: WorldRates
  readonly random: Random
}

function personVerdict(pair: SimulatedPair, person: SimulatedPerson, draw: Draw): Verdict {
  if (person.carelessness > 0) {
    const stream = draw.random.fork('careless')
    if (chance(person.carelessness, stream)) return chance(0.5, stream) ? 'a' : 'b'
  }
  const hesitates = chance(draw.rates.humanHesitation, draw.random)
  const opinion = formOpinion(pair, 'human', { ...draw, factor: person.factor })
  return hesitates ? 'tie' : opinion
}

function formOpinion(
  pair: SimulatedPair,
  source: Source,
  draw: Draw & { readonly factor: number },
): Verdict {
  const { rates, random, factor } = draw
  const { lapse, habit } = ruleFor(pair, source, rates)
  const direction = habitDirection(pair, habit)
  const lapses = chance(lapse * factor, random)
  const coin = random.next()
  const habitual = direction === 0 ? (coin < 0.5 ? 'a' : 'b') : direction > 0 ? 'a' : 'b'
  if (pair.verdict === 'tie') return chance(rates.tieRecognition, random) ? 'tie' : habitual
  return lapses ? habitual : pair.verdict
}

function strengthOf(pair: SimulatedPair, random: Random): 'clear' | 'slight' {
  return Math.abs(pair.gap) + 0.2 * drawNormal(random) >= CLEAR_GAP ? 'clear' : 'slight'
}

/**
 * Returns the judge's combined annotation and its two raw answers. Combined: the same side twice is clear, a side and a tie slight,
 * a contradiction or two ties a tie.
 */
export function annotateByJudge(
  pair: SimulatedPair,
  rates: WorldRates,
  random: Random,
): Annotation[] {
  const opinion = formOpinion(pair, 'lm', { rates, random: random.fork('opinion'), factor: 1 })
  const flip = positionChance(pair, rates)
  const ask = (order: 'ab' | 'ba'): Annotation => {
    const stream = random.fork(order)
    const first: Verdict = order === 'ab' ? 'a' : 'b'
    const verdict = chance(flip, stream) ? first : opinion
    const tokens = (pair.characters + pair.prompt.text.length) / 4 + 180
    return {
      annotator: `${JUDGE}@${order}`,
      verdict,
      order,
      pA: answerProbability(pair, verdict, stream),
      costUsd: Number((tokens * 2.5e-6).toPrecision(6)),
      durationMs: between(600, 2400, stream),
    }
  }
  const ab = ask('ab')
  const ba = ask('ba')
  return [combineOrders(ab, ba), ab, ba]
}

/** The judge is surer of clear pairs; how sure it is says little about whether it is right. */
function answerProbability(pair: SimulatedPair, verdict: Verdict, random: Random): number {
  const raw = 0.62 + 0.25 * Math.min(1, Math.abs(pair.gap)) + 0.1 * drawNormal(random)
  const sure = Math.min(0.99, Math.max(0.51, raw))
  const p = verdict === 'a' ? sure : verdict === 'b' ? 1 - sure : 0.5
  return Number(p.toFixed(3))
}

function combineOrders(ab: Annotation, ba: Annotation): Annotation {
  const pA = Number(((ab.pA! + ba.pA!) / 2).toFixed(4))
  // What it cost stands on the two raw answers.
  const shared = { annotator: JUDGE, pA }
  if (ab.verdict === ba.verdict) {
    return {
      ...shared,
      verdict: ab.verdict,
      ...(ab.verdict === 'tie' ? {} : { strength: 'clear' as const }),
    }
  }
  if (ab.verdict !== 'tie' && ba.verdict !== 'tie') return { ...shared, verdict: 'tie' }
  return { ...shared, verdict: ab.verdict === 'tie' ? ba.verdict : ab.verdict, strength: 'slight' }
}
