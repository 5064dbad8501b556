import type { SuiteRow } from '../domain/index.ts'
import { HyperError } from '../kit/index.ts'
import { publishedWeight } from './rewardbench.ts'

/** How the subsets of a category are weighed: by the rows present, or by RewardBench's published weights where a subset has one. */
export type SubsetWeights = 'rows' | 'published'

/**
 * An evaluation suite laid out for scoring. A suite that was cut out of another keeps its names and numbers, so that scores of parts can be
 * compared; `sourceRows` says where its rows stand in the rows the first suite was made of.
 */
export interface Suite {
  readonly ids: readonly string[]
  /** Subset names in the order of appearance; `CATEGORY/SUBSET` where a name stands in two categories. */
  readonly subsets: readonly string[]
  readonly categories: readonly string[]
  /** Category of every subset. */
  readonly categoryOfSubset: Uint32Array
  /** Subset of every row. */
  readonly subsetOfRow: Uint32Array
  /** Prompt group of every row, 0 .. groupCount - 1. */
  readonly groupOfRow: Uint32Array
  readonly groupCount: number
  /** Index of every row in the list the suite was made of; margins of that list are selected by it. */
  readonly sourceRows: Uint32Array
  readonly weights: SubsetWeights
}

/**
 * Returns a suite; every row takes part. Margins that are scored against it stand in the order of the rows.
 *
 * @throws HyperError `data/empty-suite`
 */
export function createSuite(
  rows: readonly SuiteRow[],
  options: { readonly weights?: SubsetWeights } = {},
): Suite {
  if (rows.length === 0) {
    throw new HyperError('data/empty-suite', 'suite: got no rows, expected at least one')
  }
  const categories = createIndex()
  const subsets = createIndex()
  const groups = createIndex()
  const nameOf = subsetNamer(rows)
  const subsetOfRow = Uint32Array.from(rows, (row) => subsets.indexOf(nameOf(row)))
  const categoryOfSubset: number[] = []
  rows.forEach((row, index) => {
    categoryOfSubset[subsetOfRow[index]!] = categories.indexOf(row.category)
  })
  return {
    ids: rows.map((row) => row.id),
    subsets: subsets.names,
    categories: categories.names,
    categoryOfSubset: Uint32Array.from(categoryOfSubset),
    subsetOfRow,
    groupOfRow: Uint32Array.from(rows, (row) => groups.indexOf(row.group)),
    groupCount: groups.names.length,
    sourceRows: Uint32Array.from(rows, (_, index) => index),
    weights: options.weights ?? 'rows',
  }
}

/** Returns the suite of some of the rows (indices into this suite, ascending), names and group numbers kept. */
export function selectSuiteRows(suite: Suite, rows: Uint32Array): Suite {
  return {
    ...suite,
    ids: Array.from(rows, (row) => suite.ids[row]!),
    subsetOfRow: rows.map((row) => suite.subsetOfRow[row]!),
    groupOfRow: rows.map((row) => suite.groupOfRow[row]!),
    sourceRows: rows.map((row) => suite.sourceRows[row]!),
  }
}

/**
 * Returns the margins of a part of a suite out of the margins of all its source rows (k x sourceCount, row-major), (k x rows).
 *
 * @throws RangeError where the margins are not k x sourceCount
 */
export function selectMargins(
  margins: Float32Array,
  suite: Suite,
  shape: { readonly k: number; readonly sourceCount: number },
): Float32Array {
  requireLength('margins', margins.length, shape.k * shape.sourceCount)
  const rows = suite.sourceRows
  const selected = new Float32Array(shape.k * rows.length)
  for (let head = 0; head < shape.k; head++) {
    for (let row = 0; row < rows.length; row++) {
      selected[head * rows.length + row] = margins[head * shape.sourceCount + rows[row]!]!
    }
  }
  return selected
}

/** Returns the weights of the subsets inside their categories, given how many rows each has; 0 for one without rows. */
export function subsetWeights(suite: Suite, counts: ArrayLike<number>): Float64Array {
  return Float64Array.from(suite.subsets, (name, subset) => {
    const rows = counts[subset]!
    if (rows === 0 || suite.weights === 'rows') return rows
    return publishedWeight(name) ?? rows
  })
}

/** Returns how many rows every subset has. */
export function subsetCounts(suite: Suite): Uint32Array {
  const counts = new Uint32Array(suite.subsets.length)
  for (const subset of suite.subsetOfRow) counts[subset]! += 1
  return counts
}

/** Checks the length of an array that was handed over. */
export function requireLength(what: string, got: number, expected: number): void {
  if (got !== expected) throw new RangeError(`${what}: got ${got} numbers, expected ${expected}`)
}

interface NameIndex {
  readonly names: string[]
  indexOf(name: string): number
}

function createIndex(): NameIndex {
  const names: string[] = []
  const known = new Map<string, number>()
  return {
    names,
    indexOf: (name) => {
      const index = known.get(name) ?? names.length
      if (index === names.length) {
        names.push(name)
        known.set(name, index)
      }
      return index
    },
  }
}

function subsetNamer(rows: readonly SuiteRow[]): (row: SuiteRow) => string {
  const categoryOf = new Map<string, string>()
  const ambiguous = new Set<string>()
  for (const { subset, category } of rows) {
    if ((categoryOf.get(subset) ?? category) !== category) ambiguous.add(subset)
    categoryOf.set(subset, category)
  }
  return ({ subset, category }) => (ambiguous.has(subset) ? `${category}/${subset}` : subset)
}
