import {
  type Annotation,
  type AnswerJournal,
  annotationNames,
  type LmUsage,
  type PaidAnswer,
  type PreferenceInstance,
} from '../../domain/index.ts'
import {
  type AnswerProblem,
  annotationsOf,
  createQuestioner,
  FULL_CAPABILITIES,
  type Judge,
  type JudgeQuestion,
  type QuestionSlot,
} from '../../judge/index.ts'
import type { AnswerShop } from './answer-shop.ts'

/** An instance with what a judge said about it, as far as the journal holds it. */
export interface AnsweredInstance {
  /** The instance with the judge's annotations; those of an earlier purchase under the same name are replaced. */
  readonly instance: PreferenceInstance
  /** Answers that could not be read, or failed. */
  readonly problems: readonly AnswerProblem[]
  /** Questions of the judge about it. */
  readonly questions: number
  /** Those that are answered or have failed. */
  readonly closed: number
  /** Tokens of the answers; null where one did not say. */
  readonly usage: Pick<LmUsage, 'inputTokens' | 'outputTokens'> | null
}

/**
 * Returns the questions of a judge. Whatever the endpoint can do they are the same, so that one question has one key for good: an endpoint leaves out what it
 * does not take, and prompts say the form of the answer in words.
 */
export function askAbout(instance: PreferenceInstance, judge: Judge): JudgeQuestion[] {
  const known = questioners.get(judge)
  const questioner = known ?? createQuestioner(judge, FULL_CAPABILITIES)
  if (known === undefined) questioners.set(judge, questioner)
  return questioner(instance)
}

/** What does not depend on an instance is made once for a judge. */
const questioners = new WeakMap<Judge, (instance: PreferenceInstance) => JudgeQuestion[]>()

/** Returns instances with a judge's annotations from the journal. Times are facts of one purchase, and left out where `times` is false. */
export async function judgeWindow(
  instances: readonly PreferenceInstance[],
  judge: Judge,
  shop: Pick<AnswerShop, 'journal' | 'hash'> & { readonly times: boolean },
): Promise<AnsweredInstance[]> {
  const questions = instances.map((instance) => askAbout(instance, judge))
  const answers = await readAnswers(questions.flat(), shop)
  let next = 0
  return instances.map((instance, row) => {
    const own = answers.slice(next, next + questions[row]!.length)
    next += own.length
    return judged(instance, judge, { slots: questions[row]!, answers: own, times: shop.times })
  })
}

async function readAnswers(
  questions: readonly JudgeQuestion[],
  { journal, hash }: { readonly journal: AnswerJournal; hash(identity: string): string },
): Promise<(PaidAnswer | undefined)[]> {
  return questions.length === 0 ? [] : journal.read(questions.map(({ identity }) => hash(identity)))
}

interface Answered {
  readonly slots: readonly QuestionSlot[]
  /** Parallel to the slots; undefined for a question that is open. */
  readonly answers: readonly (PaidAnswer | undefined)[]
  readonly times: boolean
}

function judged(
  instance: PreferenceInstance,
  judge: Judge,
  { slots, answers, times }: Answered,
): AnsweredInstance {
  const closed = answers.filter((answer) => answer !== undefined).length
  const questions = answers.length
  const usage = usageOf(answers)
  if (closed === 0) return { instance, problems: [], questions, closed, usage }
  const { annotations, problems } = annotationsOf(
    instance,
    judge,
    // A question that is open has cost nothing so far.
    answers.map((answer) => answer ?? { reply: null, costUsd: 0, durationMs: 0 }),
  )
  const named = new Set<string>(annotationNames(judge.id))
  const others = instance.lm.filter(({ annotator }) => !named.has(annotator))
  const own = times ? annotations : annotations.map(withoutTime)
  return {
    instance: { ...instance, lm: [...others, ...own] },
    problems: problems.filter((problem) => isClosed(problem, slots, answers)),
    ...{ questions, closed, usage },
  }
}

/** A question that nobody answered yet is open, and no problem. */
function isClosed(
  { order, sample }: QuestionSlot,
  slots: readonly QuestionSlot[],
  answers: Answered['answers'],
): boolean {
  const place = slots.findIndex((slot) => slot.order === order && slot.sample === sample)
  return answers[place] !== undefined
}

function usageOf(answers: readonly (PaidAnswer | undefined)[]): AnsweredInstance['usage'] {
  let [inputTokens, outputTokens] = [0, 0]
  for (const answer of answers) {
    if (!answer?.reply) continue
    if (answer.reply.usage === null) return null
    inputTokens += answer.reply.usage.inputTokens
    outputTokens += answer.reply.usage.outputTokens
  }
  return { inputTokens, outputTokens }
}

function withoutTime({ durationMs: _, ...annotation }: Annotation): Annotation {
  return annotation
}
