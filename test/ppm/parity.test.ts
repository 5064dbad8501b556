import { describe, expect, it } from 'vitest'
import { hasFixtures, readFixture } from '../parity/fixtures.ts'
import { comparePpm, type PpmFixture } from '../parity/ppm.ts'

describe('regressions against scikit-learn', () => {
  it.skipIf(!hasFixtures())(
    'agree within the tolerances of ppm.json (needs ../shared/fixtures)',
    () => {
      const result = comparePpm(readFixture<PpmFixture>('ppm.json'))
      expect(result).toMatchObject({ ok: true })
      expect(result.checked).toBeGreaterThan(2000)
    },
  )
})
