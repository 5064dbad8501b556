/** One turn of a conversation. */
export interface ChatMessage {
  readonly role: 'user' | 'assistant'
  readonly content: string
}

const MARKER = /^\[Turn (\d+)\]$/gm

/**
 * Returns a prompt and a completion as a conversation. Texts in `[Turn 1]`, `[Turn 2]`, ... blocks become alternating turns when both hold the
 * same turns; every other text is one turn of each side, unchanged.
 */
export function toMessages(prompt: string, completion: string): ChatMessage[] {
  const asked = splitTurns(prompt)
  const answered = splitTurns(completion)
  if (asked === null || answered === null || asked.length !== answered.length)
    return [
      { role: 'user', content: prompt },
      { role: 'assistant', content: completion },
    ]
  return asked.flatMap((content, turn): ChatMessage[] => [
    { role: 'user', content },
    { role: 'assistant', content: answered[turn]! },
  ])
}

function splitTurns(text: string): string[] | null {
  const marks = [...text.matchAll(MARKER)]
  if (marks.length < 2 || marks[0]!.index !== 0) return null
  if (marks.some((mark, turn) => Number(mark[1]) !== turn + 1)) return null
  return marks.map((mark, turn) =>
    text.slice(mark.index + mark[0].length, marks[turn + 1]?.index).trim(),
  )
}
