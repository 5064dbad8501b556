import type { WorldPreset } from '../presets.ts'
import type { AnnotatorModel } from './annotator-model.ts'
import type { PanelModel } from './judge-signals.ts'
import type { SurfaceKind } from './response-surface.ts'
import type { TagBlock } from './tag-blocks.ts'

/** What a preset decides, and what a caller may change. */
export interface AnalyticSettings {
  /** Chance that an instance has the prompt of the one before it, and so its prompt tags. */
  readonly repeatShare: number
  /** Share of the instances whose answers are equally good. */
  readonly tieShare: number
  /** Where labels can be bought; the first judge and the first pool of people are the two sources of a mix. */
  readonly annotators: readonly AnnotatorModel[]
  /** Judges asked beside the first one, for their signals. */
  readonly panel: PanelModel
  /** How far the probability that the first judge states follows its chance of a lapse: 0 not at all, 1 wholly. */
  readonly candour: number
  readonly surface: SurfaceKind
  /** Products of two deviations of counts in a pairwise surface. */
  readonly pairs: number
  /** Standard deviation of the true gains over instances; points. Default 12 / instances, 0.0016 at 7,531; 0 in `no-signal`. */
  readonly spread: number
  /**
   * How far gains in the score follow gains in label utility: 1, they are the same but for scale; 0, unrelated. In between about their correlation; the
   * rest is linear in the tags.
   */
  readonly fidelity: number
  /** Score in the human share of a mix, 0 to 1, without gains; points. */
  readonly curve: (share: number) => number
  /** Standard deviation of one training of a mix; points. */
  readonly runNoise: number
  /**
   * Turns all drawn tag effects, those on gains and those on lapses, from an instance on (default: half of them) by an angle (degrees, the cosine is what is
   * left of the old ones); null for none.
   */
  readonly drift: { readonly place?: number; readonly degrees: number } | null
}

/** What an analytic world is made of; what is given here overrides the preset. */
export interface AnalyticOptions extends Partial<AnalyticSettings> {
  /** Default `paper`. */
  readonly preset?: WorldPreset
  /** Default 7,531. */
  readonly instances?: number
  /** Number of features with drawn shares, or blocks of features with given ones; default 90. */
  readonly features?: number | readonly TagBlock[]
  /** Prices that replace those of the annotators, by id; USD a label. */
  readonly prices?: Readonly<Record<string, number>>
}
