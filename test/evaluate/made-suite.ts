import type { SuiteRow } from '../../src/domain/index.ts'
import { drawIndex, drawNormal, type Random } from '../../src/kit/index.ts'

/** Returns rows with 3 categories, 5 subsets and prompt groups of 1 to 3 rows, some of which cross subsets. */
export function drawRows(count: number, random: Random): SuiteRow[] {
  const subsets = ['easy', 'hard', 'refuse', 'code', 'math']
  const categories = ['chat', 'chat', 'safety', 'reasoning', 'reasoning']
  return Array.from({ length: count }, (_, index) => {
    const subset = drawIndex(5, random)
    return {
      id: `row-${index}`,
      subset: subsets[subset]!,
      category: categories[subset]!,
      prompt: `prompt ${index}`,
      chosen: 'yes',
      rejected: 'no',
      group: `group-${drawIndex(Math.ceil(count / 2), random)}`,
      meta: {},
    }
  })
}

/** Returns margins (k x rows) around a small positive mean; one in twenty is exactly zero. */
export function drawMargins(k: number, rows: number, random: Random): Float32Array {
  return Float32Array.from({ length: k * rows }, () =>
    random.next() < 0.05 ? 0 : 0.3 + drawNormal(random),
  )
}
