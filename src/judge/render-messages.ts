import type { LmMessage } from '../domain/index.ts'
import { fenceNumber, fenceText } from '../kit/index.ts'
import { answerForm } from './answer-form.ts'
import type { Judge } from './judge.ts'

/** The texts that one question shows: a prompt with two answers in the order shown, or with one answer. */
export type ShownTexts =
  | { readonly prompt: string; readonly a: string; readonly b: string }
  | { readonly prompt: string; readonly answer: string }

/**
 * Returns the messages of one question: the judge's template with every text fenced as data. Placeholders are filled in one pass, so that those in
 * texts or guidelines stay words. Guidelines are the user's own and are shown as they are.
 */
export function renderMessages(judge: Judge, shown: ShownTexts): readonly LmMessage[] {
  const template =
    judge.guidelines === null ? withoutGuidelines(judge.prompt.text) : judge.prompt.text
  const form = answerForm(judge)
  const texts = fenceTexts(shown, [template, judge.guidelines ?? ''])
  const values: Readonly<Record<string, string>> = { ...texts, guidelines: judge.guidelines ?? '' }
  const body = template.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => values[name]!)
  return [{ role: 'user', content: form === null ? body : `${body}\n\n${form}` }]
}

function fenceTexts(
  shown: ShownTexts,
  others: readonly string[],
): Readonly<Record<string, string>> {
  const number = fenceNumber([...Object.values(shown), ...others])
  if ('answer' in shown) {
    return {
      prompt: fenceText('prompt', shown.prompt, number),
      answer: fenceText('answer', shown.answer, number),
    }
  }
  return {
    prompt: fenceText('prompt', shown.prompt, number),
    a: fenceText('answer_a', shown.a, number),
    b: fenceText('answer_b', shown.b, number),
  }
}

/** A placeholder alone on its line goes with the line and the blank line after it. */
function withoutGuidelines(template: string): string {
  return template
    .replace(/^[ \t]*\{\{\s*guidelines\s*\}\}[ \t]*(?:\r?\n){0,2}/m, '')
    .replace(/\{\{\s*guidelines\s*\}\}/, '')
}
