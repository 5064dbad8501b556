import type { LmReply } from '../../domain/index.ts'

/** Returns a reply without what `hide` hides. Where its text held some, its tokens go too: put together they would spell it. */
export function hideInReply(reply: LmReply, hide: (text: string) => string): LmReply {
  const text = hide(reply.text)
  const model = reply.model === null ? null : hide(reply.model)
  const spelled = reply.tokens?.map(({ token }) => token).join('') ?? ''
  const isSafe = text === reply.text && hide(spelled) === spelled
  const tokens =
    isSafe && reply.tokens !== null
      ? reply.tokens.map(({ alternatives, ...own }) => ({
          ...own,
          alternatives: alternatives.map((choice) => ({ ...choice, token: hide(choice.token) })),
        }))
      : null
  return { ...reply, text, model, tokens }
}
