import { describe, expect, it } from 'vitest'
import { checkUse, jointLicence, type SourceLicence, type Use } from '../../src/export/index.ts'

const under = (licence: string | null, source = 'set'): SourceLicence => ({
  source,
  licence,
  knownBy: licence === null ? null : 'rows',
  instances: 3,
})
const USES: readonly Use[] = ['commercial', 'research', 'distribution']

describe('checkUse', () => {
  it.each([
    ['mit', []],
    ['apache-2.0', []],
    ['cc-by-4.0', []],
    ['odc-by', []],
    ['cc-by-nc-4.0', ['commercial']],
    ['CC-BY-NC-4.0', ['commercial']],
    ['cc-by-nc-sa-4.0', ['commercial', 'distribution']],
    ['cc-by-sa-3.0', ['distribution']],
    ['cc-by-nd-4.0', ['distribution']],
    ['cc-by-nc-nd-4.0', ['commercial', 'distribution']],
    ['gpl-3.0', ['distribution']],
    ['llama2', ['commercial']],
    ['other', ['commercial', 'research', 'distribution']],
  ] as const)('of data under %s warns for %j', (licence, warned) => {
    expect(USES.filter((use) => checkUse([under(licence)], use).length > 0)).toEqual(warned)
  })

  it('names the data set, its size, its licence and what it forbids', () => {
    expect(checkUse([under('mit', 'one'), under('cc-by-nc-4.0', 'two')], 'commercial')).toEqual([
      'two (3 instances): the licence cc-by-nc-4.0 forbids commercial use',
    ])
  })

  it('takes unknown for no leave', () => {
    for (const use of USES)
      expect(checkUse([under(null)], use)).toEqual([
        `set (3 instances): its licence is not known; check it before ${use} use`,
      ])
  })
})

describe('jointLicence', () => {
  it('is the one that all share, else other', () => {
    expect(jointLicence([under('mit'), under('mit', 'two')])).toBe('mit')
    expect(jointLicence([under('mit'), under('cc-by-4.0')])).toBe('other')
    expect(jointLicence([under('mit'), under(null)])).toBe('other')
    expect(jointLicence([])).toBe('other')
  })
})
