/** The one JSON object of an answer, or why there is none. */
export type FoundObject =
  | { readonly fields: readonly (readonly [key: string, value: unknown])[] }
  | { readonly problem: string }

/**
 * Returns the members of the JSON object that an answer consists of, a key that stands twice given twice. Reasoning in `<think>` before it is
 * left out, and one code fence may stand around it with words beside the fence; anything else beside the object is a problem.
 */
export function findObject(text: string): FoundObject {
  const answer = stripReasoning(text)
  if (answer === null) return { problem: 'reasoning without an end' }
  const json = unwrapFence(answer.trim())
  if (json === null) return { problem: 'several code fences, or braces beside one' }
  if (json === '') return { problem: 'an empty answer' }
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return { problem: 'no JSON' }
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    return { problem: 'JSON that is no object' }
  }
  const object = value as Record<string, unknown>
  return { fields: keysOf(json).map((key) => [key, object[key]] as const) }
}

/** Null where reasoning begins and never ends. A lone end is that of reasoning whose beginning the chat template wrote. */
function stripReasoning(text: string): string | null {
  const end = /<\/think(?:ing)?>/i.exec(text)
  if (end !== null) return stripReasoning(text.slice(end.index + end[0].length))
  return /^\s*<think(?:ing)?>/i.test(text) ? null : text
}

function unwrapFence(text: string): string | null {
  const parts = text.split(/^[ \t]*```[a-z]*[ \t]*$/im)
  if (parts.length === 1) return text
  const [before, inside, after] = parts
  const hasBraces = /[{}]/.test(`${before}${after}`)
  return parts.length === 3 && !hasBraces ? inside!.trim() : null
}

/** Returns the keys of the outermost object in order, doubles included, which `JSON.parse` would drop without a word. */
function keysOf(json: string): string[] {
  const keys: string[] = []
  let depth = 0
  for (const [token, colon] of json.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g)) {
    if (token === '{' || token === '[') depth++
    else if (token === '}' || token === ']') depth--
    else if (depth === 1 && colon !== undefined) {
      keys.push(JSON.parse(token.slice(0, token.length - colon.length)) as string)
    }
  }
  return keys
}
