import { binOf, tercileEdges } from '../../src/features/index.ts'
import { type Comparer, type Comparison, createComparer } from './comparison.ts'

interface Exact {
  readonly hex: string
  readonly text: string
}

/** `sampling.json` of the shared fixtures. */
export interface SamplingFixture {
  readonly bins: readonly {
    readonly name: string
    readonly edges: readonly Exact[]
    /** Not-a-number and infinities are written by name. */
    readonly values: readonly (Exact | string)[]
    readonly bin_outside_unknown: readonly (number | null)[]
    readonly bin_outside_clamped: readonly (number | null)[]
  }[]
  readonly terciles: readonly {
    readonly name: string
    readonly reference: readonly (number | null)[]
    readonly edges: readonly number[]
    readonly reference_bins: readonly (number | null)[]
    readonly new: readonly (number | null)[]
    readonly new_bins: readonly (number | null)[]
  }[]
}

/** Returns whether bins and tercile edges equal the fixture's; edges are compared in the 12 digits that it gives. */
export function compareSampling(fixture: SamplingFixture): Comparison {
  const comparer = createComparer({ tolerance: 0, scale: 'absolute' })
  for (const row of fixture.bins) compareBins(comparer, row)
  for (const row of fixture.terciles) compareTerciles(comparer, row)
  return comparer.result()
}

function compareBins(comparer: Comparer, row: SamplingFixture['bins'][number]): void {
  const edges = row.edges.map(({ text }) => Number(text))
  row.values.forEach((entry, at) => {
    const value = Number(typeof entry === 'string' ? entry : entry.text)
    const place = `${row.name}: ${value}`
    comparer.claim(
      `${place} unknown outside`,
      binOf(value, edges, 'unknown') === row.bin_outside_unknown[at],
    )
    comparer.claim(`${place} clamped`, binOf(value, edges, 'clamp') === row.bin_outside_clamped[at])
  })
}

function compareTerciles(comparer: Comparer, row: SamplingFixture['terciles'][number]): void {
  const edges = tercileEdges(row.reference.map((value) => value ?? Number.NaN)) ?? []
  const binsOf = (values: readonly (number | null)[]): (number | null)[] =>
    values.map((value) => binOf(value ?? Number.NaN, edges))
  const digits = edges.map((edge) => Number(edge.toPrecision(12)))
  comparer.numbers(`${row.name}: edges`, digits, row.edges)
  comparer.claim(
    `${row.name}: reference`,
    String(binsOf(row.reference)) === String(row.reference_bins),
  )
  comparer.claim(`${row.name}: new`, String(binsOf(row.new)) === String(row.new_bins))
}
