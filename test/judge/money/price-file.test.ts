import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadPriceTable, parsePriceTable } from '../../../src/config/index.ts'
import { findPrice } from '../../../src/judge/index.ts'
import { isHyperError } from '../../../src/kit/index.ts'

const FILE = `source: https://vendor.example/pricing
asOf: 2025-08-01
prices:
  some-model: { inputPerMillion: 0.15, cachedInputPerMillion: 0.075, outputPerMillion: 0.6, batchDiscount: 0.5 }
  "local/*": { inputPerMillion: 0, outputPerMillion: 0, asOf: 2025-09 }
`

function problems(text: string): unknown {
  try {
    parsePriceTable(text, 'prices.yaml')
  } catch (error) {
    if (isHyperError(error, 'config/invalid')) return error.details.problems
    throw error
  }
  return []
}

describe('a price file', () => {
  it('is read from YAML, with source and date of the file or of the model', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hyper-prices-'))
    try {
      await writeFile(join(folder, 'prices.yaml'), FILE)
      const table = await loadPriceTable(join(folder, 'prices.yaml'))
      expect(findPrice('some-model', [table])).toEqual({
        model: 'some-model',
        price: {
          inputPerMillion: 0.15,
          cachedInputPerMillion: 0.075,
          outputPerMillion: 0.6,
          batchDiscount: 0.5,
        },
        source: 'https://vendor.example/pricing',
        asOf: '2025-08-01',
        from: 'file',
      })
      expect(findPrice('local/tiny', [table])).toMatchObject({
        price: { inputPerMillion: 0, cachedInputPerMillion: null, batchDiscount: 0 },
        asOf: '2025-09',
      })
      expect(findPrice('other', [table])).toBeNull()
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('is read from JSON', () => {
    const text = '{"prices": {"m": {"inputPerMillion": 1, "outputPerMillion": 2}}}'
    expect(parsePriceTable(text, 'p.json').entries).toHaveLength(1)
  })

  it('names file, line and field of every problem', () => {
    const text = `prices:
  a: { inputPerMillion: -1, outputPerMillion: 2 }
  b:
    inputPerMillion: 1
    outputPerMillion: 2
    batchDiscount: 1.5
  c: { inputPerMillion: 1 }
`
    expect(problems(text)).toMatchObject([
      { file: 'prices.yaml', line: 2, field: 'prices.a.inputPerMillion' },
      { file: 'prices.yaml', line: 6, field: 'prices.b.batchDiscount' },
      { file: 'prices.yaml', line: 7, field: 'prices.c.outputPerMillion' },
    ])
  })

  it('refuses keys that it does not know, two prices of one model, and no prices', () => {
    expect(problems('prices: {}\nprice: {}')).toMatchObject([{ field: 'price' }])
    expect(
      problems('prices:\n  a: {inputPerMillion: 1, outputPerMillion: 1, out: 3}'),
    ).toMatchObject([{ line: 2, field: 'prices.a.out' }])
    const twice =
      'prices:\n  a: {inputPerMillion: 1, outputPerMillion: 1}\n  a: {inputPerMillion: 2, outputPerMillion: 1}'
    expect(problems(twice)).toMatchObject([{ line: 3 }])
    expect(problems('source: x')).toMatchObject([{ field: 'prices' }])
  })
})
