/**
 * Porter's suffix stripping with the extensions of the Natural Language Toolkit (its default mode), which is what
 * ROUGE scores of the literature stand on. Source of the steps: Porter, "An algorithm for suffix stripping", 1980;
 * of the extensions: the documentation of `nltk.stem.porter`.
 */

type Condition = (stem: string) => boolean
type Rule = readonly [suffix: string, replacement: string, condition?: Condition]

const IRREGULAR: ReadonlyMap<string, string> = new Map([
  ['sky', 'sky'],
  ['skies', 'sky'],
  ['dying', 'die'],
  ['lying', 'lie'],
  ['tying', 'tie'],
  ['news', 'news'],
  ['innings', 'inning'],
  ['inning', 'inning'],
  ['outings', 'outing'],
  ['outing', 'outing'],
  ['cannings', 'canning'],
  ['canning', 'canning'],
  ['howe', 'howe'],
  ['proceed', 'proceed'],
  ['exceed', 'exceed'],
  ['succeed', 'succeed'],
])

const hasMeasure: Condition = (stem) => measure(stem) > 0
const hasLongMeasure: Condition = (stem) => measure(stem) > 1

const PLURALS: readonly Rule[] = [
  ['sses', 'ss'],
  ['ies', 'i'],
  ['ss', 'ss'],
  ['s', ''],
]

const DOUBLE_SUFFIXES: readonly Rule[] = [
  ['ational', 'ate', hasMeasure],
  ['tional', 'tion', hasMeasure],
  ['enci', 'ence', hasMeasure],
  ['anci', 'ance', hasMeasure],
  ['izer', 'ize', hasMeasure],
  ['bli', 'ble', hasMeasure],
  ['alli', 'al', hasMeasure],
  ['entli', 'ent', hasMeasure],
  ['eli', 'e', hasMeasure],
  ['ousli', 'ous', hasMeasure],
  ['ization', 'ize', hasMeasure],
  ['ation', 'ate', hasMeasure],
  ['ator', 'ate', hasMeasure],
  ['alism', 'al', hasMeasure],
  ['iveness', 'ive', hasMeasure],
  ['fulness', 'ful', hasMeasure],
  ['ousness', 'ous', hasMeasure],
  ['aliti', 'al', hasMeasure],
  ['iviti', 'ive', hasMeasure],
  ['biliti', 'ble', hasMeasure],
  ['fulli', 'ful', hasMeasure],
  // The l of "logi" counts to the stem, so that "geologi" is measured as "geol".
  ['logi', 'log', (stem) => measure(`${stem}l`) > 0],
]

const LIGHT_SUFFIXES: readonly Rule[] = [
  ['icate', 'ic', hasMeasure],
  ['ative', '', hasMeasure],
  ['alize', 'al', hasMeasure],
  ['iciti', 'ic', hasMeasure],
  ['ical', 'ic', hasMeasure],
  ['ful', '', hasMeasure],
  ['ness', '', hasMeasure],
]

const LONG_SUFFIXES: readonly Rule[] = [
  ...['al', 'ance', 'ence', 'er', 'ic', 'able', 'ible', 'ant', 'ement', 'ment', 'ent'].map(
    (suffix): Rule => [suffix, '', hasLongMeasure],
  ),
  ['ion', '', (stem) => hasLongMeasure(stem) && /[st]$/.test(stem)],
  ...['ou', 'ism', 'ate', 'iti', 'ous', 'ive', 'ize'].map(
    (suffix): Rule => [suffix, '', hasLongMeasure],
  ),
]

