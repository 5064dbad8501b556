import type { MergeBy, PairRule } from '../dataset/index.ts'
import type { SamplerName, ScoreName, Source, TiePolicy } from '../domain/index.ts'
import { ROUTER_NAMES, type RouterName } from '../route/index.ts'
import type { JudgeScheme } from './judging/judging.ts'

/** The routers that a run and `hyper route` offer: all but the one that looks at the truth. */
export const RUN_ROUTERS: readonly RouterName[] = ROUTER_NAMES.filter((name) => name !== 'oracle')

/** Routers that read the columns or the heads of the built-in probe. */
export const PROBE_ROUTERS: readonly RouterName[] = ['reward-gap', 'coverage', 'influence']

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
    /** Name of a preset, `map`, or `auto`. */
    readonly preset: string
    readonly map: Readonly<Record<string, unknown>> | null
    readonly onBadRow: 'fail' | 'skip'
    readonly pairs: PairRule
    /** Least lead of a rating that is a preference. */
    readonly margin: number
    /** Files with labels alone. */
    readonly labels: readonly string[]
    readonly merge: MergeBy | null
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
    /** Name of a preset, or `auto`. */
    readonly preset: string
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
      | EndpointEncoder
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
    /** Share of the human labels that goes to rows drawn at random. */
    readonly exploration: number
    /** Share of the rows that are set apart at random for an audit. */
    readonly audit: number
  }
  /** Sources that rows are shared out over by money; null for the two of `prices`. */
  readonly sources: readonly SourceOption[] | null
  readonly prices: {
    readonly human: number | null
    readonly lm: number | null
    readonly machineHour: number | null
  }
  /** LM labels that the run buys where they are missing; null buys none. */
  readonly annotate: AnnotateOptions | null
  readonly annotators: { readonly human: string | null; readonly lm: string | null }
}

/** How a run buys the LM labels that its data lack. */
export interface AnnotateOptions {
  /** Judge files, folders, or entries. */
  readonly judges: readonly (string | Readonly<Record<string, unknown>>)[]
  readonly combine: JudgeScheme
  /** Instances that get LM labels before anything is learned: a share or a number of those that people labelled. */
  readonly pilot: string
  /** Fields of `meta` (or `source`) that the draw of the pilot keeps in proportion. */
  readonly strata: readonly string[]
  /** Whether the labels that the plan gives to the judge are bought too. */
  readonly complete: boolean
  /** Most money that the run may spend on answers, USD; null for no cap. */
  readonly cap: number | null
  /** Price table; null for the built-in one and the judges' own prices. */
  readonly prices: string | null
  readonly allowUnpriced: boolean
  /** Folder of the journal; null for `answers` in the run's folder. */
  readonly journal: string | null
}

/** A source of labels with its price. */
export interface SourceOption {
  readonly id: string
  readonly kind: Source
  /** Annotators whose labels are this source's; none for all of the kind that no other source names. */
  readonly annotators: readonly string[]
  /** USD per label. */
  readonly price: number
  /** Labels that it can give at most; null for no limit. */
  readonly cap: number | null
}

/** A text encoder behind an OpenAI-compatible `/embeddings` endpoint. */
export interface EndpointEncoder {
  readonly kind: 'endpoint'
  /** Up to and including the version: `https://host/v1`. */
  readonly baseUrl: string
  readonly model: string
  /** Name of the environment variable with the key; null for an endpoint that wants none. */
  readonly keyEnv: string | null
  /** Length of the vectors that is asked for; the model's own when null. */
  readonly dimension: number | null
  /** USD for a million tokens; null for not known. */
  readonly price: { readonly inputPerMillion: number } | null
  /** Most money that the run may spend on embeddings, USD; null for no cap of its own. Beside `annotate` its cap holds. */
  readonly cap: number | null
  readonly limits: {
    readonly requestsPerMinute: number | null
    readonly tokensPerMinute: number | null
    /** Calls under way at once. */
    readonly concurrency: number
    readonly textsPerCall: number
    /** Characters of a text that are read together; longer texts are read in windows. */
    readonly windowCharacters: number
  }
}

/** Encoders of the probe when they are not the features' text encoder. */
export type ProbeEncoder =
  | { readonly kind: 'surface' }
  | { readonly kind: 'folder'; readonly folder: string }
  | EndpointEncoder
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
