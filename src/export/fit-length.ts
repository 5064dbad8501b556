import { type ChatMessage, renderConversation } from '../domain/index.ts'
import { countCharacters } from './record-parts.ts'
import type { TrainRow } from './train-row.ts'

/** The most that prompt and completion together may hold. What a chat template adds is not counted. */
export interface LengthLimit {
  readonly most: number
  /** Counts a text, in tokens of the trainer's model for example; characters (code points) where it is absent. */
  count?(text: string): number
}

/** A row that keeps a limit, or null where its prompt leaves no room for a completion. */
export interface FittedRow {
  readonly row: TrainRow | null
  readonly cut: 'none' | 'cut' | 'too long'
}

/** Rows by what the limit did to them. */
export interface LengthTally {
  readonly whole: number
  readonly cut: number
  /** Rows among the cut ones whose completions differed and now are the same text. */
  readonly alike: number
  /** Rows that are not written: the prompt alone is too long. */
  readonly tooLong: number
}

/** Returns a row of which each completion keeps the limit with the prompt: completions are cut at their end, the prompt never. */
export function fitLength(row: TrainRow, limit: LengthLimit): FittedRow {
  const count = limit.count ?? countCharacters
  const room = limit.most - sizeOf(row.prompt, count)
  const isWhole = (side: readonly ChatMessage[]): boolean => sizeOf(side, count) <= room
  if (isWhole(row.chosen) && isWhole(row.rejected)) return { row, cut: 'none' }
  if (room <= 0) return { row: null, cut: 'too long' }
  const chosen = isWhole(row.chosen) ? row.chosen : cutMessages(row.chosen, room, count)
  const rejected = isWhole(row.rejected) ? row.rejected : cutMessages(row.rejected, room, count)
  const texts = renderConversation({ prompt: row.prompt, a: chosen, b: rejected })
  return {
    row: {
      ...row,
      chosen,
      rejected,
      texts: { prompt: texts.prompt, chosen: texts.completionA, rejected: texts.completionB },
    },
    cut: 'cut',
  }
}

/** Returns `fitLength` under one limit, and what it did so far. */
export function createLengthFitter(limit: LengthLimit): {
  fit(row: TrainRow): TrainRow | null
  tally(): LengthTally
} {
  const tally = { whole: 0, cut: 0, alike: 0, tooLong: 0 }
  return {
    fit: (row) => {
      const fitted = fitLength(row, limit)
      if (fitted.cut === 'none') tally.whole++
      else if (fitted.row === null) tally.tooLong++
      else {
        tally.cut++
        if (isAlike(fitted.row) && !isAlike(row)) tally.alike++
      }
      return fitted.row
    },
    tally: () => ({ ...tally }),
  }
}

const isAlike = ({ texts }: TrainRow): boolean => texts.chosen === texts.rejected

function sizeOf(messages: readonly ChatMessage[], count: (text: string) => number): number {
  return messages.reduce((sum, { content }) => sum + count(content), 0)
}

/** Keeps messages from the front while there is room; what is left ends with an answer where there is one. */
function cutMessages(
  messages: readonly ChatMessage[],
  room: number,
  count: (text: string) => number,
): ChatMessage[] {
  const kept: ChatMessage[] = []
  let left = room
  for (const message of messages) {
    const size = count(message.content)
    if (size <= left) kept.push(message)
    else {
      const content = longestStart(message.content, left, count)
      if (content !== '' || kept.length === 0) kept.push({ ...message, content })
      break
    }
    left -= size
  }
  const last = kept.findLastIndex(({ role }) => role === 'assistant')
  return last === -1 ? kept : kept.slice(0, last + 1)
}

/** Returns the longest start of a text that counts no more than `most`, found by halving; it never parts a character. */
function longestStart(text: string, most: number, count: (text: string) => number): string {
  const startOf = (length: number): string => {
    const last = text.charCodeAt(length - 1)
    return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length)
  }
  let fits = 0
  let exceeds = text.length
  while (exceeds - fits > 1) {
    const middle = (fits + exceeds) >> 1
    if (count(startOf(middle)) <= most) fits = middle
    else exceeds = middle
  }
  return startOf(fits)
}
