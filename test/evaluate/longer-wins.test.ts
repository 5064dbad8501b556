import { describe, expect, it } from 'vitest'
import type { SuiteRow } from '../../src/domain/index.ts'
import { createSuite, evaluateMargins } from '../../src/evaluate/index.ts'
import { isShared, readRows, readTable } from '../annotate/shared-files.ts'

describe.skipIf(!isShared('data/README.md'))('eval-rewardbench-like (needs ../shared/data)', () => {
  it('has the rows of its table, and "longer wins" scores what the README says', () => {
    const rows = readRows<Omit<SuiteRow, 'group'>>('data/eval-rewardbench-like.jsonl.gz')
    const suite = createSuite(rows.map((row) => ({ ...row, group: row.prompt })))
    const margins = Float64Array.from(rows, (row) => row.chosen.length - row.rejected.length)
    const { categories, subsets } = evaluateMargins(suite, margins, 1)
    for (const [category, parts, count] of readTable(['category', 'subsets', 'rows'])) {
      const names = parts!.split(', ').map((part) => part.split(' '))
      expect(names.map(([name]) => subsets[name!]!.count)).toEqual(names.map(([, n]) => Number(n)))
      expect(rows.filter((row) => row.category === category)).toHaveLength(Number(count))
    }
    const shares = Object.entries(categories).map(([name, score]) => [
      name,
      (score.accuracy / 100).toFixed(3),
    ])
    expect(Object.fromEntries(shares)).toEqual({
      chat: '0.801',
      'chat-hard': '0.271',
      safety: '0.478',
      reasoning: '0.540',
    })
  })
})
