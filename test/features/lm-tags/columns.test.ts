import { describe, expect, it } from 'vitest'
import {
  parseTag,
  readGivenTags,
  TAG_DIMENSIONS,
  tagColumnsOf,
  withTagColumns,
} from '../../../src/features/index.ts'
import { dimensionWords, optionWord } from '../../../src/features/lm-tags/option-words.ts'
import { createRandom, type Json } from '../../../src/kit/index.ts'
import { madeInstance } from '../made-facts.ts'
import { drawTags } from './made-tags.ts'

describe('words of options', () => {
  it('are all different in a dimension and are read as the option that they stand for', () => {
    for (const dimension of TAG_DIMENSIONS) {
      const words = dimensionWords(dimension)
      expect(new Set(words).size).toBe(words.length)
      for (const option of dimension.options) {
        expect(parseTag(dimension, optionWord(option))).toEqual({ options: [option.id], other: [] })
      }
    }
  })
})

describe('tagColumnsOf', () => {
  it('writes the published names and words', () => {
    expect(
      tagColumnsOf({
        subject: { options: ['journalism-and-media', 'law'], other: ['Tarot'] },
        language: { options: [], other: [] },
        expertise: { options: ['expert'], other: [] },
        openness: null,
        format: { options: ['present'], other: [] },
      }),
    ).toEqual({
      subject_of_expertise: ['Journalism, media studies and communication', 'Law', 'Tarot'],
      languages: [],
      expertise_level: 'expert domain knowledge',
      open_endedness: null,
      format_constraints: ['some'],
    })
  })

  it('is read back as it was, unknown and absent apart, through JSON', () => {
    for (let seed = 0; seed < 300; seed++) {
      const tags = drawTags(createRandom(`tags ${seed}`))
      const meta = JSON.parse(JSON.stringify(tagColumnsOf(tags))) as Record<string, Json>
      expect(readGivenTags(madeInstance({ meta }))).toEqual(tags)
    }
  })
})

describe('withTagColumns', () => {
  it('wins over older columns of the same dimensions and keeps the others', () => {
    for (let seed = 0; seed < 100; seed++) {
      const tags = drawTags(createRandom(`tags over tags ${seed}`))
      const meta = withTagColumns(
        { 'Safety Concern': 'high', subject: ['Law'], Subject_Of_Expertise: 'Physics', topic: 7 },
        tags,
      )
      const read = readGivenTags(madeInstance({ meta, extra: { languages: ['French'] } }))
      expect(read).toEqual({
        safety: { options: ['high'], other: [] },
        subject: { options: ['physics'], other: [] },
        language: { options: ['french'], other: [] },
        ...tags,
      })
      expect(meta.topic).toBe(7)
    }
  })
})
