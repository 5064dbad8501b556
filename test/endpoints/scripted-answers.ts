import type { ScriptedAnswer } from './scripted-endpoint.ts'

/** What goes into a completion. */
export interface CompletionDraft {
  readonly text?: string | null
  /** Number of choices; 1 unless told. */
  readonly choices?: number
  /** Token probabilities as OpenAI gives them; left out unless told. */
  readonly logprobs?: unknown
  /** Null leaves the usage out. */
  readonly usage?: { readonly prompt: number; readonly completion: number } | null
}

/** The body of a chat completion in OpenAI's shape. */
export function completionBody(draft: CompletionDraft = {}): string {
  const { text = 'A', choices = 1, usage = { prompt: 30, completion: 1 } } = draft
  const logprobs = draft.logprobs === undefined ? {} : { logprobs: draft.logprobs }
  return JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    model: 'scripted',
    choices: Array.from({ length: choices }, (_, index) => ({
      index,
      message: { role: 'assistant', content: text },
      finish_reason: 'stop',
      ...logprobs,
    })),
    ...(usage === null
      ? {}
      : {
          usage: {
            prompt_tokens: usage.prompt,
            completion_tokens: usage.completion,
            total_tokens: usage.prompt + usage.completion,
          },
        }),
  })
}

type Headers = Readonly<Record<string, string | number>>

/** Answers with a status, a body and headers; JSON unless the headers say otherwise. */
export function answer(
  status: number,
  body: string | Uint8Array,
  headers: Headers = {},
): ScriptedAnswer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(body)
  }
}

/** Answers with a completion. */
export function complete(draft: CompletionDraft = {}, headers: Headers = {}): ScriptedAnswer {
  return answer(200, completionBody(draft), headers)
}

/** Refuses in OpenAI's error shape. */
export function refuse(
  status: number,
  error: {
    readonly message: string
    readonly code?: string
    readonly param?: string
    readonly type?: string
  },
  headers: Headers = {},
): ScriptedAnswer {
  return answer(status, JSON.stringify({ error }), headers)
}

/** Refuses and repeats everything that it was sent, key included. */
export function echo(status: number): ScriptedAnswer {
  return (response, call) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    const key = String(call.headers.authorization).replace('Bearer ', '')
    const forms = [`Bearer ${key}`, key, Buffer.from(key).toString('base64'), key.slice(3, -4)]
    const message = `got ${forms.join(' and ')} with ${call.text}`
    response.end(JSON.stringify({ error: { message, code: key } }))
  }
}

/** Takes the call and never answers. */
export const hang: ScriptedAnswer = () => {}

/** Takes the call and hangs up. */
export const cutBefore: ScriptedAnswer = (response) => {
  response.socket?.destroy()
}

/** Promises a whole answer, sends a part of it and hangs up. */
export const cutInside: ScriptedAnswer = (response) => {
  const body = completionBody()
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
  response.write(body.slice(0, body.length >> 1), () => response.socket?.destroy())
}

/** Sends a byte every few milliseconds, without end. */
export function drip(everyMs: number): ScriptedAnswer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.write('{"choices":[')
    const timer = setInterval(() => response.write(' '), everyMs)
    response.on('close', () => clearInterval(timer))
  }
}

/** Streams a well-formed completion whose text has so many bytes. */
export function huge(bytes: number): ScriptedAnswer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.write('{"choices":[{"message":{"role":"assistant","content":"')
    const block = 'x'.repeat(64 * 1024)
    let left = bytes
    const pour = (): void => {
      while (left > 0) {
        left -= block.length
        if (!response.write(block)) return void response.once('drain', pour)
      }
      response.end('"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1}}')
    }
    pour()
  }
}

/** Writes bytes to the connection as they are and closes it. */
export function rawBytes(bytes: string): ScriptedAnswer {
  return (response) => {
    response.socket?.end(bytes)
  }
}
