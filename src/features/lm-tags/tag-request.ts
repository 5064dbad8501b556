import type { LmRequest } from '../../domain/index.ts'
import { canonicalJson } from '../../kit/index.ts'
import { tagSchema } from './tag-schema.ts'
import { renderTagPrompt } from './tag-template.ts'
import type { Tagger } from './tagger.ts'

/** What the endpoint of a tagger can do. */
export interface TagCapabilities {
  /** Whether it holds an answer to a JSON Schema. */
  readonly jsonSchema: boolean
  /** Whether it takes a seed. */
  readonly seed: boolean
}

/**
 * Returns the question about one prompt. Where the endpoint knows no JSON Schema the words of the question alone ask for the object, and
 * `readTagReply` is as strict as before.
 */
export function tagRequest(
  prompt: string,
  tagger: Tagger,
  capabilities: TagCapabilities,
): LmRequest {
  const { model, temperature, maxTokens, seed, listLimit, parameters } = tagger
  return {
    model,
    messages: [{ role: 'user', content: renderTagPrompt(tagger.prompt, prompt) }],
    maxTokens,
    temperature,
    seed: capabilities.seed ? seed : null,
    topLogprobs: 0,
    schema: capabilities.jsonSchema ? tagSchema(listLimit) : null,
    parameters,
  }
}

/** Returns what the content key of a question is taken over: canonical JSON of the request and the prompt's hash. */
export function tagIdentity(request: LmRequest, tagger: Tagger): string {
  return canonicalJson({ kind: 'tags', prompt: tagger.prompt.hash, request })
}

/** Returns in plain words what is done instead of what the endpoint cannot do. */
export function tagFallbacks(tagger: Tagger, capabilities: TagCapabilities): string[] {
  return [
    ...(capabilities.jsonSchema
      ? []
      : [
          'the endpoint holds no answer to a JSON Schema: tags are asked for in words, and what is no option is unknown',
        ]),
    ...(capabilities.seed || tagger.seed === null
      ? []
      : ['the endpoint takes no seed: the same question may be answered differently']),
  ]
}
