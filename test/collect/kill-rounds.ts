import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { openFileJournal } from '../../src/backends/journal/index.ts'
import type { WalletTotals } from '../../src/domain/index.ts'
import type { Random } from '../../src/kit/index.ts'
import { openChargingServer, type ServedCall } from './charging-server.ts'
import { TOKEN_USD } from './kill-prices.ts'
import { transpileTree } from './transpile-tree.ts'

/** What was seen over all kills. */
export interface KillFigures {
  /** Processes ended by SIGKILL. */
  kills: number
  /** Processes that reached the cap, or the last question, before they were killed. */
  ended: number
  /** Calls that reached the endpoint. */
  calls: number
  /** Answers that the endpoint handed to the network. */
  sent: number
  /** Answers in the journals. */
  kept: number
  /** Answers sent whole that no journal holds: their processes were killed before they counted. */
  unkept: number
  chargedUsd: number
  spentUsd: number
  uncertainUsd: number
  /** What must never be: empty. */
  readonly offences: string[]
}

/** How a journal is put to the test. */
export interface KillOptions {
  readonly folder: string
  readonly kills: number
  readonly questions: number
  readonly capUsd: number
  /** Path of the transpiled child. */
  readonly child: string
}

/** Returns the path of the child as plain JavaScript in a folder. */
export function transpileChild(folder: string): Promise<string> {
  const root = resolve(import.meta.dirname, '../..')
  return transpileTree(join(import.meta.dirname, 'kill-child.ts'), root, folder)
}

export function emptyFigures(): KillFigures {
  const counts = { kills: 0, ended: 0, calls: 0, sent: 0, kept: 0, unkept: 0 }
  return { ...counts, chargedUsd: 0, spentUsd: 0, uncertainUsd: 0, offences: [] }
}

/** Kills processes that buy into one journal at random moments, checks the journal after each, and adds what it saw to the figures. */
export async function killRounds(
  options: KillOptions,
  figures: KillFigures,
  random: Random,
): Promise<void> {
  const server = await openChargingServer(random.fork('server'))
  let totals: WalletTotals | null = null
  let seen = 0
  let kept = new Map<string, string>()
  try {
    for (let round = 0; round < options.kills; round++) {
      await killOnce(options, { round, server, figures }, random.fork('kill', round))
      const found = await readJournal(options)
      const calls = server.calls.slice()
      findAskedAgain(calls.slice(seen), kept, figures)
      findOffences({ ...found, calls, capUsd: options.capUsd }, kept, figures)
      seen = calls.length
      kept = found.kept
      totals = found.totals
    }
  } finally {
    await server.close()
  }
  addFigures(figures, { calls: server.calls, kept, totals: totals! })
}

interface Round {
  readonly round: number
  readonly server: Awaited<ReturnType<typeof openChargingServer>>
  readonly figures: KillFigures
}

async function killOnce(options: KillOptions, round: Round, random: Random): Promise<void> {
  const { child, folder, capUsd, questions } = options
  const { server, figures } = round
  const args = [child, folder, server.port, round.round, capUsd, questions].map(String)
  const buyer = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  const errors: Buffer[] = []
  buyer.stderr.on('data', (chunk: Buffer) => errors.push(chunk))
  const end = endOf(buyer)
  // One process in eight is killed while it starts and opens the journal, the others while they buy.
  if (random.next() < 1 / 8) await wait(random.next() * 150)
  else {
    await Promise.race([server.nextCall(), end])
    await wait(random.next() * 200)
  }
  buyer.kill('SIGKILL')
  const { code, signal } = await end
  if (signal === 'SIGKILL') figures.kills++
  else if (code === 0 || code === 6) figures.ended++
  else figures.offences.push(`process ${round.round} ended with ${code}: ${Buffer.concat(errors)}`)
}

function endOf(
  buyer: ChildProcess,
): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }> {
  return new Promise((ended) => buyer.once('close', (code, signal) => ended({ code, signal })))
}

interface FoundJournal {
  readonly totals: WalletTotals
  /** Text of the answer of each question that has one. */
  readonly kept: Map<string, string>
  /** Lines of the file that hold an answer, by key. */
  readonly lines: ReadonlyMap<string, number>
}

