import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { compareSampling } from '../parity/sampling.ts'
import { compareText } from '../parity/text.ts'

const folder = resolve(
  process.env.HYPER_SHARED ?? resolve(import.meta.dirname, '../../../shared'),
  'fixtures',
)
const present = existsSync(folder)
const read = (name: string) => JSON.parse(readFileSync(resolve(folder, name), 'utf8'))

describe('parity with Python', () => {
  it.skipIf(!present)('text: ROUGE, stems, sizes, tokens (needs ../shared/fixtures)', () => {
    expect(compareText(read('text.json'))).toMatchObject({ ok: true })
  })

  it.skipIf(!present)('sampling: bins and terciles (needs ../shared/fixtures)', () => {
    expect(compareSampling(read('sampling.json'))).toMatchObject({ ok: true, maxDifference: 0 })
  })
})
