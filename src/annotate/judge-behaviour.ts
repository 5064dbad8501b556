import type { Annotation, PreferenceInstance, Strength, Verdict } from '../domain/index.ts'
import { aggregateAnnotations } from './aggregate.ts'
import { readJudges, statedProbability } from './agreement-rows.ts'
import { selectRawAnswers, signVerdict, verdictSign } from './vote.ts'

/** How a judge behaved on one instance; null wherever the annotations do not say. */
export interface JudgeBehaviour {
  /** Judge described; null where the instance has no judge at all. */
  readonly judge: string | null
  /** In how many orders it was asked; `none` without an answer, null where the order was not recorded. */
  readonly asked: 'both' | 'one' | 'none' | null
  /** Its two answers named opposite sides; null unless both orders were asked. */
  readonly flipped: boolean | null
  readonly tie: boolean | null
  readonly strength: Strength | null
  /** Judges with a verdict on this instance, this one included. */
  readonly panelSize: number
  /** Share of the other judges whose verdict differs from this one's; null without others or without its verdict. */
  readonly panelDisagreeShare: number | null
  /** Mean verdict of the other judges, +1 for A, -1 for B; null without others. */
  readonly panelMean: number | null
  /** Probability that A is better, as stated. */
  readonly pA: number | null
  /** Entropy of `pA` in nats, 0 to ln 2. */
  readonly entropy: number | null
}

/**
 * Returns how a judge behaved on an instance; the primary judge (first entry that votes) unless one is named. A judge of which only
 * the two raw answers are recorded is read through `combineAnswers`.
 */
export function judgeBehaviour(instance: PreferenceInstance, judge?: string): JudgeBehaviour {
  const overall = instance.lm.filter((entry) => entry.aspect === undefined)
  const panel = readJudges(overall)
  const named = judge ?? [...panel.keys()][0] ?? overall[0]?.annotator.replace(/@(ab|ba)$/, '')
  const answer = named === undefined ? null : readAnswer(overall, named)
  const others = [...panel].filter(([name]) => name !== named).map(([, other]) => other.verdict)
  const pA = named === undefined ? null : statedProbability(overall, named)
  return {
    judge: named ?? null,
    asked: answer?.asked ?? (answer === null ? 'none' : null),
    flipped: answer?.flipped ?? null,
    tie: answer === null ? null : answer.verdict === 'tie',
    strength: answer?.strength ?? null,
    panelSize: others.length + (answer === null ? 0 : 1),
    ...describePanel(others, answer?.verdict ?? null),
    pA,
    entropy: pA === null ? null : binaryEntropy(pA),
  }
}

/**
 * Returns what two raw answers say together: the same side twice is clear, one side and one tie is slight, a contradiction or two
 * ties is a tie.
 */
export function combineAnswers(
  ab: Verdict,
  ba: Verdict,
): { readonly verdict: Verdict; readonly strength: Strength | null } {
  const sum = verdictSign(ab) + verdictSign(ba)
  const strength = sum === 0 ? null : Math.abs(sum) === 2 ? 'clear' : 'slight'
  return { verdict: signVerdict(sum), strength }
}

interface Answer {
  readonly verdict: Verdict
  readonly strength: Strength | null
  readonly asked: 'both' | 'one' | null
  readonly flipped: boolean | null
}

function readAnswer(overall: readonly Annotation[], judge: string): Answer | null {
  const { ab, ba } = selectRawAnswers(overall, judge)
  const label = aggregateAnnotations(overall, { kind: 'annotator', annotator: judge })
  const one = ab ?? ba
  if (label === null && one === null) return null
  const raw = ab !== null && ba !== null ? combineAnswers(ab.verdict, ba.verdict) : null
  const own = overall.filter((entry) => entry.annotator === judge)
  return {
    verdict: label?.verdict ?? raw?.verdict ?? one!.verdict,
    strength: label?.strength ?? raw?.strength ?? null,
    asked: raw !== null ? 'both' : one !== null ? 'one' : recordedOrders(own),
    flipped: ab === null || ba === null ? null : isContradiction(ab.verdict, ba.verdict),
  }
}

function recordedOrders(own: readonly Annotation[]): 'both' | 'one' | null {
  const orders = new Set(own.flatMap((entry) => (entry.order === undefined ? [] : [entry.order])))
  return orders.size === 0 ? null : orders.size === 1 ? 'one' : 'both'
}

function isContradiction(ab: Verdict, ba: Verdict): boolean {
  return verdictSign(ab) * verdictSign(ba) < 0
}

function describePanel(
  others: readonly Verdict[],
  verdict: Verdict | null,
): Pick<JudgeBehaviour, 'panelDisagreeShare' | 'panelMean'> {
  if (others.length === 0) return { panelDisagreeShare: null, panelMean: null }
  const differing = others.filter((other) => other !== verdict).length
  const sum = others.reduce((total, other) => total + verdictSign(other), 0)
  return {
    panelDisagreeShare: verdict === null ? null : differing / others.length,
    panelMean: sum / others.length,
  }
}

function binaryEntropy(p: number): number {
  const part = (q: number): number => (q <= 0 ? 0 : -q * Math.log(q))
  return part(p) + part(1 - p)
}
