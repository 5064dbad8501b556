import { type Preference, parsePreference } from './preference-words.ts'

const SIDES: Readonly<Record<string, Preference>> = {
  a: { verdict: 'a' },
  b: { verdict: 'b' },
  left: { verdict: 'a' },
  right: { verdict: 'b' },
  first: { verdict: 'a' },
  second: { verdict: 'b' },
  model_a: { verdict: 'a' },
  model_b: { verdict: 'b' },
  response_a: { verdict: 'a' },
  response_b: { verdict: 'b' },
  completion_a: { verdict: 'a' },
  completion_b: { verdict: 'b' },
  same: { verdict: 'tie' },
  equal: { verdict: 'tie' },
  draw: { verdict: 'tie' },
  both: { verdict: 'tie' },
  neither: { verdict: 'tie' },
}

/** What a mapped label may be without a value mapping, for messages. */
export const LABEL_WORDS =
  'A, B, tie, a word such as a-is-clearly-better, or a value named under "values" of the column map ({"1": "a", "2": "b", "0": "tie"})'

/**
 * Returns the preference that a cell of a label column stands for, or null where it is none. Numbers mean nothing without a value
 * mapping; a mapping, where given, is all that counts.
 */
export function parseLabel(
  cell: string | number | boolean,
  values?: Readonly<Record<string, string>>,
): Preference | null {
  const text = String(cell).trim()
  if (values === undefined) return wordOf(text)
  const meaning = Object.hasOwn(values, text) ? values[text] : undefined
  return meaning === undefined ? null : wordOf(meaning)
}

function wordOf(text: string): Preference | null {
  const word = text.trim().toLowerCase()
  return Object.hasOwn(SIDES, word) ? SIDES[word]! : parsePreference(word)
}
