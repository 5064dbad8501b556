import type { Cancel, Progress } from '../kit/index.ts'

/** A matrix that was handed to the numeric engine once and is multiplied many times. */
export interface PreparedMatrix {
  readonly rows: number
  readonly columns: number
  /** Returns W X' for W (k x columns), row-major: shape (k x rows). */
  timesTransposed(weights: Float32Array, k: number): Promise<Float32Array>
  /** Returns R X for R (k x rows), row-major: shape (k x columns). */
  times(residuals: Float32Array, k: number): Promise<Float32Array>
  /**
   * One pass of a logistic loss for k heads: margins M = W X' (k x rows); gradient of sum_i v_i softplus-loss, that is
   * ((sigmoid(M) - Y) * v) X, shape (k x columns). `targets` Y (k x rows) in 0..1; `rowWeights` v (rows) or (k x rows).
   */
  logisticPass(
    pass: LogisticPass,
  ): Promise<{ readonly margins: Float32Array; readonly gradient: Float32Array }>
  dispose(): Promise<void>
}

/** Input of one logistic pass; see `PreparedMatrix.logisticPass`. */
export interface LogisticPass {
  readonly k: number
  readonly weights: Float32Array
  readonly targets: Float32Array
  readonly rowWeights: Float32Array
}

/** The numeric engine: ONNX Runtime where it is present, plain typed arrays otherwise. */
export interface MatrixEngine {
  /** `onnx` or `plain`; recorded in the manifest. */
  readonly id: string
  /** Takes X (rows x columns), row-major. The array must not change afterwards. */
  prepare(x: Float32Array, rows: number, columns: number): Promise<PreparedMatrix>
}

/** Turns texts into vectors. Texts of any length; long ones are read in windows. */
export interface Encoder {
  /** Stable id with version and options (`use-lite@1:windows128`), part of every cache key. */
  readonly id: string
  readonly dimension: number
  /** Returns one unit vector per text, row-major (texts x dimension), in the order of the texts; zero for an empty text. */
  encode(texts: readonly string[], context?: WorkContext): Promise<Float32Array>
  /**
   * Returns raw greedy-match precision, recall and F1 over token vectors (BERTScore without rescaling) for pairs of texts, row-major
   * (pairs x 3); NaN where a text has no token.
   */
  matchTokens(
    pairs: readonly (readonly [string, string])[],
    context?: WorkContext,
  ): Promise<Float32Array>
  dispose(): Promise<void>
}

/** A response with the prompt it answers. */
export interface PromptedResponse {
  readonly prompt: string
  readonly response: string
}

/** Turns responses, each read after its prompt, into vectors for a proxy reward model. */
export interface ResponseEncoder {
  /** Stable id with version and options, part of every cache key. */
  readonly id: string
  readonly dimension: number
  /** Returns one vector per response, row-major (responses x dimension), in the order given; zero where there is nothing to read. */
  encodeResponses(
    responses: readonly PromptedResponse[],
    context?: WorkContext,
  ): Promise<Float32Array>
  dispose(): Promise<void>
}

/** What long work takes along. */
export interface WorkContext {
  readonly progress?: Progress
  readonly cancel?: Cancel
  /** Name of the stage in progress events. */
  readonly stage?: string
  /** Notes what was paid for the work. */
  readonly spend?: (work: PaidWork) => void
}

/** Work that somebody outside was paid for. */
export interface PaidWork {
  readonly what: string
  readonly count: number
  readonly seconds: number
  /** Null where the price is not known. */
  readonly costUsd: number | null
}

/** What a language toolkit says about one text. */
export interface TextFacts {
  /** Tokens under o200k_base. */
  readonly tokens: number
  /** Named entities, dates, amounts and proper names as they stand in the text. */
  readonly entities: readonly string[]
  /** ISO 639-1 code; null when the text is too short or the language is not recognised. */
  readonly language: string | null
}

/** Reads facts off texts. */
export interface TextAnalyser {
  /** Stable id with versions, part of every cache key. */
  readonly id: string
  analyse(texts: readonly string[], context?: WorkContext): Promise<TextFacts[]>
  dispose(): Promise<void>
}

/** Reads the time; the only way that pure rooms may hear of it is as a number handed over. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
}
