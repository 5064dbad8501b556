import { createFeatureMatrix, type FeatureMatrix, setFeature } from '../../src/domain/index.ts'
import { createRandom, type Random } from '../../src/kit/index.ts'

/** Returns a matrix from text rows of 0 and 1; all features are free tags. */
export function matrixOf(rows: readonly string[]): FeatureMatrix {
  const specs = Array.from(rows[0] ?? '', (_, column) => ({
    id: `tag:${column}`,
    kind: 'tag' as const,
    group: 'tag',
    exclusive: false,
    label: `tag ${column}`,
  }))
  const matrix = createFeatureMatrix(
    rows.map((_, row) => `row-${row}`),
    specs,
  )
  rows.forEach((text, row) => {
    for (let column = 0; column < text.length; column++) {
      setFeature(matrix, row, column, text[column] === '1')
    }
  })
  return matrix
}

/** Returns a made-up matrix: exhaustive groups of three bins, then free tags of falling frequency. */
export function madeUpMatrix(
  total: number,
  { bins, tags }: { readonly bins: number; readonly tags: number },
  random: Random = createRandom(7),
): FeatureMatrix {
  const specs = [
    ...Array.from({ length: 3 * bins }, (_, column) => ({
      id: `m${Math.floor(column / 3)}:${column % 3}`,
      kind: 'bin' as const,
      group: `m${Math.floor(column / 3)}`,
      exclusive: true,
      label: `bin ${column}`,
    })),
    ...Array.from({ length: tags }, (_, tag) => ({
      id: `tag:${tag}`,
      kind: 'tag' as const,
      group: 'tag',
      exclusive: false,
      label: `tag ${tag}`,
    })),
  ]
  const matrix = createFeatureMatrix(
    Array.from({ length: total }, (_, row) => `row-${row}`),
    specs,
  )
  for (let row = 0; row < total; row++) {
    for (let group = 0; group < bins; group++) {
      const draw = random.next()
      setFeature(matrix, row, 3 * group + (draw < 0.2 ? 0 : draw < 0.55 ? 1 : 2), true)
    }
    for (let tag = 0; tag < tags; tag++) {
      setFeature(matrix, row, 3 * bins + tag, random.next() < 0.6 / (1 + tag) ** 0.9)
    }
  }
  return matrix
}

/** Returns the rows of a set as a text of 0 and 1. */
export function showRows(rows: Uint32Array, total: number): string {
  return Array.from({ length: total }, (_, row) => (rows[row >> 5]! >>> (row & 31)) & 1).join('')
}

/** Returns how often each row is in the sets. */
export function tallyRows(sets: readonly Uint32Array[], total: number): Float64Array {
  const tally = new Float64Array(total)
  for (const rows of sets) {
    for (let row = 0; row < total; row++) tally[row]! += (rows[row >> 5]! >>> (row & 31)) & 1
  }
  return tally
}
