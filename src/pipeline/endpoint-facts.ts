import { canonicalJson } from '../kit/index.ts'
import type { RunOptions } from './options.ts'

/**
 * Returns what the vectors of an endpoint's encoder hang on, so that a stage is known to be up to date without a call: neither pace nor price. Empty for any
 * other encoder.
 */
export function endpointFacts(
  encoder: RunOptions['features']['encoder'] | RunOptions['train']['encoder'],
): string {
  if (encoder === 'same' || encoder.kind !== 'endpoint') return ''
  const { baseUrl, model, dimension, limits } = encoder
  return canonicalJson({ baseUrl, model, dimension, windowCharacters: limits.windowCharacters })
}
