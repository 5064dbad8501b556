/** Name of a measure between or of the texts of an instance. */
export type MeasureName =
  | 'bertScore'
  | 'bertScoreLength'
  | 'rouge1'
  | 'rougeL'
  | 'cosine'
  | 'entityOverlap'
  | 'tokenDifference'
  | 'promptTokens'
  | 'shorterTokens'
  | 'longerTokens'
  | 'publishedBertScore'
  | 'publishedBertScoreLength'
  | 'publishedRouge'
  | 'publishedEntityOverlap'

/** What a measure is, for labels and for the generated reference. */
export interface MeasureEntry {
  readonly name: MeasureName
  readonly label: string
  readonly kind: 'similarity' | 'length'
  readonly definition: string
  /** Which of the two sets of definitions uses it. */
  readonly use: 'sound' | 'published' | 'both'
}

/** Every measure, in column order. */
export const MEASURES: readonly MeasureEntry[] = [
  {
    name: 'bertScore',
    label: 'BERTScore',
    kind: 'similarity',
    definition: 'greedy-match F1 over token vectors, rescaled so that unrelated pairs are at 0',
    use: 'sound',
  },
  {
    name: 'bertScoreLength',
    label: 'BERTScore with brevity penalty',
    kind: 'similarity',
    definition: 'BERTScore times exp(1 - longer / shorter) in tokens',
    use: 'sound',
  },
  {
    name: 'rouge1',
    label: 'ROUGE-1',
    kind: 'similarity',
    definition: 'F1 of stemmed words; unknown when neither text has a letter a to z or a digit',
    use: 'sound',
  },
  {
    name: 'rougeL',
    label: 'ROUGE-L',
    kind: 'similarity',
    definition: 'F1 of the longest common subsequence of stemmed words; unknown as ROUGE-1',
    use: 'sound',
  },
  {
    name: 'cosine',
    label: 'embedding cosine',
    kind: 'similarity',
    definition: 'cosine of the sentence vectors of the two completions',
    use: 'both',
  },
  {
    name: 'entityOverlap',
    label: 'entity overlap',
    kind: 'similarity',
    definition: 'Jaccard index of normalised entities; unknown when neither text names one',
    use: 'sound',
  },
  {
    name: 'tokenDifference',
    label: 'length difference',
    kind: 'length',
    definition: 'absolute difference of the lengths of the completions in tokens',
    use: 'both',
  },
  {
    name: 'promptTokens',
    label: 'prompt length',
    kind: 'length',
    definition: 'tokens of the prompt',
    use: 'both',
  },
  {
    name: 'shorterTokens',
    label: 'shorter completion',
    kind: 'length',
    definition: 'tokens of the shorter completion',
    use: 'both',
  },
  {
    name: 'longerTokens',
    label: 'longer completion',
    kind: 'length',
    definition: 'tokens of the longer completion',
    use: 'both',
  },
  {
    name: 'publishedBertScore',
    label: 'BERTScore (published)',
    kind: 'similarity',
    definition: 'greedy-match F1 over token vectors as it comes, not rescaled',
    use: 'published',
  },
  {
    name: 'publishedBertScoreLength',
    label: 'BERTScore with brevity penalty (published)',
    kind: 'similarity',
    definition: 'the unscaled BERTScore times exp(1 - longer / shorter) in tokens',
    use: 'published',
  },
  {
    name: 'publishedRouge',
    label: 'ROUGE (published)',
    kind: 'similarity',
    definition: 'ROUGE-1 F1; 0 where a text has no word',
    use: 'published',
  },
  {
    name: 'publishedEntityOverlap',
    label: 'entity overlap (published)',
    kind: 'similarity',
    definition: 'shared entities over 2 |B| - shared; 1 when B names none',
    use: 'published',
  },
]

/** Returns the catalogue entry of a measure. */
export function measureEntry(name: MeasureName): MeasureEntry {
  return MEASURES.find((entry) => entry.name === name)!
}
