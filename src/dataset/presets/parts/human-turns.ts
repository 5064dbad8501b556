import type { ChatMessage } from '../../../domain/index.ts'

const TURN = /(?:^|\n\n)(Human|Assistant):/g

/**
 * Returns the messages of a prompt whose turns stand under `Human:` and `Assistant:`, each after an empty line; white space around a
 * turn is no part of it. A last turn of the assistant that is empty only asks for the answer and is left out. Null where the text does
 * not begin with `Human:`.
 */
export function splitHumanTurns(text: string): ChatMessage[] | null {
  const marks = [...text.trimStart().matchAll(TURN)]
  if (marks[0]?.index !== 0 || marks[0][1] !== 'Human') return null
  const messages = marks.map((mark, index): ChatMessage => {
    const content = text.trimStart().slice(mark.index + mark[0].length, marks[index + 1]?.index)
    return { role: mark[1] === 'Human' ? 'user' : 'assistant', content: content.trim() }
  })
  const last = messages.at(-1)
  if (last?.role === 'assistant' && last.content === '') messages.pop()
  return messages
}