async function readJournal({ folder, capUsd, questions }: KillOptions): Promise<FoundJournal> {
  const journal = await openFileJournal({ folder, capUsd })
  const names = Array.from({ length: questions }, (_, name) => String(name))
  const answers = await journal.read(names.map(keyOf))
  const totals = await journal.totals()
  await journal.close()
  const kept = new Map(
    names.flatMap((name, index) => {
      const text = answers[index]?.reply?.text
      return text === undefined ? [] : [[name, text] as const]
    }),
  )
  const lines = new Map<string, number>()
  for (const line of (await readFile(join(folder, 'answers.jsonl'), 'utf8')).split('\n')) {
    if (!line.startsWith('{"answer":')) continue
    const { key, reply } = JSON.parse(line)
    if (reply !== null) lines.set(key, (lines.get(key) ?? 0) + 1)
  }
  return { totals, kept, lines }
}

const keyOf = (name: string): string => createHash('sha256').update(name).digest('hex')
const tokensOf = (usd: number): number => Math.round(usd / TOKEN_USD)
const sumTokens = (calls: readonly ServedCall[]): number =>
  calls.reduce((sum, { tokens }) => sum + tokens, 0)

/** Finds calls for what the journal held before their process began, and for what their own process had been answered. */
function findAskedAgain(
  calls: readonly ServedCall[],
  kept: ReadonlyMap<string, string>,
  { offences }: KillFigures,
): void {
  const answered = new Set<string>()
  for (const { name, run, sent } of calls) {
    if (kept.has(name)) offences.push(`question ${name} is in the journal and was asked again`)
    if (answered.has(`${run} ${name}`)) offences.push(`question ${name} was asked twice by ${run}`)
    if (sent) answered.add(`${run} ${name}`)
  }
}

function findOffences(
  found: FoundJournal & { readonly calls: readonly ServedCall[]; readonly capUsd: number },
  before: ReadonlyMap<string, string>,
  { offences }: KillFigures,
): void {
  const { calls, kept, lines, totals, capUsd } = found
  const byText = new Map(calls.flatMap((call) => (call.text === null ? [] : [[call.text, call]])))
  for (const [name, text] of kept) {
    if (byText.get(text)?.sent !== true) offences.push(`answer "${text}" was never sent`)
    if (lines.get(keyOf(name)) !== 1) offences.push(`question ${name} stands twice in the journal`)
  }
  for (const [name, text] of before)
    if (kept.get(name) !== text) offences.push(`the answer to ${name} was lost or replaced`)
  const keptTexts = new Set(kept.values())
  const keptTokens = sumTokens(calls.filter(({ text }) => text !== null && keptTexts.has(text)))
  const { spentUsd, uncertainUsd, reservedUsd, answers } = totals
  const isWithin = (a: number, b: number): boolean => a <= b
  const laws: readonly (readonly [string, number, number, (a: number, b: number) => boolean])[] = [
    ['answers counted and kept', answers, kept.size, Object.is],
    ['spent and charged for what is kept', tokensOf(spentUsd), keptTokens, Object.is],
    [
      'charged for the rest and uncertain',
      sumTokens(calls) - keptTokens,
      tokensOf(uncertainUsd),
      isWithin,
    ],
    ['reserved after the end and nothing', tokensOf(reservedUsd), 0, Object.is],
    ['counted and cap', tokensOf(spentUsd + uncertainUsd), tokensOf(capUsd), isWithin],
    ['charged and cap', sumTokens(calls), tokensOf(capUsd), isWithin],
  ]
  for (const [what, a, b, holds] of laws)
    if (!holds(a, b)) offences.push(`${what}: got ${a} and ${b} tokens`)
}

function addFigures(
  figures: KillFigures,
  seen: {
    readonly calls: readonly ServedCall[]
    readonly kept: ReadonlyMap<string, string>
    readonly totals: WalletTotals
  },
): void {
  const sent = seen.calls.filter((call) => call.sent).length
  figures.calls += seen.calls.length
  figures.sent += sent
  figures.kept += seen.kept.size
  figures.unkept += sent - seen.kept.size
  figures.chargedUsd += sumTokens(seen.calls) * TOKEN_USD
  figures.spentUsd += seen.totals.spentUsd
  figures.uncertainUsd += seen.totals.uncertainUsd
}
