import type { EndpointKey } from './endpoint-options.ts'

/** Shortest piece of a key that is hidden where it turns up. */
const KEY_RUN = 8
/** Shortest key that is one in the text of an answer: "EMPTY" or "token" are words there. Also the shortest piece that is hidden. */
const ANSWER_RUN = 12
/** Shortest run of a question's own text that is hidden where it turns up. */
const TEXT_RUN = 24
/** Longest reason. */
export const REASON_LENGTH = 200
// Bounds the search in what an endpoint wrote.
const LONGEST_READ = 1_000

/** Returns one short line that is safe to print and to keep. */
export type SafeLine = (line: string, texts?: readonly string[]) => string

/**
 * Returns the function that makes a line safe: keys become the names of their variables (whole, in pieces of at least 8 characters, URL-encoded or as base64),
 * `Bearer` tokens and header values that may be secret are hidden, runs of at least 24 characters from `texts` (the question) become `[...]`,
 * white space is folded, and the line is cut to 200 characters after all that.
 */
export function createSafeLine(
  keys: readonly EndpointKey[],
  headerValues: readonly string[] = [],
): SafeLine {
  const secrets = secretsOf(keys, headerValues).map((own) => ({
    ...own,
    run: Math.min(KEY_RUN, own.secret.length),
  }))
  return (line, texts = []) => {
    let safe = foldSpace(line.slice(0, LONGEST_READ))
    for (const secret of secrets) safe = hideRuns(safe, secret)
    safe = safe.replace(/\b(bearer|basic)\s+[^\s"',;]+/gi, '$1 [hidden]')
    for (const text of texts) {
      safe = hideRuns(safe, { secret: foldSpace(text), run: TEXT_RUN, name: '[...]' })
    }
    return safe.length > REASON_LENGTH ? `${safe.slice(0, REASON_LENGTH - 3)}...` : safe
  }
}

/**
 * Returns the function that hides keys and header values of at least 12 characters in the text of an answer, whole or in pieces as long; all else stays as it
 * came.
 */
export function createKeyHider(
  keys: readonly EndpointKey[],
  headerValues: readonly string[] = [],
): (text: string) => string {
  const secrets = secretsOf(keys, headerValues)
    .filter(({ secret, value }) => value.length >= ANSWER_RUN && secret.length >= ANSWER_RUN)
    .map((own) => ({ ...own, run: ANSWER_RUN, pieces: piecesOf(own.secret) }))
  return (text) =>
    secrets.reduce(
      (safe, own) =>
        own.pieces.some((piece) => safe.includes(piece)) ? hideRuns(safe, own) : safe,
      text,
    )
}

function piecesOf(secret: string): string[] {
  return Array.from({ length: secret.length - ANSWER_RUN + 1 }, (_, start) =>
    secret.slice(start, start + ANSWER_RUN),
  )
}

interface Secret {
  /** What stands in its place. */
  readonly name: string
  readonly value: string
  /** One of the forms of the value. */
  readonly secret: string
}

function secretsOf(keys: readonly EndpointKey[], headerValues: readonly string[]): Secret[] {
  const values = [
    ...keys.map(({ name, value }) => ({ name: `[${name}]`, value })),
    ...headerValues.map((value) => ({ name: '[header]', value })),
  ]
  return values.flatMap((own) => formsOf(own.value).map((secret) => ({ ...own, secret })))
}

function formsOf(value: string): string[] {
  const bytes = Buffer.from(value)
  // Where it does not begin a group of three bytes, the first and the last group hold bits of what stands beside it.
  const inside = [1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .slice(4, -4),
  )
  const encoded = [bytes.toString('base64'), ...inside]
  return [
    value,
    encodeURIComponent(value),
    ...encoded,
    ...encoded.map((form) => form.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')),
  ]
    .filter((form, index, all) => form.length >= 4 && all.indexOf(form) === index)
    .sort((a, b) => b.length - a.length)
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is folded away
const SPACE = /(?:\\[nrt]|[\s\u0000-\u001f\u007f-\u009f\u2028\u2029])+/g

function foldSpace(text: string): string {
  return text.replace(SPACE, ' ').trim()
}

/** Replaces every longest stretch of a line whose windows of `run` characters all stand in a secret. */
function hideRuns(
  line: string,
  hidden: { readonly secret: string; readonly run: number; readonly name: string },
): string {
  const { secret, run, name } = hidden
  if (secret.length < run) return line
  let safe = ''
  for (let index = 0; index < line.length; ) {
    if (index + run > line.length || !secret.includes(line.slice(index, index + run))) {
      safe += line[index++]
      continue
    }
    let end = index + run
    while (end < line.length && secret.includes(line.slice(end - run + 1, end + 1))) end++
    safe += name
    index = end
  }
  return safe
}
