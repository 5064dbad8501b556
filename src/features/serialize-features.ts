import { createFeatureMatrix, type FeatureMatrix, type FeatureSpec } from '../domain/index.ts'
import { canonicalJson, HyperError, show } from '../kit/index.ts'
import type { BinArtifact } from './bin-artifact.ts'
import type { ComponentArtifact } from './encoder-components.ts'
import type { UserFeatureArtifact } from './user-features.ts'

/** Fitted parts that new data must be described with; they travel in `features.json`. */
export interface FittedParts {
  readonly bins?: BinArtifact
  readonly components?: ComponentArtifact
  readonly user?: readonly UserFeatureArtifact[]
}

/** `features.json` and `features.bin` of a run. */
export interface SerializedFeatures {
  /** Text with a final line feed. */
  readonly json: string
  /** Bits, then unknown: two blocks of features x words little-endian 32-bit words, by column. */
  readonly bin: Uint8Array
}

/** Returns the two files of a matrix; equal matrices and parts give equal bytes. */
export function serializeFeatures(
  matrix: FeatureMatrix,
  fitted: FittedParts = {},
): SerializedFeatures {
  const { ids, specs, words } = matrix
  const head = {
    format: 'hyper/features@1',
    rows: ids.length,
    words,
    layout:
      'bits, then unknown; by column; little-endian 32-bit words; row r is bit r mod 32 of word r div 32',
    specs,
    ids,
    ...fitted,
  }
  const view = new DataView(new ArrayBuffer((matrix.bits.length + matrix.unknown.length) * 4))
  matrix.bits.forEach((word, at) => {
    view.setUint32(at * 4, word, true)
  })
  matrix.unknown.forEach((word, at) => {
    view.setUint32((matrix.bits.length + at) * 4, word, true)
  })
  return { json: `${canonicalJson(head)}\n`, bin: new Uint8Array(view.buffer) }
}

/**
 * Returns the matrix and the fitted parts of the two files.
 *
 * @throws HyperError `data/bad-features` for another format or a length that does not fit
 */
export function parseFeatures(
  json: string,
  bin: Uint8Array,
): { readonly matrix: FeatureMatrix; readonly fitted: FittedParts } {
  const head = readHead(json)
  const matrix = createFeatureMatrix(head.ids, head.specs)
  const expected = (matrix.bits.length + matrix.unknown.length) * 4
  if (bin.byteLength !== expected) {
    throw new HyperError(
      'data/bad-features',
      `features.bin: got ${bin.byteLength} bytes, expected ${expected} for ${head.specs.length} features of ${head.ids.length} instances`,
    )
  }
  const view = new DataView(bin.buffer, bin.byteOffset, bin.byteLength)
  for (let at = 0; at < matrix.bits.length; at++) {
    matrix.bits[at] = view.getUint32(at * 4, true)
    matrix.unknown[at] = view.getUint32((matrix.bits.length + at) * 4, true)
  }
  return { matrix, fitted: fittedOf(head) }
}

/**
 * Returns what new data is described with, from `features.json` alone: the columns and the fitted parts.
 *
 * @throws HyperError `data/bad-features` for another format
 */
export function parseFittedFeatures(json: string): {
  readonly specs: readonly FeatureSpec[]
  readonly fitted: FittedParts
} {
  const head = readHead(json)
  return { specs: head.specs, fitted: fittedOf(head) }
}

function fittedOf({ bins, components, user }: FittedParts): FittedParts {
  return {
    ...(bins && { bins }),
    ...(components && { components }),
    ...(user && { user }),
  }
}

interface Head extends FittedParts {
  readonly format: string
  readonly ids: readonly string[]
  readonly specs: readonly FeatureSpec[]
}

function readHead(json: string): Head {
  let head: Head | null = null
  try {
    head = JSON.parse(json) as Head
  } catch (cause) {
    throw new HyperError('data/bad-features', 'features.json: got no JSON, expected an object', {
      cause,
    })
  }
  const isFeatures = head?.format === 'hyper/features@1'
  if (isFeatures && Array.isArray(head.ids) && Array.isArray(head.specs)) return head
  throw new HyperError(
    'data/bad-features',
    `features.json: got format ${show(head?.format)}, expected "hyper/features@1" with ids and specs`,
  )
}
