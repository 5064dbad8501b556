/**
 * Language models as annotators: what a judge is asked about an instance, how its answers are read, and what they are worth. Comes in:
 * instances, a judge, the answers of a model. Goes out: requests, annotations, prices and estimates, calibrations, panels and cascades.
 * Refuses to guess: a reply that names no verdict is a problem with its raw text, an unknown price is null.
 */
export type { JudgedInstance } from './annotation-of.ts'
export { annotationsOf } from './combine-answers.ts'
export { CLEAR_SCORE_STEPS } from './combine-preferences.ts'
export {
  ASPECTS,
  checkJudge,
  FULL_CAPABILITIES,
  JUDGE_MODES,
  type Judge,
  type JudgeCapabilities,
  type JudgeMode,
  type JudgePrompt,
  type OrderPolicy,
} from './judge.ts'
export type { AnswerProblem, JudgeAnswer } from './judge-answers.ts'
export { BUILT_IN_PROMPTS, promptLabel } from './prompts/built-in.ts'
export { createJudgePrompt, neededPlaceholders } from './prompts/create-prompt.ts'
export {
  createQuestioner,
  DEFAULT_MAX_TOKENS,
  type JudgeQuestion,
  type QuestionSlot,
  questionSlots,
  questionsOf,
} from './questions.ts'
export { readReply } from './read-reply.ts'
export type {
  Reading,
  ReadingProblem,
  ReadingProblemCode,
  ReadPreference,
  ScoreReading,
} from './read-result.ts'
export type { ShownOrder } from './render-messages.ts'
export { statedFallbacks } from './stated-fallbacks.ts'
