import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { judgeFields, judgeFile } from './cli/judge-file.ts'
import { findSecret, textsBelow } from './endpoints/find-secret.ts'
import { CANARY_KEY, CANARY_NAME } from './endpoints/hostile-cases.ts'
import { openJudgingEndpoint, pairRows, preferQuality } from './endpoints/judging-endpoint.ts'
import { completionBody, echo } from './endpoints/scripted-answers.ts'
import type {
  ScriptedAnswer,
  ScriptedCall,
  ScriptedEndpoint,
} from './endpoints/scripted-endpoint.ts'
import {
  buildCli,
  type CliEnd,
  makeFolder,
  runInside,
  startCli,
  type Tree,
  writeConfig,
  writeRows,
  writeSmallWorld,
} from './pipeline/support.ts'

let endpoint: ScriptedEndpoint
const folders: string[] = []
const newFolder = (): string => {
  const folder = makeFolder('secrets')
  folders.push(folder)
  return folder
}

/** Answers with everything that the call carried, key and all, in the text of the answer, its name of the model and its headers. */
const repeatAsAnswer: ScriptedAnswer = (response, { headers }) => {
  const given = String(headers.authorization)
  const key = given.replace('Bearer ', '')
  const encoded = Buffer.from(key).toString('base64')
  response.writeHead(200, {
    'content-type': 'application/json',
    'x-request-id': key,
    'set-cookie': `session=${encodeURIComponent(key)}`,
  })
  const whole = Buffer.from(given).toString('base64url')
  const logprobs = { content: [...given].map((token) => ({ token, logprob: 0, top_logprobs: [] })) }
  const body = JSON.parse(completionBody({ text: `${encoded} ${whole}`, logprobs })) as Tree
  response.end(JSON.stringify({ ...body, id: key, model: `scripted-${key}` }))
}

/** Refuses, fails and answers by turns, each time repeating what it was sent. */
const hostile = (call: ScriptedCall): ScriptedAnswer => {
  const turn = call.index % 5
  if (turn === 0) return echo(500)
  if (turn === 1) return echo(400)
  if (turn === 2) return repeatAsAnswer
  return preferQuality(call)
}

beforeAll(async () => {
  endpoint = await openJudgingEndpoint(hostile)
})
afterAll(async () => {
  await endpoint.close()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

const fields = { keyEnv: CANARY_NAME, limits: { attempts: 2, concurrency: 2, deadlineSeconds: 5 } }

function expectNoLeak(
  end: CliEnd,
  folder: string,
  more: Readonly<Record<string, string>> = {},
): void {
  const { [KEY_FILE]: _, ...written } = textsBelow(folder)
  expect(Object.keys(written).some((name) => name.endsWith('answers.jsonl'))).toBe(true)
  const told = { stdout: end.out, stderr: end.err, ...more }
  expect(findSecret(CANARY_KEY, { ...told, ...written })).toEqual([])
}

const KEY_FILE = 'keys.env'

describe('a key', () => {
  it('is found by the search in any form, wherever it stands', () => {
    const base64 = Buffer.from(`x${CANARY_KEY}`).toString('base64')
    for (const text of [CANARY_KEY, `Bearer ${CANARY_KEY}`, base64, CANARY_KEY.slice(6, 18)])
      expect(findSecret(CANARY_KEY, { log: `before ${text} after` })).toHaveLength(1)
    expect(findSecret(CANARY_KEY, { log: 'nothing of the kind' })).toEqual([])
  })

  it.each(['environment', 'file'] as const)(
    'of the %s is in no output of hyper judge and no process list',
    {
      timeout: 120_000,
    },
    async (from) => {
      const folder = newFolder()
      writeRows(join(folder, 'pairs.jsonl'), pairRows(12))
      writeFileSync(join(folder, 'judge.yaml'), judgeFile(endpoint, fields))
      writeFileSync(join(folder, KEY_FILE), `${CANARY_NAME}=${CANARY_KEY}\n`)
      const running = startCli(
        buildCli(),
        [
          ...['judge', 'pairs.jsonl', '--judge', 'judge.yaml', '-o', 'out.jsonl', '--yes'],
          ...['--cap', '2', '--debug', ...(from === 'file' ? ['--env-file', KEY_FILE] : [])],
        ],
        {
          ...{ cwd: folder, cache: join(folder, '.cache') },
          env: from === 'file' ? {} : { [CANARY_NAME]: CANARY_KEY },
        },
      )
      const seen = endpoint.calls.length
      let listed = ''
      const look = setInterval(() => {
        if (endpoint.calls.length > seen && listed === '') listed = listProcess(running.child.pid!)
      }, 10)
      const end = await running.ended
      clearInterval(look)
      expect(end.status, end.err).toBe(0)
      expect(endpoint.calls.at(-1)!.headers.authorization).toBe(`Bearer ${CANARY_KEY}`)
      expect(listed).toContain('judge.yaml')
      expectNoLeak(end, folder, { processes: listed })
    },
  )

  it('is in no artifact, cache or log of a run', { timeout: 120_000 }, async () => {
    const folder = newFolder()
    writeSmallWorld(folder)
    writeRows(join(folder, 'pairs.jsonl'), pairRows(150))
    const judges = [judgeFields(endpoint, fields)]
    const config = writeConfig(folder, { annotate: { judges, pilot: '60' } })
    const args = ['run', '-c', config, '-o', join(folder, 'run'), '--yes', '--debug']
    const end = await runInside(args, {
      ...{ cache: join(folder, '.cache'), env: { [CANARY_NAME]: CANARY_KEY } },
    })
    expect(end.err).not.toMatch(/a bug of ours/)
    expectNoLeak(end, folder)
  })

  it('that is missing is named by its variable', async () => {
    const folder = newFolder()
    writeRows(join(folder, 'pairs.jsonl'), pairRows(2))
    writeFileSync(join(folder, 'judge.yaml'), judgeFile(endpoint, fields))
    const args = ['judge', 'pairs.jsonl', '--judge', 'judge.yaml', '-o', 'out.jsonl', '--yes']
    const end = await runInside(args, { cache: join(folder, '.cache'), cwd: folder })
    expect(end.status).toBe(2)
    expect(end.err).toContain(CANARY_NAME)
  })
})

/** Returns what the system lists of a process and its children. */
function listProcess(pid: number): string {
  return execFileSync('ps', ['-ww', '-o', 'args=', '--pid', String(pid), '--ppid', String(pid)], {
    encoding: 'utf8',
  })
}
