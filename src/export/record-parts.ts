import type { ChatMessage } from '../domain/index.ts'
import type { Json } from '../kit/index.ts'
import type { ExportShape } from './export-shape.ts'
import type { Carried } from './format.ts'
import type { TrainRow } from './train-row.ts'

/** A record of a file. */
export type ExportRecord = Readonly<Record<string, Json>>

/** Stands between prompt and completion where a reader joins the two texts. */
export const JOINT = '\n\n'

const ALWAYS: readonly Carried[] = [
  'id',
  'dataset',
  'source',
  'annotator',
  'verdict',
  'strength',
  'pA',
  'texts',
]

/** Returns what comes back under a shape: what provenance and texts hold, ties where they are written, messages where they are kept. */
export function carriedUnder(shape: ExportShape, messages: boolean): ReadonlySet<Carried> {
  const carried = new Set(ALWAYS)
  if (shape.soft !== 'none' || shape.ties !== 'drop') carried.add('tie')
  if (messages) carried.add('messages')
  return carried
}

/** Returns messages as records. */
export function messageRecords(messages: readonly ChatMessage[]): Json[] {
  return messages.map(({ role, content }) => ({ role, content }))
}

/**
 * Returns prompt, chosen and rejected for readers that join a prompt with its completions. Plain prompts end with a blank line, so that the
 * joined text is the same in both prompt forms. `prompt_end` tells where the prompt ends where that cannot be seen: messages of a
 * conversation, characters (code points) of a text.
 */
export function pairColumns(
  { prompt, chosen, rejected, texts }: TrainRow,
  shape: Pick<ExportShape, 'prompt' | 'form'>,
): ExportRecord {
  if (shape.form === 'plain') {
    const asked = joinedPrompt(texts.prompt)
    return shape.prompt === 'explicit'
      ? { ...asked, chosen: texts.chosen, rejected: texts.rejected }
      : {
          chosen: asked.prompt + texts.chosen,
          rejected: asked.prompt + texts.rejected,
          prompt_end: asked.prompt_end,
        }
  }
  if (shape.prompt === 'explicit')
    return {
      prompt: messageRecords(prompt),
      chosen: messageRecords(chosen),
      rejected: messageRecords(rejected),
    }
  return {
    chosen: messageRecords([...prompt, ...chosen]),
    rejected: messageRecords([...prompt, ...rejected]),
    prompt_end: prompt.length,
  }
}

/** Returns a plain prompt that a reader joins with a completion, and where it ends. */
export function joinedPrompt(prompt: string): {
  readonly prompt: string
  readonly prompt_end: number
} {
  return { prompt: prompt + JOINT, prompt_end: countCharacters(prompt) }
}

/** Returns the number of characters of a text, as Python counts them. */
export function countCharacters(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}
