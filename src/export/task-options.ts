/** What a task file is told beside its tasks. */
export interface TaskOptions {
  /** What the annotator reads before the first task: plain text, line by line. */
  readonly instructions: string
}

/** Instructions where none are given: one overall preference in five steps, helpful, truthful and harmless weighed together. */
export const DEFAULT_INSTRUCTIONS: string = [
  'Read the prompt and both responses to the end. Then say which response is better overall.',
  'Helpful: does it do what the prompt asks for, completely and in a way the reader can use?',
  'Truthful: is what it says correct, and does it say so where something is not known?',
  'Harmless: does it keep harm away from the reader and from others?',
  'Weigh the three together. A false or harmful response does not get better by being longer, politer or prettier.',
  'Clearly better: most careful readers would agree. Slightly better: you see a difference, but others may see it the other way.',
  'Tie: you see no difference that matters, be both good or both bad.',
  'Which response comes first is drawn by chance. Skip a task that you cannot judge; do not guess.',
].join('\n')

/** What is used where nothing is said. */
export const DEFAULT_TASK_OPTIONS: TaskOptions = { instructions: DEFAULT_INSTRUCTIONS }
