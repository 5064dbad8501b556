import { TAG_DIMENSIONS } from '../tag-catalogue.ts'
import type { TagDimensionEntry } from '../tag-types.ts'
import { DIMENSION_MEANINGS } from './option-meanings.ts'
import { dimensionWords, NOTHING_WORD, optionWord, tagKey } from './option-words.ts'

const HOW_MANY = {
  list: 'a list of',
  one: 'one of',
  open: 'one of',
} as const

/** The same in every question: built once. */
const DESCRIPTION = TAG_DIMENSIONS.map(describeDimension).join('\n\n')

/** Returns the definitions of all dimensions as text for a question, generated from the catalogue. */
export function describeDimensions(): string {
  return DESCRIPTION
}

function describeDimension(dimension: TagDimensionEntry): string {
  const { id, label, kind, options } = dimension
  const { question, options: meanings } = DIMENSION_MEANINGS[id]
  const head = `"${tagKey(dimension)}" (${label}): ${question}.`
  const isExplained = options.some((option) => meanings[option.id] !== undefined)
  if (!isExplained) {
    return `${head} ${capitalise(HOW_MANY[kind])}: ${dimensionWords(dimension).map(quote).join(', ')}.`
  }
  const lines = options.map((option) => {
    const meaning = meanings[option.id]
    return `- ${quote(optionWord(option))}${meaning === undefined ? '' : `: ${meaning}`}`
  })
  if (kind === 'open') lines.unshift(`- ${quote(NOTHING_WORD)}: nothing of the kind`)
  return `${head} ${capitalise(HOW_MANY[kind])}\n${lines.join('\n')}`
}

function quote(word: string): string {
  return `"${word}"`
}

function capitalise(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1)
}
