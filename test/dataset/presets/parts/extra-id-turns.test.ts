import { describe, expect, it } from 'vitest'
import { splitExtraIdTurns } from '../../../../src/dataset/presets/parts/extra-id-turns.ts'
import { assistant, user } from '../import-sample.ts'

describe('prompts with marker lines', () => {
  it('are one message of the user without them, unchanged', () => {
    const plain = ' Two lines\n\nwith <extra_id_1>User inside a line\n'
    expect(splitExtraIdTurns(plain)).toEqual([user(plain.replace(/\n$/, ''))])
  })

  it('begin with the user where no marker comes first, and keep empty lines inside a turn', () => {
    expect(
      splitExtraIdTurns('One\n\n<extra_id_1>Assistant\nTwo\n\nTwo again\n<extra_id_1>User\nThree'),
    ).toEqual([user('One\n'), assistant('Two\n\nTwo again'), user('Three')])
  })

  it('may begin with the system, and may end with a call for the answer', () => {
    const text = '<extra_id_0>System\nBe brief.\n<extra_id_1>User\nHi\n<extra_id_1>Assistant\n'
    expect(splitExtraIdTurns(text)).toEqual([{ role: 'system', content: 'Be brief.' }, user('Hi')])
  })
})
