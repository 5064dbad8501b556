import type { ChatMessage } from '../../../domain/index.ts'

const MARKER = /^<extra_id_[01]>(System|User|Assistant)[ \t]*$/gm

/**
 * Returns the messages of a prompt whose turns stand under lines such as `<extra_id_1>Assistant`. The text before the first of them is
 * the first turn of the user; a prompt without them is one message. A last turn of the assistant that is empty only asks for the answer
 * and is left out.
 */
export function splitExtraIdTurns(prompt: string): ChatMessage[] {
  const marks = [...prompt.matchAll(MARKER)]
  const opening = prompt.slice(0, marks[0]?.index).replace(/\r?\n$/, '')
  const messages: ChatMessage[] = []
  if (marks.length === 0 || opening.trim() !== '') messages.push({ role: 'user', content: opening })
  for (const [index, mark] of marks.entries()) {
    const text = prompt.slice(mark.index + mark[0].length, marks[index + 1]?.index)
    const content = text.replace(/^\r?\n/, '').replace(/\r?\n$/, '')
    messages.push({ role: roleOf(mark[1]), content })
  }
  const last = messages.at(-1)
  if (last?.role === 'assistant' && last.content.trim() === '') messages.pop()
  return messages
}

function roleOf(word: string | undefined): ChatMessage['role'] {
  return word === 'System' ? 'system' : word === 'User' ? 'user' : 'assistant'
}
