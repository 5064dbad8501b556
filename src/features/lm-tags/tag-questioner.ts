import type { LmRequest } from '../../domain/index.ts'
import { canonicalJson } from '../../kit/index.ts'
import { type TagCapabilities, tagIdentity, tagRequest } from './tag-request.ts'
import { renderTagPrompt } from './tag-template.ts'
import type { Tagger } from './tagger.ts'

/** A question of a tagger with what its content key is taken over. */
export interface TagQuestion {
  readonly identity: string
  readonly request: LmRequest
}

/** Stands, beside the prompt's hash, for the text of a question while what all identities share is built. */
const PLACE = 'the text of the question'

/**
 * Returns a function that gives the question about a prompt: `tagRequest` and `tagIdentity`, with what all prompts share built once, which is most of the
 * work where there are very many.
 */
export function createTagQuestioner(
  tagger: Tagger,
  capabilities: TagCapabilities,
): (prompt: string) => TagQuestion {
  const shared = tagRequest('', tagger, capabilities)
  const placed = `${PLACE} ${tagger.prompt.hash}`
  const withText = (content: string): LmRequest => ({
    ...shared,
    messages: [{ role: 'user', content }],
  })
  const parts = tagIdentity(withText(placed), tagger).split(canonicalJson(placed))
  return (prompt) => {
    const content = renderTagPrompt(tagger.prompt, prompt)
    const request = withText(content)
    // More than two parts: the parameters hold the same words, and only building it whole is right.
    const identity =
      parts.length === 2
        ? `${parts[0]}${canonicalJson(content)}${parts[1]}`
        : tagIdentity(request, tagger)
    return { identity, request }
  }
}
