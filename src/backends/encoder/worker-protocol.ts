import { HyperError, isHyperError } from '../../kit/index.ts'
import type { ModelSpec } from './model-spec.ts'
import type { TokenStoreLimits } from './token-store.ts'

/** What a worker is started with. */
export interface WorkerSetup {
  readonly model: ModelSpec
  readonly limits: TokenStoreLimits
}

/** What a worker is asked. */
export type WorkerRequest =
  | { readonly kind: 'describe' }
  | { readonly kind: 'encode'; readonly texts: readonly string[] }
  | { readonly kind: 'match'; readonly pairs: readonly (readonly [string, string])[] }

/** What it answers: for `describe` the dimension, for `encode` vectors (texts x dimension), for `match` scores (pairs x 3). */
export interface WorkerValues {
  readonly values: Float32Array<ArrayBuffer>
  /** Only for `match`: whether any text was longer than what is read of it. */
  readonly cut: boolean
}

/** An answer or why there is none. */
export type WorkerAnswer = WorkerValues | { readonly error: WorkerError }

/** An error as it crosses threads. */
export interface WorkerError {
  readonly code: string
  readonly message: string
  readonly hint?: string
  readonly details?: Readonly<Record<string, unknown>>
}

/** Packs an error for the way home. */
export function packError(error: unknown): WorkerError {
  if (isHyperError(error)) {
    const { code, message, hint, details } = error
    return { code, message, details, ...(hint === undefined ? {} : { hint }) }
  }
  return {
    code: 'internal/encoder',
    message: error instanceof Error ? error.message : String(error),
  }
}

/** Returns the error that was packed. */
export function unpackError({ code, message, hint, details }: WorkerError): HyperError {
  return new HyperError(code as ConstructorParameters<typeof HyperError>[0], message, {
    ...(hint === undefined ? {} : { hint }),
    ...(details === undefined ? {} : { details }),
  })
}
