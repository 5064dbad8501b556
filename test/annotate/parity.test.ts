import { describe, expect, it } from 'vitest'
import { compareAgreement } from '../parity/agreement.ts'
import { isShared, readShared } from './shared-files.ts'

const present = isShared('fixtures/agreement.json')

describe('parity with agreement.json', () => {
  it.skipIf(!present)('kappas, alpha, AC1 and Dawid-Skene (needs ../shared/fixtures)', () => {
    const found = compareAgreement(JSON.parse(readShared('fixtures/agreement.json')))
    expect(found).toMatchObject({ ok: true })
    expect(found.checked).toBeGreaterThan(2000)
  })
})
