import type { PreferenceInstance } from '../../domain/index.ts'
import type { Judge, PanelRule } from '../../judge/index.ts'
import type { AnswerSource } from './answer-shop.ts'

/** A judge with the endpoint that it is asked at. */
export interface JudgeSeat extends AnswerSource {
  readonly judge: Judge
}

/** How the answers of several judges become one label. */
export type JudgeScheme =
  /** Each judge stands for itself; the first is the primary one. */
  | { readonly kind: 'each' }
  | {
      readonly kind: 'panel'
      /** Annotator of the combined answer. */
      readonly id: string
      readonly rule: PanelRule
      /** Judges that must have answered; null for more than half. */
      readonly quorum: number | null
    }
  | {
      readonly kind: 'cascade'
      readonly id: string
      /** Confidence below which the next judge is asked: one for each judge but the last. */
      readonly thresholds: readonly number[]
    }

/** Who judges, and how their answers are put together. */
export interface Judging {
  readonly seats: readonly JudgeSeat[]
  readonly scheme: JudgeScheme
}

/** Reads the instances to be judged from the start; called several times, so that no more than a window is held. */
export type InstanceSource = () => AsyncIterable<PreferenceInstance> | Iterable<PreferenceInstance>

/** Instances looked at together. */
const WINDOW = 256

/** Yields the instances of a source in windows. */
export async function* windowsOf(
  source: InstanceSource,
): AsyncGenerator<PreferenceInstance[], void, undefined> {
  let window: PreferenceInstance[] = []
  for await (const instance of source()) {
    window.push(instance)
    if (window.length < WINDOW) continue
    yield window
    window = []
  }
  if (window.length > 0) yield window
}
