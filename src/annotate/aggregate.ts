import {
  type Annotation,
  type SourceLabel,
  type Strength,
  type Verdict,
  verdictSign,
} from '../domain/index.ts'
import { countVotes, selectVotes, signVerdict } from './vote.ts'

/** How the annotations of one source become one label, where each instance can be read alone. */
export type InstanceMethod =
  /** The most frequent verdict; a level vote is a tie. */
  | { readonly kind: 'majority' }
  /** The most frequent verdict; where the top is level, the sign of (A votes - B votes). */
  | { readonly kind: 'plurality' }
  /** The sign of the mean step, -2 (B clearly) to 2 (A clearly); means within `tieBelow` of zero are ties (default 0). */
  | { readonly kind: 'mean-strength'; readonly tieBelow?: number }
  /** What one annotator says; several entries of that annotator are put to the vote as in `plurality`. */
  | { readonly kind: 'annotator'; readonly annotator: string }
  /** The first entry that votes: the primary judge of a row. */
  | { readonly kind: 'primary' }

/** How the annotations of one source become one label. */
export type AggregateMethod =
  | InstanceMethod
  /** Each annotator weighed by a confusion table estimated over the whole set. */
  | {
      readonly kind: 'dawid-skene'
      /** Added to every cell of every confusion table; default 1, which keeps annotators with few votes near the average. */
      readonly smoothing?: number
      /** Default 1,000. */
      readonly maxSteps?: number
      /** Stops when no posterior moves by more; default 1e-8. */
      readonly tolerance?: number
    }

/** A strength that was not recorded counts as this step, between slight (1) and clear (2), so that it favours neither. */
const UNRECORDED_STEP = 1.5

/**
 * Returns the label that the annotations of one source give to one instance, or null where none of them votes. Raw answers in one
 * order (`NAME@ab`) and annotations of single aspects never vote.
 */
export function aggregateAnnotations(
  annotations: readonly Annotation[],
  method: InstanceMethod,
): SourceLabel | null {
  const votes = selectVotes(annotations)
  const chosen = chooseVotes(votes, method)
  if (chosen.length === 0) return null
  return labelOf(chosen, decide(chosen, method))
}

/** Returns a label with its strength and share read off the votes. A lone vote keeps the probability it was given with. */
export function labelOf(
  votes: readonly Annotation[],
  verdict: Verdict,
  pA: number = voteShare(votes),
): SourceLabel {
  const strength = voteStrength(votes, verdict)
  return { verdict, ...(strength === undefined ? {} : { strength }), pA, votes: votes.length }
}

function chooseVotes(votes: readonly Annotation[], method: InstanceMethod): readonly Annotation[] {
  if (method.kind === 'primary') return votes.slice(0, 1)
  if (method.kind !== 'annotator') return votes
  return votes.filter((vote) => vote.annotator === method.annotator)
}

function decide(votes: readonly Annotation[], method: InstanceMethod): Verdict {
  if (method.kind === 'mean-strength') {
    const mean = votes.reduce((sum, vote) => sum + voteStep(vote), 0) / votes.length
    return Math.abs(mean) <= (method.tieBelow ?? 0) ? 'tie' : signVerdict(mean)
  }
  const [a, tie, b] = countVotes(votes)
  if (a > tie && a > b) return 'a'
  if (b > tie && b > a) return 'b'
  if (method.kind === 'majority' || (tie > a && tie > b)) return 'tie'
  return signVerdict(a - b)
}

function voteStep(vote: Annotation): number {
  const size = vote.strength === undefined ? UNRECORDED_STEP : vote.strength === 'clear' ? 2 : 1
  return verdictSign(vote.verdict) * size
}

function voteShare(votes: readonly Annotation[]): number {
  const only = votes.length === 1 ? votes[0]?.pA : undefined
  if (only !== undefined) return only
  return votes.reduce((sum, vote) => sum + (1 + verdictSign(vote.verdict)) / 2, 0) / votes.length
}

/** Clear when at least half of the winning votes with a recorded strength say so; absent when none recorded one. */
function voteStrength(votes: readonly Annotation[], verdict: Verdict): Strength | undefined {
  if (verdict === 'tie') return undefined
  const recorded = votes.filter((vote) => vote.verdict === verdict && vote.strength !== undefined)
  if (recorded.length === 0) return undefined
  const clear = recorded.filter((vote) => vote.strength === 'clear').length
  return 2 * clear >= recorded.length ? 'clear' : 'slight'
}
