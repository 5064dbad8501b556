/** Who speaks in a message. What a tool was asked and what it answered are kept as text. */
export type ChatRole = 'system' | 'user' | 'assistant' | 'tool'

/** One message of a conversation. */
export interface ChatMessage {
  readonly role: ChatRole
  readonly content: string
}

/** A prompt of messages and the messages that each completion adds to it. */
export interface Conversation {
  readonly prompt: readonly ChatMessage[]
  readonly a: readonly ChatMessage[]
  readonly b: readonly ChatMessage[]
}

/** A conversation as the three texts that encoders, judges and people read. */
export interface RenderedConversation {
  readonly prompt: string
  readonly completionA: string
  readonly completionB: string
}

/**
 * Returns the texts of a conversation. One question with one answer on each side is its contents. Two sides that answer the same
 * questions one after the other become `[Turn 1]`, `[Turn 2]`, ... blocks. Everything else is a transcript: each message under the
 * name of its role, a side of one answer without it.
 */
export function renderConversation(conversation: Conversation): RenderedConversation {
  const { prompt, a, b } = conversation
  const turns = sharedTurns(conversation)
  if (turns !== null)
    return {
      prompt: turnBlocks(turns.asked),
      completionA: turnBlocks(turns.a),
      completionB: turnBlocks(turns.b),
    }
  return {
    prompt:
      prompt.length === 1 && prompt[0]!.role === 'user' ? prompt[0]!.content : transcript(prompt),
    completionA: renderSide(a),
    completionB: renderSide(b),
  }
}

/**
 * Returns the messages of an instance: its own, else those that its texts tell. Texts in `[Turn 1]`, `[Turn 2]`, ... blocks become
 * alternating turns when prompt and completion hold the same turns; every other text is one message, unchanged.
 */
export function conversationOf(
  instance: RenderedConversation & { readonly messages?: Conversation },
): Conversation {
  if (instance.messages !== undefined) return instance.messages
  const { prompt, completionA, completionB } = instance
  const [asked, a, b] = [prompt, completionA, completionB].map(splitTurns)
  if (asked == null || a?.length !== asked.length || b?.length !== asked.length)
    return { prompt: [user(prompt)], a: [assistant(completionA)], b: [assistant(completionB)] }
  return { prompt: [user(asked[0]!)], a: answersOf(asked, a), b: answersOf(asked, b) }
}

/** Tells whether a conversation is one question with one answer on each side: its texts alone tell its messages. */
export function isSingleTurn({ prompt, a, b }: Conversation): boolean {
  const isOne = (side: readonly ChatMessage[], role: ChatRole): boolean =>
    side.length === 1 && side[0]!.role === role
  return isOne(prompt, 'user') && isOne(a, 'assistant') && isOne(b, 'assistant')
}

/** Returns the fields of an instance that a conversation fills: its texts, and the messages where the texts alone do not tell them. */
export function conversationFields(
  conversation: Conversation,
): RenderedConversation & { readonly messages?: Conversation } {
  const texts = renderConversation(conversation)
  if (isSingleTurn(conversation) && splitTurns(texts.prompt) === null) return texts
  return { ...texts, messages: conversation }
}

const user = (content: string): ChatMessage => ({ role: 'user', content })
const assistant = (content: string): ChatMessage => ({ role: 'assistant', content })

const answersOf = (asked: readonly string[], answered: readonly string[]): ChatMessage[] =>
  answered.flatMap((text, turn) =>
    turn === 0 ? [assistant(text)] : [user(asked[turn]!), assistant(text)],
  )

const TITLES: Readonly<Record<ChatRole, string>> = {
  system: 'System',
  user: 'User',
  assistant: 'Assistant',
  tool: 'Tool',
}

function transcript(messages: readonly ChatMessage[]): string {
  return messages.map(({ role, content }) => `[${TITLES[role]}]\n${content}`).join('\n\n')
}

function renderSide(messages: readonly ChatMessage[]): string {
  return messages.length === 1 && messages[0]!.role === 'assistant'
    ? messages[0]!.content
    : transcript(messages)
}

/** Returns the turns of two sides that answer the same questions in two or more turns, null for every other conversation. */
function sharedTurns({ prompt, a, b }: Conversation): {
  readonly asked: readonly string[]
  readonly a: readonly string[]
  readonly b: readonly string[]
} | null {
  if (prompt.length !== 1 || prompt[0]!.role !== 'user') return null
  if (a.length !== b.length || a.length < 3 || a.length % 2 === 0) return null
  for (const [index, message] of a.entries()) {
    const role = index % 2 === 0 ? 'assistant' : 'user'
    const other = b[index]!
    if (message.role !== role || other.role !== role) return null
    if (role === 'user' && message.content !== other.content) return null
  }
  const answers = (side: readonly ChatMessage[]): string[] =>
    side.filter((_, index) => index % 2 === 0).map(({ content }) => content)
  const later = a.filter((_, index) => index % 2 === 1).map(({ content }) => content)
  return { asked: [prompt[0]!.content, ...later], a: answers(a), b: answers(b) }
}

function turnBlocks(texts: readonly string[]): string {
  return texts.map((text, index) => `[Turn ${index + 1}]\n${text}`).join('\n\n')
}

const MARKER = /^\[Turn (\d+)\]$/gm

function splitTurns(text: string): string[] | null {
  if (!text.startsWith('[Turn 1]\n')) return null
  const marks = [...text.matchAll(MARKER)]
  if (marks.length < 2 || marks.some((mark, turn) => Number(mark[1]) !== turn + 1)) return null
  return marks.map((mark, turn) =>
    text.slice(mark.index + mark[0].length, marks[turn + 1]?.index).trim(),
  )
}
