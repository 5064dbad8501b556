import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { createRandom } from '../../src/kit/index.ts'
import { simulateWorld } from '../../src/simulate/index.ts'
import { dataFolder } from './arguments.ts'

/** Returns the pair files beside the checkout, or null. */
export function pairFiles(): string[] | null {
  const folder = dataFolder()
  if (folder === null) return null
  return readdirSync(folder)
    .filter((name) => name.startsWith('pairs-'))
    .sort()
    .map((name) => join(folder, name))
}

/** A pair of responses with the prompt that they answer. */
export interface TextPair {
  readonly prompt: string
  readonly a: string
  readonly b: string
}

/** Returns the texts of every pair: the real ones, or generated ones where these are absent. */
export function readPairs(): TextPair[] {
  const files = pairFiles()
  if (files === null) {
    const { instances } = simulateWorld({
      instances: 7841,
      suite: 0,
      seedStream: createRandom('bench'),
    })
    return instances.map(({ prompt, completionA, completionB }) => ({
      prompt,
      a: completionA,
      b: completionB,
    }))
  }
  return files.flatMap((path) => {
    const bytes = readFileSync(path)
    const content = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
    return content
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { prompt: string; response_a: string; response_b: string })
      .map((row) => ({ prompt: row.prompt, a: row.response_a, b: row.response_b }))
  })
}
