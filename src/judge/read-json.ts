import type { Json } from '../kit/index.ts'
import type { ReadingProblemCode } from './read-result.ts'

/**
 * Returns the fields of an answer that is one JSON object and nothing else, or why it is none; one code fence around all of it is let pass. Text before
 * or after it is not: it may quote an object that a judged text holds. A field that stands there twice is `two-verdicts`.
 */
export function readJsonObject(
  text: string,
): { readonly fields: Readonly<Record<string, Json>> } | { readonly code: ReadingProblemCode } {
  const body = withoutCodeFence(text.trim())
  let value: Json
  try {
    value = JSON.parse(body) as Json
  } catch {
    return { code: 'bad-json' }
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    return { code: 'bad-json' }
  if (repeatsKey(body)) return { code: 'two-verdicts' }
  return { fields: value as Readonly<Record<string, Json>> }
}

function withoutCodeFence(text: string): string {
  const opening = /^```(?:json)?[ \t]*\r?\n/i.exec(text)
  return opening !== null && text.endsWith('\n```') ? text.slice(opening[0].length, -4) : text
}

/** `JSON.parse` keeps the last of two equal keys without a word. The object asked for is flat, so keys at any depth are compared. */
function repeatsKey(body: string): boolean {
  const keys = [...body.matchAll(/("(?:[^"\\]|\\.)*")\s*(:?)/g)]
    .filter((match) => match[2] === ':')
    .map((match) => JSON.parse(match[1]!) as string)
  return new Set(keys).size < keys.length
}
