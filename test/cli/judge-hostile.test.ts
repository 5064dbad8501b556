import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { CallOutcome } from '../../src/domain/index.ts'
import { findSecret, textsBelow } from '../endpoints/find-secret.ts'
import {
  CANARY_KEY,
  CANARY_NAME,
  CANARY_TEXT,
  HOSTILE_CASES,
  HOSTILE_LIMITS,
  type HostileCase,
} from '../endpoints/hostile-cases.ts'
import { openScriptedEndpoint } from '../endpoints/scripted-endpoint.ts'
import { openWorkplace, parseLines } from './call-cli.ts'
import { judgeFile, type PrintedResult, readPairs } from './judge-file.ts'

const ATTEMPTS = 2
/** USD of an answer of 30 tokens asked and one given, as the scripted endpoint charges. */
const ANSWER_USD = 0.04
const ROW = {
  id: 'private',
  source: 'hostile',
  prompt: CANARY_TEXT,
  response_a: 'Yes.',
  response_b: 'No.',
  human: [],
  lm: [],
}

interface Sitting {
  readonly status: number
  readonly result: Partial<PrintedResult> & { readonly error?: { readonly code: string } }
  readonly labels: number
  /** Money set aside for a call, USD. */
  readonly boundUsd: number
  readonly spoken: string
  readonly leaks: readonly string[]
}

/** Judges one pair in one order at the endpoint of a case, through the whole command line. */
async function sit({ answers }: HostileCase): Promise<Sitting> {
  const place = openWorkplace()
  const server = await openScriptedEndpoint(answers)
  const { concurrency, deadlineSeconds, longestWaitSeconds } = HOSTILE_LIMITS
  const price = { inputPerMillion: 1000, outputPerMillion: 10_000 }
  const limits = { concurrency, deadlineSeconds, longestWaitSeconds, attempts: ATTEMPTS }
  const fields = { orders: 'stored', keyEnv: CANARY_NAME, seed: 7, price, limits }
  try {
    place.write('pairs.jsonl', [ROW])
    place.write('judge.yaml', judgeFile(server, fields))
    const argv = ['judge', 'pairs.jsonl', '--judge', 'judge.yaml', '-o', 'out.jsonl']
    const called = await place.hyper([...argv, '--yes', '--cap', '20', '--json', '--debug'], '', {
      [CANARY_NAME]: CANARY_KEY,
    })
    const journal = readFileSync(place.path('out.jsonl.answers/answers.jsonl'), 'utf8')
    const asked = parseLines(journal).find((line) => 'asked' in line)
    return {
      status: called.status,
      result: JSON.parse(called.out) as Sitting['result'],
      labels: readPairs(place.path('out.jsonl'))[0]!.lm.length,
      boundUsd: Number(asked!.boundUsd),
      spoken: `${called.out}${called.err}${journal}`,
      leaks: findSecret(CANARY_KEY, {
        ...{ stdout: called.out, stderr: called.err },
        ...textsBelow(place.folder),
      }),
    }
  } finally {
    await server.close()
    place.remove()
  }
}

describe('hyper judge at a hostile endpoint', () => {
  it.concurrent.each(HOSTILE_CASES)('$name', async (each) => {
    const { status, result, labels, boundUsd, spoken, leaks } = await sit(each)
    expect(leaks).toEqual([])
    expect(spoken).not.toContain(CANARY_TEXT.slice(0, 24))
    expect(spoken).not.toMatch(/a bug of ours/)
    const first = each.outcome as CallOutcome
    if (first.kind === 'refused' && first.about === 'all') {
      expect(status).toBe(4)
      expect(result.error!.code).toBe('remote/refused')
      expect(labels).toBe(0)
      return
    }
    expect(status).toBe(0)
    const { wallet, problems, labelled } = result as PrintedResult
    expect(labels > 0).toBe(labelled === 1)
    if (first.kind === 'reply') {
      const isSilent = 'reply' in first && first.reply.usage === null
      expect(wallet).toMatchObject({ answers: 1, failures: 0, lost: 0, uncertainUsd: 0 })
      expect(wallet.spentUsd).toBeCloseTo(isSilent ? boundUsd : ANSWER_USD, 9)
      expect(labelled === 1 || Object.keys(problems.small!).length === 1).toBe(true)
      return
    }
    const lost = first.kind === 'refused' ? 0 : first.again ? ATTEMPTS : 1
    expect(wallet).toMatchObject({ answers: 0, failures: 1, lost, spentUsd: 0, reservedUsd: 0 })
    expect(wallet.uncertainUsd).toBeCloseTo(lost * boundUsd, 9)
    expect(problems).toEqual({ small: { 'no-answer': 1 } })
  })
})
