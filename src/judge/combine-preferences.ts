import { type Verdict, verdictSign } from '../domain/index.ts'
import type { ReadPreference } from './read-result.ts'

/** What repeated answers in one order come to. */
export interface CombinedSamples extends ReadPreference {
  /** Share of the answers whose verdict is the one voted; null for a single answer. */
  readonly agreement: number | null
}

/**
 * Returns what the repeated answers of one order say: the verdict with most votes, a tie where the vote is level; the strength is clear where more of
 * its voters said clear than slight.
 *
 * @throws RangeError for no answers
 */
export function combineSamples(answers: readonly ReadPreference[]): CombinedSamples {
  if (answers.length === 0) throw new RangeError('combineSamples: got no answers, expected one')
  const votes = (verdict: Verdict): number =>
    answers.filter((answer) => answer.verdict === verdict).length
  const most = Math.max(votes('a'), votes('b'), votes('tie'))
  const leaders = (['a', 'b', 'tie'] as const).filter((verdict) => votes(verdict) === most)
  const verdict = leaders.length === 1 ? leaders[0]! : 'tie'
  return {
    verdict,
    strength: verdict === 'tie' ? null : strengthOfVoters(answers, verdict),
    agreement: answers.length === 1 ? null : votes(verdict) / answers.length,
  }
}

function strengthOfVoters(
  answers: readonly ReadPreference[],
  verdict: Verdict,
): ReadPreference['strength'] {
  const said = answers.filter((answer) => answer.verdict === verdict && answer.strength !== null)
  if (said.length === 0) return null
  const clear = said.filter(({ strength }) => strength === 'clear').length
  return 2 * clear > said.length ? 'clear' : 'slight'
}

/** What the answers in the two orders come to. */
export interface CombinedOrders extends ReadPreference {
  /** Whether they name opposite sides; the verdict is a tie then. */
  readonly flip: boolean
}

/**
 * Returns what two answers about A and B as stored, one in each order, come to (the convention of MT-bench, Zheng et al. 2023, arXiv:2306.05685, with
 * strengths): the same side twice is clear unless both say slight; one side and one tie is slight; opposite sides, or two ties, are a tie.
 */
export function combineOrders(ab: ReadPreference, ba: ReadPreference): CombinedOrders {
  const sum = verdictSign(ab.verdict) + verdictSign(ba.verdict)
  if (sum === 0) return { verdict: 'tie', strength: null, flip: ab.verdict !== 'tie' }
  const verdict = sum > 0 ? 'a' : 'b'
  const sided = ab.verdict === ba.verdict
  const slight = ab.strength === 'slight' && ba.strength === 'slight'
  return { verdict, strength: sided && !slight ? 'clear' : 'slight', flip: false }
}

/** Steps of the scale between two scores from which one completion is clearly better: a third of the way from 1 to 10. */
export const CLEAR_SCORE_STEPS = 3

/** Returns the preference that two scores (1 to 10, means of samples) stand for. */
export function preferenceOfScores(a: number, b: number): ReadPreference {
  if (a === b) return { verdict: 'tie', strength: null }
  return {
    verdict: a > b ? 'a' : 'b',
    strength: Math.abs(a - b) >= CLEAR_SCORE_STEPS ? 'clear' : 'slight',
  }
}

/** Returns the probability that A's score is above B's, equal scores half, from the probabilities of the scores of each, read as independent. */
export function probabilityOfScores(a: readonly number[], b: readonly number[]): number {
  let probability = 0
  a.forEach((shareA, scoreA) => {
    b.forEach((shareB, scoreB) => {
      probability += shareA * shareB * (scoreA > scoreB ? 1 : scoreA === scoreB ? 0.5 : 0)
    })
  })
  return Math.min(1, probability)
}
