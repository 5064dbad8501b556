import type { PromptedResponse } from '../../domain/index.ts'
import type { DecoderUse } from './decoder-model.ts'

/** What a worker of the decoder is started with. */
export interface DecoderSetup {
  /** File to read. */
  readonly path: string
  /** SHA-256 that it must still have. */
  readonly hash: string
  readonly use: DecoderUse
}

/** What it is asked. */
export interface DecoderRequest {
  readonly kind: 'decode'
  readonly items: readonly PromptedResponse[]
}

/** What it answers: vectors, row-major (items x dimension). */
export interface DecoderValues {
  readonly values: Float32Array<ArrayBuffer>
}
