import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRandom, type Random } from '../../src/kit/index.ts'
import { pairAsked, pairRows } from '../endpoints/judging-endpoint.ts'
import { complete } from '../endpoints/scripted-answers.ts'
import { openScriptedEndpoint, type ScriptedEndpoint } from '../endpoints/scripted-endpoint.ts'
import { buildCli, type CliEnd, startCli } from '../pipeline/support.ts'
import { openWorkplace, parseLines, type Workplace } from './call-cli.ts'
import { judgeFile, LETTER_USD, type PrintedResult } from './judge-file.ts'

const KILLS = 10
const PAIRS = 60
const CAP_USD = 5

let place: Workplace
let endpoint: ScriptedEndpoint
let entry = ''

beforeAll(async () => {
  entry = buildCli()
  place = openWorkplace()
  endpoint = await openScriptedEndpoint((call) => async (response) => {
    await wait(40)
    const { first, second } = pairAsked(call)
    // The tokens of the question tell which call an answer in the journal came from; they cost nothing.
    const usage = { prompt: call.index, completion: 1 }
    await complete({ text: first > second ? 'A' : 'B', usage })(response, call)
  })
  place.write('pairs.jsonl', pairRows(PAIRS))
  place.write('small.yaml', judgeFile(endpoint))
})
afterAll(async () => {
  await endpoint.close()
  place.remove()
})

/** Returns the questions whose answers are whole in the journal. */
function questionsKept(): string[] {
  const file = place.path('out.jsonl.answers/answers.jsonl')
  if (!existsSync(file)) return []
  const text = readFileSync(file, 'utf8')
  return parseLines(text.slice(0, text.lastIndexOf('\n') + 1)).flatMap((line) => {
    if (!('answer' in line)) return []
    const { usage } = line.reply as { readonly usage: { readonly inputTokens: number } }
    return endpoint.calls[usage.inputTokens]!.text
  })
}

const ARGS = ['judge', 'pairs.jsonl', '--judge', 'small.yaml', '-o', 'out.jsonl', '--yes', '--json']

/** Starts the command line, kills it at a random moment after its first call unless it ends before, and returns how it ended. */
async function live(random: Random | null): Promise<CliEnd> {
  const running = startCli(entry, [...ARGS, '--cap', String(CAP_USD)], {
    ...{ cache: place.path('.cache'), cwd: place.folder },
  })
  if (random === null) return running.ended
  const seen = endpoint.calls.length
  const isOver = running.ended.then(() => true)
  while (endpoint.calls.length === seen) if (await Promise.race([isOver, wait(5, false)])) break
  await Promise.race([isOver, wait(random.next() * 180)])
  running.kill()
  return running.ended
}

describe('hyper judge that is killed again and again', () => {
  it(`asks nothing twice that its journal holds, over ${KILLS} kills`, async () => {
    const random = createRandom(7).fork('kills')
    let kills = 0
    for (let round = 0; round < KILLS; round++) {
      const kept = questionsKept()
      expect(new Set(kept).size).toBe(kept.length)
      const before = endpoint.calls.length
      const { status } = await live(random.fork('round', round))
      if (status === null) kills++
      const asked = endpoint.calls.slice(before).map(({ text }) => text)
      expect(asked.filter((text) => kept.includes(text))).toEqual([])
    }
    const kept = questionsKept()
    expect(kept.length).toBeGreaterThan(0)
    const before = endpoint.calls.length
    const end = await live(null)
    expect(end.err).not.toMatch(/a bug of ours/)
    expect(end.status, end.err).toBe(0)
    const asked = endpoint.calls.slice(before).map(({ text }) => text)
    expect(asked.filter((text) => kept.includes(text))).toEqual([])
    expect(new Set(asked).size).toBe(asked.length)

    const { labelled, open, wallet } = JSON.parse(end.out) as PrintedResult
    expect({ labelled, open }).toEqual({ labelled: PAIRS, open: 0 })
    expect(wallet.spentUsd).toBeCloseTo(2 * PAIRS * LETTER_USD, 9)
    // What was asked beyond that was in flight at a kill: it may have been charged, and is counted.
    const charged = endpoint.calls.length * LETTER_USD
    expect(wallet.spentUsd + wallet.uncertainUsd).toBeGreaterThanOrEqual(charged - 1e-9)
    expect(wallet.spentUsd + wallet.uncertainUsd).toBeLessThanOrEqual(CAP_USD)
    expect(kills).toBeGreaterThanOrEqual(KILLS / 2)
  })
})
