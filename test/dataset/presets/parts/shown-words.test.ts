import { describe, expect, it } from 'vitest'
import {
  findPreferenceName,
  parseShownWord,
} from '../../../../src/dataset/presets/parts/shown-words.ts'
import { PREFERENCE_STEPS } from '../../../../src/export/preference-steps.ts'

describe('answers in the words of a tool', () => {
  it('are the five steps as our tasks offer them, by value and by text', () => {
    const steps = [
      { verdict: 'a', strength: 'clear' },
      { verdict: 'a', strength: 'slight' },
      { verdict: 'tie' },
      { verdict: 'b', strength: 'slight' },
      { verdict: 'b', strength: 'clear' },
    ]
    expect(PREFERENCE_STEPS.map(({ value }) => parseShownWord(value))).toEqual(steps)
    expect(PREFERENCE_STEPS.map(({ text }) => parseShownWord(text))).toEqual(steps)
  })

  it('mean the field whose name they repeat, also where names count from 0', () => {
    const names = { first: 'generation0', second: 'generation1' }
    expect(parseShownWord('generation_1', names)).toEqual({ verdict: 'b' })
    expect(parseShownWord('Generation 0', names)).toEqual({ verdict: 'a' })
    expect(parseShownWord('Generation 1')).toEqual({ verdict: 'a' })
  })

  it('are none where they could be a rating or say more than is known', () => {
    for (const word of [
      '1',
      '2',
      '5',
      '',
      'good',
      'c',
      'first-is',
      'first clearly',
      'a tie is better',
    ])
      expect(parseShownWord(word)).toBeNull()
    expect(parseShownWord('1', null, true)).toEqual({ verdict: 'a' })
    expect(parseShownWord('3', null, true)).toBeNull()
  })

  it('belong to the question with the plainest name, or to the only one', () => {
    expect(findPreferenceName(['label', 'Overall preference', 'reasons'])).toBe(
      'Overall preference',
    )
    expect(findPreferenceName(['which one', 'comment', 'confidence'])).toBe('which one')
    expect(findPreferenceName(['tone', 'style'])).toBeNull()
    expect(findPreferenceName(['preference', 'Preference'])).toBeNull()
    expect(findPreferenceName([])).toBeNull()
  })
})
