/** A process that buys answers from a local endpoint until it is killed. */
import { createHash } from 'node:crypto'
import { Agent, request as httpRequest } from 'node:http'
import { waitingClock } from '../../src/backends/clock/index.ts'
import { openFileJournal } from '../../src/backends/journal/index.ts'
import { type Ask, buyAnswers } from '../../src/collect/index.ts'
import type { AnswerJournal, CallOutcome, LmEndpoint, LmRequest } from '../../src/domain/index.ts'
import { createRandom, isHyperError } from '../../src/kit/index.ts'
import { boundOf, costOf } from './kill-prices.ts'

const [folder, port, run, cap, questions] = process.argv.slice(2)
const capUsd = Number(cap)
const agent = new Agent({ keepAlive: true })

function post(body: string): Promise<CallOutcome> {
  return new Promise((resolve) => {
    const lose = (): void => resolve({ kind: 'lost', reason: 'cut', again: true })
    const call = httpRequest({ port: Number(port), method: 'POST', agent }, async (response) => {
      try {
        const chunks: Buffer[] = []
        for await (const chunk of response) chunks.push(chunk)
        const text = Buffer.concat(chunks).toString()
        if (response.statusCode === 200) resolve({ kind: 'reply', reply: JSON.parse(text) })
        else
          resolve({
            kind: 'refused',
            status: response.statusCode ?? null,
            reason: 'busy',
            again: true,
            waitMs: null,
            about: 'call',
          })
      } catch {
        lose()
      }
    })
    call.on('error', lose)
    call.end(body)
  })
}

/** Ends the process where the wallet passes its cap. */
async function watch(journal: AnswerJournal): Promise<void> {
  const { spentUsd, uncertainUsd, reservedUsd } = await journal.totals()
  if (spentUsd + uncertainUsd + reservedUsd > capUsd + 1e-12) process.exit(99)
}

function endpointOf(journal: AnswerJournal): LmEndpoint {
  return {
    id: 'local',
    call: async (request) => {
      await watch(journal)
      const outcome = await post(JSON.stringify({ run, name: nameOf(request), request }))
      await watch(journal)
      return outcome
    },
    dispose: async () => agent.destroy(),
  }
}

const nameOf = (request: LmRequest): string => request.messages[0]!.content

function* asks(): Generator<Ask> {
  for (let name = 0; name < Number(questions); name++) {
    yield {
      identity: String(name),
      request: {
        model: 'local',
        messages: [{ role: 'user', content: String(name) }],
        maxTokens: 1 + (name % 50),
        temperature: null,
        seed: null,
        topLogprobs: 0,
        schema: null,
        parameters: {},
      },
    }
  }
}

const journal = await openFileJournal({ folder: folder!, capUsd })
const endpoint = endpointOf(journal)
try {
  await buyAnswers(asks(), {
    journal,
    endpoint,
    concurrency: 8,
    costOf,
    boundOf,
    hash: (identity) => createHash('sha256').update(identity).digest('hex'),
    clock: { ...waitingClock, sleep: (ms, signal) => waitingClock.sleep(ms / 100, signal) },
    random: createRandom(run!),
  })
} catch (error) {
  if (!isHyperError(error, 'cap/reached')) throw error
  process.exitCode = 6
} finally {
  await endpoint.dispose()
  await journal.close()
}
