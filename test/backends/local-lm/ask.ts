/** A choice beside a token, as it goes over the wire. */
export interface WireChoice {
  readonly token: string
  readonly logprob: number
  readonly bytes: readonly number[] | null
}

/** What an endpoint said. */
export interface Asked {
  readonly status: number
  readonly headers: Headers
  /** Text of the answer; empty for an error. */
  readonly text: string
  readonly finish: string | null
  readonly tokens: readonly (WireChoice & { readonly top_logprobs: readonly WireChoice[] })[] | null
  readonly usage: { readonly prompt_tokens: number; readonly completion_tokens: number } | null
  readonly error: {
    readonly message: string
    readonly code: string | null
    readonly param: string | null
  } | null
}

/** Asks one question; `body` wins over the user message. */
export async function ask(
  { baseUrl, model }: { readonly baseUrl: string; readonly model: string },
  content: string,
  {
    body = {},
    headers = {},
    signal = null,
  }: {
    readonly body?: object
    readonly headers?: Readonly<Record<string, string>>
    readonly signal?: AbortSignal | null
  } = {},
): Promise<Asked> {
  const response = await fetch(`${baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ model, messages: [{ role: 'user', content }], ...body }),
    signal,
  })
  const answer = JSON.parse(await response.text())
  const choice = answer.choices?.[0]
  return {
    status: response.status,
    headers: response.headers,
    text: choice?.message.content ?? '',
    finish: choice?.finish_reason ?? null,
    tokens: choice?.logprobs?.content ?? null,
    usage: answer.usage ?? null,
    error: answer.error ?? null,
  }
}
