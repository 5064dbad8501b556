/** One of the five answers, in terms of what the annotator sees: first and second, never A and B. */
export interface PreferenceStep {
  /** What stands in the answer file. */
  readonly value: string
  /** What the annotator reads. */
  readonly text: string
  /** Key that chooses it, where a tool lets us say so. */
  readonly key: string
}

/** The question of every task. */
export const PREFERENCE_QUESTION = 'Which response is better overall?'

/** The five answers in their order on the line from the first to the second response. */
export const PREFERENCE_STEPS: readonly PreferenceStep[] = [
  { value: 'first-is-clearly-better', text: 'First is clearly better', key: '1' },
  { value: 'first-is-slightly-better', text: 'First is slightly better', key: '2' },
  { value: 'tie', text: 'Tie', key: '3' },
  { value: 'second-is-slightly-better', text: 'Second is slightly better', key: '4' },
  { value: 'second-is-clearly-better', text: 'Second is clearly better', key: '5' },
]
