import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRandom, type Random } from '../../src/kit/index.ts'
import { STAGES } from '../../src/pipeline/index.ts'
import {
  buildCli,
  type CliEnd,
  digestRun,
  leftoversIn,
  makeFolder,
  readManifestOf,
  runOutside,
  startCli,
  writeConfig,
  writeSmallWorld,
} from './support.ts'

const KILLS = 52
/** Kills per folder at a random time after the start, and per stage at a random time after the stage began. */
const EARLY = 6
const PER_STAGE = 2
const NAMES = STAGES.map((stage) => stage.name)

/** When to kill: so long after the first of these stages has begun; -1 counts from the start of the process. */
interface Aim {
  readonly stage: number
  readonly delay: number
}

describe('a run that is killed again and again', () => {
  const home = makeFolder('kill')
  const cache = join(home, 'cache')
  const argsFor = (name: string): string[] => ['run', '-c', config, '-o', join(home, name)]
  let entry = ''
  let config = ''
  let undisturbed: Record<string, string> = {}
  let milliseconds: number[] = []

  beforeAll(async () => {
    entry = buildCli()
    writeSmallWorld(home)
    config = writeConfig(home, {
      candidates: { mixes: 110, baselineMixes: 3, sampler: 'sequential', rounds: 2 },
      train: { l2: 'auto' },
      route: { router: 'search', shares: [0.5], compare: ['top-k'], seeds: 1 },
    })
    const end = await runOutside(entry, argsFor('undisturbed'), { cache })
    expect(end.err).not.toMatch(/a bug of ours/)
    expect(end.status).toBe(0)
    undisturbed = digestRun(join(home, 'undisturbed'))
    const { stages } = readManifestOf(join(home, 'undisturbed'))
    milliseconds = NAMES.map((name) => 1000 * stages[name]!.seconds)
  })
  afterAll(() => rmSync(home, { recursive: true, force: true }))

  it(`ends in the bytes of an undisturbed one, over at least ${KILLS} kills`, {
    timeout: 600_000,
  }, async () => {
    const random = createRandom(2026).fork('kills')
    const landed: string[] = []
    for (let folder = 0; landed.length < KILLS; folder++) {
      const name = `killed-${folder}`
      // The first folder begins with an empty cache of its own, so that kills land in the middle of filling it.
      const own = folder === 0 ? join(home, 'cold-cache') : cache
      const aims = planAims(milliseconds, random.fork('folder', folder))
      let end: CliEnd | null = null
      while (end === null) {
        const life = await live(entry, argsFor(name), { cache: own, aim: aims.shift() ?? null })
        if ('end' in life) end = life.end
        else landed.push(life.killedIn)
      }
      expect(end.err).not.toMatch(/a bug of ours/)
      expect(end.status).toBe(0)
      expect(digestRun(join(home, name))).toEqual(undisturbed)
      expect(leftoversIn(join(home, name))).toEqual([])
    }
    process.stdout.write(`${landed.length} kills: ${tally(landed)}\n`)
    expect(landed.length).toBeGreaterThanOrEqual(50)
    expect(NAMES.filter((name) => landed.includes(name)).length).toBeGreaterThanOrEqual(5)
  })
})

function planAims(milliseconds: readonly number[], random: Random): Aim[] {
  const early = Array.from({ length: EARLY }, () => ({ stage: -1, delay: 900 * random.next() }))
  const staged = milliseconds.flatMap((duration, stage) =>
    Array.from({ length: PER_STAGE }, () => ({ stage, delay: duration * random.next() })),
  )
  return [...early, ...staged]
}

type Life = { readonly end: CliEnd } | { readonly killedIn: string }

/** Lets a process live until its aim or its end. */
async function live(
  entry: string,
  args: readonly string[],
  { cache, aim }: { readonly cache: string; readonly aim: Aim | null },
): Promise<Life> {
  const running = startCli(entry, args, { cache })
  let under = 'before the first stage'
  let timer: NodeJS.Timeout | undefined
  const killAfter = (delay: number): void => {
    timer ??= setTimeout(running.kill, delay)
  }
  if (aim?.stage === -1) killAfter(aim.delay)
  running.onLine((line) => {
    const [, name, what] = /^([a-z]+): (started|done in)/.exec(line) ?? []
    if (name === undefined) return
    under = what === 'started' ? name : `after ${name}`
    if (aim !== null && what === 'started' && NAMES.indexOf(name) >= aim.stage) killAfter(aim.delay)
  })
  const end = await running.ended
  clearTimeout(timer)
  return end.status === null ? { killedIn: under } : { end }
}

function tally(names: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].map(([name, count]) => `${name} ${count}`).join(', ')
}
