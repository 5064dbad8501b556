import { APOLOGIES, CONNECTIVES, HEDGES, REFUSALS } from './surface-phrases.ts'

/** The measures of `describeSurface`, in order. Counts are log(1 + count); shares are 0 to 1; flags 0 or 1. */
export const SURFACE_NAMES = [
  'logCharacters',
  'logWords',
  'logSentences',
  'logLines',
  'logParagraphs',
  'logBullets',
  'logNumberedItems',
  'logHeaders',
  'logBold',
  'logCodeFences',
  'logInlineCode',
  'logTableRows',
  'logLinks',
  'digitShare',
  'punctuationShare',
  'capitalShare',
  'nonAsciiShare',
  'logQuestions',
  'logExclamations',
  'logQuotes',
  'logBrackets',
  'wordLength',
  'logSentenceLength',
  'typeTokenRatio',
  'promptCovered',
  'echoShare',
  'logLengthToPrompt',
  'refusal',
  'logHedges',
  'logApologies',
  'logConnectives',
  'logFirstPerson',
  'logSecondPerson',
  'endsCleanly',
  'empty',
] as const

/** How many measures there are. */
export const SURFACE_COUNT: number = SURFACE_NAMES.length

/** Words beyond this many are not looked at by the measures of vocabulary, so that they do not restate the length. */
const VOCABULARY_WORDS = 200

