import type { FeatureSpec } from '../domain/index.ts'

/** One column on its way into a matrix: 1 yes, 0 no, -1 unknown for each instance. */
export interface FeatureColumn {
  readonly spec: FeatureSpec
  readonly cells: Int8Array
}

/** Bounds as a person reads them: three significant digits, whole numbers whole. */
export function formatBound(value: number): string {
  return String(Number(value.toPrecision(3)))
}

/** Names of the bins of one measure: low, mid and high for three, otherwise 1 of k. */
export function binNames(count: number): string[] {
  if (count === 3) return ['low', 'mid', 'high']
  return Array.from({ length: count }, (_, bin) => `${bin + 1}of${count}`)
}

/** Returns the exhaustive, exclusive columns of a binned measure; `bins` holds the bin of each row, -1 for unknown. */
export function binColumns(
  group: string,
  label: string,
  binned: { readonly bins: Int8Array; readonly edges: readonly number[] },
): FeatureColumn[] {
  const { bins, edges } = binned
  const names = binNames(edges.length - 1)
  return names.map((name, bin) => ({
    spec: {
      id: `${group}:${name}`,
      kind: 'bin',
      group,
      exclusive: true,
      label: `${label} ${formatBound(edges[bin]!)} to ${formatBound(edges[bin + 1]!)}`,
      bin: { lo: edges[bin]!, hi: edges[bin + 1]!, closed: bin === names.length - 1 },
    },
    cells: Int8Array.from(bins, (at) => (at < 0 ? -1 : at === bin ? 1 : 0)),
  }))
}