/** Returns the stem of a lower-case word. Words of one or two characters come back as they are. */
export function porterStem(word: string): string {
  const irregular = IRREGULAR.get(word)
  if (irregular !== undefined) return irregular
  if (word.length <= 2) return word
  let stem = stripPlural(word)
  stem = stripPast(stem)
  if (stem.endsWith('y') && stem.length > 2 && isConsonant(stem, stem.length - 2)) {
    stem = `${stem.slice(0, -1)}i`
  }
  stem = stripDouble(stem)
  stem = applyFirst(stem, LIGHT_SUFFIXES)
  stem = applyFirst(stem, LONG_SUFFIXES)
  return stripFinal(stem)
}

function stripPlural(word: string): string {
  return word.length === 4 && word.endsWith('ies') ? word.slice(0, -1) : applyFirst(word, PLURALS)
}

function stripPast(word: string): string {
  if (word.endsWith('ied')) return word.slice(0, word.length === 4 ? -1 : -2)
  if (word.endsWith('eed')) {
    const stem = word.slice(0, -3)
    return measure(stem) > 0 ? `${stem}ee` : word
  }
  for (const suffix of ['ed', 'ing']) {
    if (!word.endsWith(suffix)) continue
    const stem = word.slice(0, -suffix.length)
    if (containsVowel(stem)) return mendPast(stem)
  }
  return word
}

function mendPast(stem: string): string {
  if (stem.endsWith('at') || stem.endsWith('bl') || stem.endsWith('iz')) return `${stem}e`
  const last = stem.length - 1
  if (last >= 1 && stem[last] === stem[last - 1] && isConsonant(stem, last)) {
    return /[lsz]$/.test(stem) ? stem : stem.slice(0, -1)
  }
  return measure(stem) === 1 && endsConsonantVowelConsonant(stem) ? `${stem}e` : stem
}

function stripDouble(word: string): string {
  if (word.endsWith('alli') && hasMeasure(word.slice(0, -4))) return stripDouble(word.slice(0, -2))
  return applyFirst(word, DOUBLE_SUFFIXES)
}

function stripFinal(word: string): string {
  let stem = word
  if (stem.endsWith('e')) {
    const cut = stem.slice(0, -1)
    const size = measure(cut)
    if (size > 1 || (size === 1 && !endsConsonantVowelConsonant(cut))) stem = cut
  }
  return stem.endsWith('ll') && measure(stem.slice(0, -1)) > 1 ? stem.slice(0, -1) : stem
}

/** The first rule whose suffix fits decides, also when its condition fails. */
function applyFirst(word: string, rules: readonly Rule[]): string {
  for (const [suffix, replacement, condition] of rules) {
    if (!word.endsWith(suffix)) continue
    const stem = word.slice(0, word.length - suffix.length)
    return condition === undefined || condition(stem) ? stem + replacement : word
  }
  return word
}

function isVowelLetter(letter: string): boolean {
  return letter === 'a' || letter === 'e' || letter === 'i' || letter === 'o' || letter === 'u'
}

/** A y is a consonant where the letter before it is none, and at the start. */
function isConsonant(word: string, index: number): boolean {
  let start = index
  while (start > 0 && word[start] === 'y') start--
  const isPlain = !isVowelLetter(word[start]!)
  return (index - start) % 2 === 0 ? isPlain : !isPlain
}

/** Number of vowel-consonant turns, Porter's m. */
function measure(stem: string): number {
  let turns = 0
  let wasVowel = false
  for (let index = 0; index < stem.length; index++) {
    const letter = stem[index]!
    const isVowel: boolean = letter === 'y' ? index > 0 && !wasVowel : isVowelLetter(letter)
    if (wasVowel && !isVowel) turns++
    wasVowel = isVowel
  }
  return turns
}

function containsVowel(stem: string): boolean {
  for (let index = 0; index < stem.length; index++) if (!isConsonant(stem, index)) return true
  return false
}

function endsConsonantVowelConsonant(word: string): boolean {
  const last = word.length - 1
  if (last < 1 || !isConsonant(word, last) || isConsonant(word, last - 1)) return false
  return last === 1 ? true : isConsonant(word, last - 2) && !/[wxy]$/.test(word)
}
