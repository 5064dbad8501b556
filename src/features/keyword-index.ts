import { porterStem } from './porter-stem.ts'
import { rougeWords } from './rouge-tokens.ts'

/** Words and pairs of words that point to classes. */
export interface KeywordIndex {
  /** Returns per class the weight of distinct words found: 1 for a plain word, 2 for one that decides alone. Shape (classes). */
  score(text: string): Float64Array
}

/** Returns the index of word lists; `word!` decides alone, `one_two` are two words in a row. Words are compared by stem. */
export function createKeywordIndex(lists: readonly string[]): KeywordIndex {
  const index = new Map<string, Map<number, number>>()
  lists.forEach((list, position) => {
    for (const entry of list.split(/\s+/).filter((word) => word !== '')) {
      const weight = entry.endsWith('!') ? 2 : 1
      const key = entry.replace('!', '').split('_').map(stemWord).join(' ')
      const targets = index.get(key) ?? new Map<number, number>()
      targets.set(position, Math.max(weight, targets.get(position) ?? 0))
      index.set(key, targets)
    }
  })
  return {
    score(text) {
      const scores = new Float64Array(lists.length)
      for (const key of wordKeys(text)) {
        for (const [position, weight] of index.get(key) ?? []) scores[position]! += weight
      }
      return scores
    },
  }
}

function stemWord(word: string): string {
  const lower = word.toLowerCase()
  return lower.length > 3 ? porterStem(lower) : lower
}

function wordKeys(text: string): Set<string> {
  const stems = rougeWords(text).map(stemWord)
  const keys = new Set(stems)
  for (let index = 1; index < stems.length; index++) keys.add(`${stems[index - 1]} ${stems[index]}`)
  return keys
}
