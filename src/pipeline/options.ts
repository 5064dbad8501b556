import type { SamplerName, ScoreName, TiePolicy } from '../domain/index.ts'
import type { RouterName } from '../route/index.ts'

/** The routers that a run and `hyper route` offer; others need signals that a run does not have. */
export const RUN_ROUTERS: readonly RouterName[] = [
  'random',
  'all-human',
  'all-lm',
  'top-k',
  'simulated',
  'optimal',
  'marginal',
  'search',
]

/** How the annotations of one source become one label. */
export type LabelMethod =
  | 'majority'
  | 'plurality'
  | 'mean-strength'
  | 'dawid-skene'
  | 'primary'
  | { readonly annotator: string }

/** Everything a run does, with every default filled in: the content of `hyper.yaml` after reading. */
export interface RunOptions {
  readonly seed: number
  readonly data: {
    readonly files: readonly string[]
    readonly preset: 'auto' | 'hyper' | 'multipref' | 'map'
    readonly map: Readonly<Record<string, unknown>> | null
    readonly onBadRow: 'fail' | 'skip'
    readonly limit: number | null
  }
  readonly labels: {
    readonly human: LabelMethod
    readonly lm: LabelMethod
    readonly ties: TiePolicy
    readonly target: 'hard' | 'soft' | 'margin'
  }
  readonly suite: {
    readonly files: readonly string[]
    readonly weights: 'rows' | 'published'
    readonly overlap: 'exclude' | 'keep' | 'fail'
    /** Share of the prompt groups whose human labels are held out as a suite of their own. */
    readonly humanPairs: number
    /** Share of the suite's prompt groups that routed mixes are judged on; the rest is the PPM's target. */
    readonly judgeShare: number
  }
  readonly features: {
    readonly encoder:
      | { readonly kind: 'light' | 'none' }
      | { readonly kind: 'folder'; readonly folder: string }
    readonly entities: 'fast' | 'full'
    readonly bertScore: boolean
    readonly tags: 'local' | 'given' | 'none'
    readonly signals: boolean
    readonly components: number
    readonly user: readonly UserFeature[]
    readonly cuts: 'thirds' | 'terciles'
    readonly compat: boolean
    readonly minimumCount: number
  }
  readonly candidates: {
    readonly sampler: Exclude<SamplerName, 'corner'>
    readonly mixes: number
    /** Human share near which mixes are drawn; null spreads them over 0 to 100 %. */
    readonly focus: number | null
    readonly rounds: number
    /** Uniform random mixes at each share that serve as the random baseline; never shown to the PPM. */
    readonly baselineMixes: number
  }
  readonly train: {
    readonly trainer:
      | { readonly kind: 'probe' }
      | {
          readonly kind: 'command'
          readonly command: readonly string[]
          readonly timeoutSeconds: number
          readonly environment: readonly string[]
        }
    /** What probes read responses with; `same` is the text encoder of the features. */
    readonly encoder: 'same' | ProbeEncoder
    readonly l2: number | 'auto'
    readonly disagreementWeight: number
    readonly seeds: number
  }
  readonly ppm: {
    readonly kind: string
    readonly score: ScoreName
    readonly folds: number
    readonly repeats: number
  }
  readonly route: {
    readonly router: string
    readonly budget: string
    readonly kappa: number
    readonly simulations: number
    /** Streams that routers with chance in them are run with when they are compared. */
    readonly seeds: number
    /** Routers whose mixes are trained and judged beside the chosen one. */
    readonly compare: readonly string[]
    /** Human shares at which they are compared, beside the budget. */
    readonly shares: readonly number[]
  }
  readonly prices: {
    readonly human: number | null
    readonly lm: number | null
    readonly machineHour: number | null
  }
  readonly annotators: { readonly human: string | null; readonly lm: string | null }
}

/** Encoders of the probe when they are not the features' text encoder. */
export type ProbeEncoder =
  | { readonly kind: 'surface' }
  | { readonly kind: 'folder'; readonly folder: string }
  | {
      readonly kind: 'decoder' | 'light+decoder'
      /** GGUF file or wheel; looked for where it usually lies when null. */
      readonly file: string | null
      readonly layers: number
      readonly precision: 'int8' | 'float32'
    }

/** A feature that the user brings: a field of `meta`. */
export interface UserFeature {
  readonly id: string
  /** Name of the field in `meta`. */
  readonly column: string
}
