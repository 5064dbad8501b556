import { readFileSync } from 'node:fs'
import { completionBody } from '../endpoints/scripted-answers.ts'
import {
  openScriptedEndpoint,
  type ScriptedCall,
  type ScriptedEndpoint,
} from '../endpoints/scripted-endpoint.ts'
import { parseLines, type Workplace } from './call-cli.ts'

/** USD for a million tokens of the made judge, with half price in a batch file. */
export const PRICE = {
  inputPerMillion: 100,
  cachedInputPerMillion: null,
  outputPerMillion: 1000,
  batchDiscount: 0.5,
}

/** Rows of pairs that a judge has not seen. */
export function madePairs(count: number): object[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `p${index}`,
    prompt: `Question ${index}?`,
    response_a: `The first answer to question ${index}.`,
    response_b: `The second answer to question ${index}, which is longer.`,
    human: [{ annotator: 'h', preference: index % 3 === 0 ? 'a-is-better' : 'b-is-better' }],
  }))
}

/** Returns the letter that the made model says to a question: a function of its text alone. */
export function letterOf(messages: unknown): 'A' | 'B' {
  let sum = 0
  for (const character of JSON.stringify(messages)) sum = (sum * 31 + character.charCodeAt(0)) % 997
  return sum % 2 === 0 ? 'A' : 'B'
}

/** Returns the body of the made model's answer to a request. */
export function answerBody(request: Readonly<Record<string, unknown>>): string {
  const text = letterOf(request.messages)
  return completionBody({ text, usage: { prompt: 200, completion: 1 } })
}

/** Starts an endpoint of the made model; each answer takes some milliseconds. */
export function openMadeModel(delayMs = 0): Promise<ScriptedEndpoint> {
  return openScriptedEndpoint((call: ScriptedCall) => async (response) => {
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs))
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(answerBody(call.json!))
  })
}

/** Writes a judge file and returns its name. */
export function writeJudge(
  place: Workplace,
  id: string,
  baseUrl: string,
  more: Readonly<Record<string, unknown>> = {},
): string {
  const judge = { id, model: 'made', baseUrl, price: PRICE, ...more }
  place.write(`${id}.json`, JSON.stringify(judge))
  return `${id}.json`
}

/** Returns the rows of an output without what changes between equal purchases: times and costs. */
export function readJudged(path: string): unknown[] {
  return parseLines(readFileSync(path, 'utf8')).map((row) =>
    JSON.parse(
      JSON.stringify(row, (key, value) =>
        /^(?:durationMs|duration_ms|cost_usd|costUsd|timestamp)$/.test(key) ? undefined : value,
      ),
    ),
  )
}