const WORD = /[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*/gu

/**
 * Returns the surface measures of a response to a prompt, in the order of `SURFACE_NAMES`: all finite, zero for an empty response but for
 * the flag that says so. Reads form, never meaning. O(length).
 */
export function describeSurface(prompt: string, response: string): Float64Array {
  const text = response.trim()
  if (text === '') return emptyMeasures(prompt)
  const lower = text.toLowerCase().replaceAll('’', "'")
  const words = lower.match(WORD) ?? []
  const promptWords = prompt.toLowerCase().replaceAll('’', "'").match(WORD) ?? []
  const characters = countCharacters(text)
  const lines = countLines(text)
  const sentences = Math.max(1, characters.sentenceEnds)
  const vocabulary = words.slice(0, VOCABULARY_WORDS)
  const types = new Set(vocabulary)
  const promptTypes = new Set(promptWords)
  const letters = words.reduce((sum, word) => sum + word.length, 0)
  const log = Math.log1p
  return Float64Array.of(
    log(text.length),
    log(words.length),
    log(sentences),
    log(lines.lines),
    log(lines.paragraphs),
    log(lines.bullets),
    log(lines.numbered),
    log(lines.headers),
    log(countMatches(text, /\*\*[^*\n]+\*\*/g)),
    log(lines.fences),
    log(countMatches(text, /(?<!`)`[^`\n]+`/g)),
    log(lines.tableRows),
    log(countMatches(lower, /https?:\/\/|\bwww\./g)),
    characters.digits / text.length,
    characters.punctuation / text.length,
    characters.capitals / Math.max(1, characters.letters),
    characters.nonAscii / text.length,
    log(characters.questions),
    log(characters.exclamations),
    log(characters.quotes),
    log(characters.brackets),
    words.length === 0 ? 0 : letters / words.length,
    log(words.length / sentences),
    vocabulary.length === 0 ? 0 : types.size / vocabulary.length,
    shareIn(promptTypes, new Set(words)),
    shareIn(types, promptTypes),
    log(words.length) - log(promptWords.length),
    REFUSALS.test(lower) ? 1 : 0,
    log(countMatches(lower, HEDGES)),
    log(countMatches(lower, APOLOGIES)),
    log(countMatches(lower, CONNECTIVES)),
    log(countMatches(lower, /\b(?:i|i'm|i've|i'd|i'll|my|me|we|our)\b/g)),
    log(countMatches(lower, /\b(?:you|your|you're|yours|you'll)\b/g)),
    /[.!?…。！？)"'”`*|:;\]}]$/u.test(text) ? 1 : 0,
    0,
  )
}

/** Returns the measures of many responses, row-major (responses x SURFACE_COUNT). */
export function describeSurfaces(
  items: readonly { readonly prompt: string; readonly response: string }[],
): Float64Array {
  const values = new Float64Array(items.length * SURFACE_COUNT)
  items.forEach(({ prompt, response }, index) => {
    values.set(describeSurface(prompt, response), index * SURFACE_COUNT)
  })
  return values
}

function emptyMeasures(prompt: string): Float64Array {
  const values = new Float64Array(SURFACE_COUNT)
  values[SURFACE_NAMES.indexOf('empty')] = 1
  values[SURFACE_NAMES.indexOf('logLengthToPrompt')] = -Math.log1p(prompt.match(WORD)?.length ?? 0)
  return values
}

function shareIn(of: ReadonlySet<string>, within: ReadonlySet<string>): number {
  if (of.size === 0) return 0
  let found = 0
  for (const word of of) if (within.has(word)) found++
  return found / of.size
}

function countMatches(text: string, pattern: RegExp): number {
  let count = 0
  pattern.lastIndex = 0
  while (pattern.exec(text) !== null) count++
  return count
}

interface LineCounts {
  lines: number
  paragraphs: number
  bullets: number
  numbered: number
  headers: number
  fences: number
  tableRows: number
}

function countLines(text: string): LineCounts {
  const counts: LineCounts = {
    lines: 0,
    paragraphs: 0,
    bullets: 0,
    numbered: 0,
    headers: 0,
    fences: 0,
    tableRows: 0,
  }
  let blank = true
  for (const raw of text.split(/\r\n|\r|\n/)) {
    const line = raw.trim()
    if (line === '') {
      blank = true
      continue
    }
    counts.lines++
    if (blank) counts.paragraphs++
    blank = false
    if (/^[-*•+]\s/.test(line)) counts.bullets++
    else if (/^\(?\d{1,3}[.):]\s/.test(line)) counts.numbered++
    else if (/^#{1,6}\s/.test(line)) counts.headers++
    else if (line.startsWith('```')) counts.fences++
    else if (line.startsWith('|')) counts.tableRows++
  }
  return counts
}

interface CharacterCounts {
  letters: number
  capitals: number
  digits: number
  punctuation: number
  nonAscii: number
  questions: number
  exclamations: number
  quotes: number
  brackets: number
  sentenceEnds: number
}

// One look at every code unit. Letters and capitals are those of ASCII; all else of them is counted as not ASCII.
function countCharacters(text: string): CharacterCounts {
  const counts: CharacterCounts = {
    letters: 0,
    capitals: 0,
    digits: 0,
    punctuation: 0,
    nonAscii: 0,
    questions: 0,
    exclamations: 0,
    quotes: 0,
    brackets: 0,
    sentenceEnds: 0,
  }
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit >= 97 && unit <= 122) counts.letters++
    else if (unit === 32 || unit < 32) continue
    else if (unit >= 65 && unit <= 90) {
      counts.letters++
      counts.capitals++
    } else if (unit >= 48 && unit <= 57) counts.digits++
    else if (unit >= 127) countWide(counts, unit)
    else countPunctuation(counts, text, index)
  }
  return counts
}

function countPunctuation(counts: CharacterCounts, text: string, index: number): void {
  const mark = text[index]!
  counts.punctuation++
  if (mark === '?') counts.questions++
  else if (mark === '!') counts.exclamations++
  else if (mark === '"') counts.quotes++
  else if (mark === '(' || mark === '[') counts.brackets++
  if (mark !== '.' && mark !== '?' && mark !== '!') return
  const next = text.charCodeAt(index + 1)
  if (Number.isNaN(next) || next <= 32 || next === 34) counts.sentenceEnds++
}

// CJK full stop, question and exclamation marks end a sentence; typographic quotes are quotes.
function countWide(counts: CharacterCounts, unit: number): void {
  counts.nonAscii++
  if (unit === 0x3002 || unit === 0xff1f || unit === 0xff01) counts.sentenceEnds++
  if (unit === 0xff1f) counts.questions++
  else if (unit === 0xff01) counts.exclamations++
  else if (unit === 0x201c || unit === 0x201d) counts.quotes++
}
