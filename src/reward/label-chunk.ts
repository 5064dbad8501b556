import type { ProbeChunk } from './fit-probes.ts'
import type { HeadLabels } from './targets.ts'

/**
 * Returns the chunk of heads that train on the given labels. Row weights stay common to all heads unless a head masks rows; then every
 * head gets its own.
 */
export function joinLabels(
  labels: readonly HeadLabels[],
  options: { readonly l2: number | ArrayLike<number>; readonly rowWeights?: Float32Array },
): ProbeChunk {
  const rows = labels[0]?.targets.length ?? 0
  const heads = labels.length
  const common = options.rowWeights
  const masked = labels.some((label) => label.mask !== null)
  const targets = joinHeads(labels, rows, (label) => label.targets)
  const rowWeights = masked
    ? joinHeads(labels, rows, (label) => maskedWeights(label, common))
    : common
  const margins = labels.some((label) => label.margins !== null)
    ? joinHeads(labels, rows, (label) => label.margins ?? new Float32Array(rows))
    : undefined
  return {
    heads,
    targets,
    l2: options.l2,
    ...(rowWeights && { rowWeights }),
    ...(margins && { margins }),
  }
}

function maskedWeights(label: HeadLabels, common: Float32Array | undefined): Float32Array {
  const { mask, targets } = label
  return Float32Array.from(targets, (_, row) => (mask?.[row] ?? 1) * (common?.[row] ?? 1))
}

function joinHeads(
  labels: readonly HeadLabels[],
  rows: number,
  valuesOf: (label: HeadLabels) => Float32Array,
): Float32Array {
  const joined = new Float32Array(labels.length * rows)
  labels.forEach((label, head) => {
    joined.set(valuesOf(label), head * rows)
  })
  return joined
}
