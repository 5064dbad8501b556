import type { Json } from '../kit/index.ts'
import type { Conversation } from './conversation.ts'

/** Which completion is better: the first, the second, or neither. */
export type Verdict = 'a' | 'b' | 'tie'

/** Returns +1 for A, 0 for a tie, -1 for B: the position of a verdict on the line between the completions. */
export function verdictSign(verdict: Verdict): number {
  return verdict === 'a' ? 1 : verdict === 'b' ? -1 : 0
}

/** How much better; absent where it was not recorded. */
export type Strength = 'slight' | 'clear'

/** Who can give a label. */
export type Source = 'human' | 'lm'

/** One judgement by one annotator on one instance. */
export interface Annotation {
  /** A person's pseudonym or a judge's id. `NAME@ab` and `NAME@ba` are raw answers of judge NAME in one order: signals, not votes. */
  readonly annotator: string
  readonly verdict: Verdict
  readonly strength?: Strength
  /** Aspect judged (helpful, truthful, harmless); absent for the overall preference. */
  readonly aspect?: string
  /** Confidence as the annotator stated it. */
  readonly confidence?: string
  readonly reasons?: readonly string[]
  /** Order in which the completions were shown. */
  readonly order?: 'ab' | 'ba'
  /** Probability that A is better, where the annotator gives one; 0 to 1. */
  readonly pA?: number
  readonly costUsd?: number
  readonly durationMs?: number
  /** The answer as it came. */
  readonly raw?: string
  /** Fields of the row that we do not read, kept so that a row is written as it was read. */
  readonly extra?: Readonly<Record<string, Json>>
}

/** Tells whether an entry is a judge's raw answer in one order (`NAME@ab`, `NAME@ba`): a signal, never a vote. */
export function isRawAnswer({ annotator }: Pick<Annotation, 'annotator'>): boolean {
  return /@(?:ab|ba)$/.test(annotator)
}

/** Tells whether an annotation votes on the overall preference: no raw answer in one order, no single aspect. */
export function isVote(annotation: Pick<Annotation, 'annotator' | 'aspect'>): boolean {
  return annotation.aspect === undefined && !isRawAnswer(annotation)
}

/** Returns the names under which a judge's annotations stand: its label, and its raw answers in each order. */
export function annotationNames(judge: string): readonly [string, string, string] {
  return [judge, `${judge}@ab`, `${judge}@ba`]
}

/** A prompt with two completions in a fixed stored order, and every annotation it has. */
export interface PreferenceInstance {
  readonly id: string
  /** Name of the data set the row came from. */
  readonly source: string
  readonly prompt: string
  readonly completionA: string
  readonly completionB: string
  /** The messages behind the texts; absent where the prompt is one question and each completion one answer. */
  readonly messages?: Conversation
  /** Annotations by people; empty when none labelled it. */
  readonly human: readonly Annotation[]
  /** Annotations by judges, the primary judge first; empty when none labelled it. */
  readonly lm: readonly Annotation[]
  readonly meta: Readonly<Record<string, Json>>
  /** Fields of the row that we do not read, kept so that a row is written as it was read. */
  readonly extra?: Readonly<Record<string, Json>>
}

/** What the annotations of one source say about one instance, taken together. */
export interface SourceLabel {
  readonly verdict: Verdict
  readonly strength?: Strength
  /** Share of the votes (or the posterior probability) for A, a tie counting half; 0 to 1. */
  readonly pA: number
  /** Annotations that voted. */
  readonly votes: number
}

/** The two labels of one instance; null where a source is missing, which is never counted as agreement. */
export interface LabelPair {
  readonly human: SourceLabel | null
  readonly lm: SourceLabel | null
}

/** One row of an evaluation suite. */
export interface SuiteRow {
  readonly id: string
  readonly subset: string
  readonly category: string
  readonly prompt: string
  readonly chosen: string
  readonly rejected: string
  /** Prompt group; rows of one group are never split. */
  readonly group: string
  readonly meta: Readonly<Record<string, Json>>
}

/** One prompt of a best-of-N set. */
export interface BestOfRow {
  readonly id: string
  readonly prompt: string
  /** Responses with their true score, 0 to 1, higher is better. */
  readonly responses: readonly {
    readonly model: string
    readonly text: string
    readonly score: number
  }[]
}
