import type { ChatMessage } from '../../../domain/index.ts'

/** What two conversations that are compared must have in common, for messages. */
export const SHARED_START = 'a conversation that begins as chosen does, and holds an answer'

/** Tells whether a prompt says nothing: no messages, or only empty ones. */
export function isBlank(prompt: readonly ChatMessage[]): boolean {
  return prompt.every(({ content }) => content.trim() === '')
}
