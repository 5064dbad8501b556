import type { SamplerName, StudyBudget, StudyMeasure } from '../domain/index.ts'
import type { RunOptions } from '../pipeline/index.ts'
import type { PpmKind } from '../ppm/index.ts'
import type { SurfaceKind } from '../simulate/index.ts'

/** What is compared: a router, and where it looks at a PPM which one, fitted on mixes of which sampler. */
export interface Contender {
  /** Unique in a study; what tables call it. */
  readonly name: string
  readonly router: string
  readonly ppm: PpmKind | null
  readonly sampler: Exclude<SamplerName, 'corner'> | null
  /** Certainty (t) above which an influence counts; null for every sign. */
  readonly certainty: number | null
  /** Suites that influence aims at together; null for those of the study. */
  readonly targets: readonly string[] | null
}

/** The part of the data that fits the routers. */
export interface PilotPlan {
  /** Share of the prompt groups, 0 to 1. */
  readonly share: number
  /** Rows with both labels at most; the other rows of the pilot carry what `rest` says. Null for all rows. */
  readonly rows: number | null
  /** What the other rows carry: nothing (they are left out), the judge's label alone, people's alone, or either by chance. */
  readonly rest: 'none' | 'lm' | 'human' | 'either'
}

/** One way to run the study; the first is the main one, the others depart from it in one thing. */
export interface StudySetting {
  /** `main`, or what departs: `pilot 5 %`, `mixes 200`, `encoder decoder`. */
  readonly name: string
  readonly arrangement: Arrangement
  readonly pilot: PilotPlan
  /** Mixes that a PPM is fitted on. */
  readonly trainedMixes: number
  /** Standard deviation of one training run of a world, points; null for the world's own. */
  readonly noise: number | null
  /** Index into the encoders of the study; 0 where nothing is encoded. */
  readonly encoder: number
}

/** A family of worlds. */
export interface WorldPlan {
  /** What rows call the set. */
  readonly name: string
  readonly preset: string
  readonly worlds: number
  readonly instances: number
  readonly surface: SurfaceKind | null
  /** Names of the contenders that take part; null for all. */
  readonly contenders: readonly string[] | null
  readonly budgets: readonly number[] | null
}

/** Another suite that mixes are judged on and never aimed at. */
export interface OtherSuite {
  readonly name: string
  readonly files: readonly string[]
  /** Rows read at most. */
  readonly limit: number | null
}

/** A best-of-N set. */
export interface BestOfSet {
  readonly name: string
  readonly files: readonly string[]
}

/** The comparison that is fixed in advance. */
export interface MainComparison {
  readonly set: string
  /** Name of a contender. */
  readonly router: string
  /** `random`, `all-human`, `all-lm`, `better-single`. */
  readonly against: string
  readonly budget: StudyBudget
  readonly measure: StudyMeasure
  readonly target: string | null
  readonly score: string | null
}

/** Which rows fit a router and which are routed. */
export type Arrangement =
  /** Pilot, routed rows and judging rows are disjoint by prompt group. */
  | 'nested'
  /** Every row carries both labels and the mix is chosen afterwards; judging rows are disjoint still. */
  | 'doubly-labelled'
  /** Fitted on one data set, used on another, for all ordered pairs. */
  | 'transfer'

/** Everything a study does. */
export interface StudyOptions {
  readonly name: string
  readonly title: string
  readonly seed: number
  readonly measure: 'gain' | 'label-quality' | 'reward'
  /** Data, labels, suite, features, encoders, prices; null for worlds. */
  readonly run: RunOptions | null
  readonly worlds: readonly WorldPlan[]
  readonly contenders: readonly Contender[]
  /** Human shares, ascending. */
  readonly budgets: readonly number[]
  readonly splits: number
  /** Resamples of prompt groups behind an interval. */
  readonly resamples: number
  readonly settings: readonly StudySetting[]
  /** Encoders of the probe, as `train.encoder` of a config names them. */
  readonly encoders: readonly RunOptions['train']['encoder'][]
  /** Rows of fewer human labels are left out (label quality). */
  readonly leastHumanLabels: number
  /** Reports every data set beside the pool of all. */
  readonly bySource: boolean
  /** Share of the prompt groups whose human labels judge and never train (reward). */
  readonly humanPairs: number
  readonly otherSuites: readonly OtherSuite[]
  readonly bestOf: readonly BestOfSet[]
  /** Rows with both labels, or trained mixes, of the other data set that a carried predictor is checked on (transfer). */
  readonly checkRows: number
  /** Random mixes of every size that stand for random routing (reward). */
  readonly randomMixes: number
  /** Human share near which mixes are drawn; null spreads them. */
  readonly focus: number | null
  /** Suites that influence aims at, by name: `main`, `human`, or another suite. */
  readonly influenceTargets: readonly string[]
  readonly main: MainComparison
}
