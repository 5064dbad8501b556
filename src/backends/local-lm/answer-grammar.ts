import { ApiError } from './api-error.ts'
import type { Constraint } from './chat-request.ts'
import type { Llama, LlamaGrammar } from './runtime.ts'

/** Grammars that are kept ready: a judge asks thousands of questions under one or two. */
const KEPT = 32

/** Compiles what an answer is held to. */
export type GrammarMaker = (constraint: Constraint) => Promise<LlamaGrammar>

/**
 * Returns the compiler of grammars; equal constraints are compiled once. Words of JSON Schema that the runtime does not know (`pattern`,
 * `minimum`) are not enforced.
 */
export function createGrammarMaker(llama: Llama): GrammarMaker {
  const kept = new Map<string, LlamaGrammar>()
  return async (constraint) => {
    const key = JSON.stringify(constraint)
    const ready = kept.get(key)
    if (ready !== undefined) return ready
    const made = await compile(llama, constraint)
    if (kept.size >= KEPT) kept.delete(kept.keys().next().value!)
    kept.set(key, made)
    return made
  }
}

async function compile(llama: Llama, constraint: Constraint): Promise<LlamaGrammar> {
  try {
    if (constraint.kind === 'json') return await llama.getGrammarFor('json')
    if (constraint.kind === 'grammar')
      return await llama.createGrammar({ grammar: constraint.grammar })
    return await llama.createGrammarForJsonSchema(adaptSchema(constraint.schema) as object)
  } catch (cause) {
    const param = constraint.kind === 'grammar' ? 'grammar' : 'response_format'
    throw new ApiError(`${param}: ${(cause as Error).message}`, { status: 400, param })
  }
}

/** Returns a schema in the dialect of the runtime: it has `oneOf` where others write `anyOf`, and no `$schema`. */
export function adaptSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(adaptSchema)
  if (typeof schema !== 'object' || schema === null) return schema
  const { properties, $defs, const: fixed, enum: values, anyOf, ...rest } = schema as Rest
  const { $schema: _, ...others } = rest
  const byName = (given: unknown): object =>
    Object.fromEntries(
      Object.entries(given as object).map(([name, child]) => [name, adaptSchema(child)]),
    )
  return {
    ...Object.fromEntries(Object.entries(others).map(([key, value]) => [key, adaptSchema(value)])),
    ...(anyOf === undefined ? {} : { oneOf: adaptSchema(anyOf) }),
    ...(properties === undefined ? {} : { properties: byName(properties) }),
    ...($defs === undefined ? {} : { $defs: byName($defs) }),
    ...(fixed === undefined ? {} : { const: fixed }),
    ...(values === undefined ? {} : { enum: values }),
  }
}

type Rest = Readonly<Record<string, unknown>>

/** Tells whether a text is JSON that nothing can lengthen but white space: a small model pads until the token limit. */
export function isWholeJson(text: string): boolean {
  const last = text.trimEnd().at(-1)
  if (last === undefined || !/[}\]"el\d]/.test(last)) return false
  // A number at the end of the text may get another digit.
  if (/\d$/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
