import type { LmMessage } from '../domain/index.ts'
import { fenceDisarmed, fenceNumber } from '../kit/index.ts'
import { answerForm } from './answer-form.ts'
import type { Judge } from './judge.ts'

/** What a question shows: A then B, B then A, or (`scores`) one completion alone. */
export type ShownOrder = 'ab' | 'ba' | 'a' | 'b'

/** The texts of an instance, disarmed; `a` and `b` as stored. */
export interface Material {
  readonly prompt: string
  readonly a: string
  readonly b: string
}

/**
 * Returns what makes the messages of a judge's questions: its template with every text fenced as data. Placeholders are filled in one pass, so that
 * those in texts or guidelines stay words. Guidelines are the user's own and are shown as they are.
 */
export function createRenderer(
  judge: Judge,
): (material: Material, order: ShownOrder) => readonly LmMessage[] {
  const form = answerForm(judge)
  const own = judge.guidelines === null ? withoutGuidelines(judge.prompt.text) : judge.prompt.text
  const template = form === null ? own : `${own}\n\n${form}`
  // Words at even places, names of placeholders at odd ones.
  const pieces = template.split(/\{\{\s*(\w+)\s*\}\}/)
  const trusted = `${template}\n${judge.guidelines ?? ''}`
  return (material, order) => {
    const shown = shownTexts(material, order)
    const number = fenceNumber([...shown.map(({ text }) => text), trusted])
    const fill = (name: string): string => {
      const slot = shown.find(({ placeholder }) => placeholder === name)
      return slot === undefined
        ? (judge.guidelines ?? '')
        : fenceDisarmed(slot.fence, slot.text, number)
    }
    const content = pieces.map((piece, index) => (index % 2 === 0 ? piece : fill(piece))).join('')
    return [{ role: 'user', content }]
  }
}

/** A text with the placeholder that it stands for and the name of its fence. */
interface ShownText {
  readonly placeholder: string
  readonly fence: string
  readonly text: string
}

function shownTexts({ prompt, a, b }: Material, order: ShownOrder): readonly ShownText[] {
  const asked: ShownText = { placeholder: 'prompt', fence: 'prompt', text: prompt }
  if (order === 'a' || order === 'b')
    return [asked, { placeholder: 'answer', fence: 'answer', text: order === 'a' ? a : b }]
  const [first, second] = order === 'ab' ? [a, b] : [b, a]
  return [
    asked,
    { placeholder: 'a', fence: 'answer_a', text: first },
    { placeholder: 'b', fence: 'answer_b', text: second },
  ]
}

/** A placeholder alone on its line goes with the line and the blank line after it. */
function withoutGuidelines(template: string): string {
  return template
    .replace(/^[ \t]*\{\{\s*guidelines\s*\}\}[ \t]*(?:\r?\n){0,2}/m, '')
    .replace(/\{\{\s*guidelines\s*\}\}/, '')
}
