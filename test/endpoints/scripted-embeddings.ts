import { createHash } from 'node:crypto'
import type { ScriptedAnswer, ScriptedCall } from './scripted-endpoint.ts'

/** Returns the made-up vector of a text: equal for equal texts, and never zero. */
export function vectorOf(text: string, length: number): number[] {
  const bytes = createHash('sha512').update(text).digest()
  return Array.from({ length }, (_, at) => (bytes[at % bytes.length]! - 127.5) / 128)
}

/** Returns the tokens that the scripted endpoint charges for a text. */
export function tokensOf(text: string): number {
  return Math.ceil(text.length / 4) + 2
}

/** Returns the texts of a call. */
export function textsOf({ json }: Pick<ScriptedCall, 'json'>): string[] {
  return json?.input as string[]
}

/** Answers with the vectors of the texts, last one first, and what they are charged. */
export function embed(length: number): ScriptedAnswer {
  return (response, call) => {
    const texts = textsOf(call)
    const data = texts.map((text, index) => ({ index, embedding: vectorOf(text, length) }))
    const tokens = texts.reduce((sum, text) => sum + tokensOf(text), 0)
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(
      JSON.stringify({
        model: 'scripted',
        data: data.reverse(),
        usage: { prompt_tokens: tokens, total_tokens: tokens },
      }),
    )
  }
}
