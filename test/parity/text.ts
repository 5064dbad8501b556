import { encode } from 'gpt-tokenizer/encoding/cl100k_base'
import { countMarked } from '../../src/backends/text-analyser/count-tokens.ts'
import { countTokens } from '../../src/backends/text-analyser/index.ts'
import { measureText, porterStem, type RougeName, rougePair } from '../../src/features/index.ts'
import { type Comparer, type Comparison, createComparer } from './comparison.ts'

type Triple = readonly [precision: number, recall: number, f1: number]
type Sizes = Readonly<Record<string, number>>

/** `text.json` of the shared fixtures. */
export interface TextFixture {
  readonly pairs: readonly {
    readonly id: number
    readonly a: string
    readonly b: string
    readonly plain: Readonly<Record<RougeName, Triple>>
    readonly stemmed: Readonly<Record<RougeName, Triple>>
    readonly size_a: Sizes
    readonly size_b: Sizes
  }[]
  readonly stems: readonly (readonly [word: string, stem: string])[]
}

/** Returns how far ROUGE is from rouge-score, stems from nltk, sizes and tokens from Python and tiktoken; all but ROUGE must be equal. */
export function compareText(fixture: TextFixture): Comparison {
  const comparer = createComparer({ tolerance: 1e-12, scale: 'absolute' })
  for (const pair of fixture.pairs) {
    const place = `pair ${pair.id}`
    compareRouge(comparer, `${place} plain`, rougePair(pair.a, pair.b, { stem: false }), pair.plain)
    compareRouge(comparer, `${place} stemmed`, rougePair(pair.a, pair.b), pair.stemmed)
    compareSizes(comparer, `${place} a`, pair.a, pair.size_a)
    compareSizes(comparer, `${place} b`, pair.b, pair.size_b)
  }
  for (const [word, stem] of fixture.stems) {
    comparer.claim(`stem of ${word}`, porterStem(word) === stem)
  }
  return comparer.result()
}

function compareRouge(
  comparer: Comparer,
  place: string,
  scores: ReturnType<typeof rougePair>,
  expected: Readonly<Record<RougeName, Triple>>,
): void {
  for (const name of ['rouge1', 'rouge2', 'rougeL'] as const) {
    const { precision, recall, f1 } = scores[name]
    comparer.numbers(`${place} ${name}`, [precision, recall, f1], expected[name])
  }
}

function compareSizes(comparer: Comparer, place: string, text: string, expected: Sizes): void {
  const size = measureText(text)
  const own: Sizes = {
    code_points: size.codePoints,
    utf16_units: size.utf16Units,
    utf8_bytes: size.utf8Bytes,
    words_split_on_space_tab_newline: size.spacedWords,
    words_letters_digits_marks: size.words,
    rouge_tokens: size.rougeTokens,
    o200k_base: countTokens(text),
    cl100k_base: countMarked(text, (part) => encode(part, { disallowedSpecial: new Set() })),
  }
  for (const [name, value] of Object.entries(expected)) {
    comparer.claim(`${place} ${name}`, own[name] === value)
  }
}
