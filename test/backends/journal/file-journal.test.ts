import { fork } from 'node:child_process'
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { openFileJournal } from '../../../src/backends/index.ts'
import type { AnswerJournal } from '../../../src/domain/index.ts'
import { buy, keyOf, madeAnswer, madeFailure } from './made-answers.ts'

const home = mkdtempSync(join(tmpdir(), 'hyper-journal-'))
let folder = ''
let count = 0
beforeEach(() => {
  folder = join(home, `journal-${count++}`)
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

const file = (): string => join(folder, 'answers.jsonl')
const lines = (): string[] => readFileSync(file(), 'utf8').split('\n').slice(0, -1)
const open = (capUsd: number | null = null, warn?: (message: string) => void) =>
  openFileJournal({ folder, capUsd, ...(warn && { warn }) })
const withJournal = async <T>(
  work: (journal: AnswerJournal) => Promise<T>,
  capUsd: number | null = null,
): Promise<T> => {
  const journal = await open(capUsd)
  try {
    return await work(journal)
  } finally {
    await journal.close()
  }
}

describe('answers', () => {
  it('come back as they were, at once and after reopening, in the order asked for', async () => {
    const answers = [1, 2, 3].map((name) => madeAnswer(name))
    const keys = [3, 1, 'none', 2, 3].map(keyOf)
    const wanted = [answers[2], answers[0], undefined, answers[1], answers[2]]
    await withJournal(async (journal) => {
      expect(await journal.states(keys)).toEqual(new Array(5).fill('open'))
      await Promise.all(answers.map((answer) => buy(journal, answer)))
      expect(await journal.read(keys)).toEqual(wanted)
    })
    await withJournal(async (journal) => {
      expect(await journal.read(keys)).toEqual(wanted)
      expect(await journal.states(keys.slice(1, 3))).toEqual(['answered', 'open'])
    })
  })

  it('are on disk when settle resolves, sealed, after a header', async () => {
    const journal = await open()
    await buy(journal, madeAnswer(1))
    const [header, asked, answer, ...rest] = lines()
    expect(JSON.parse(header!)).toEqual({ format: 'hyper/answers@1' })
    expect(JSON.parse(asked!)).toMatchObject({ key: keyOf(1), boundUsd: 0.002 })
    expect(JSON.parse(answer!)).toMatchObject({ key: keyOf(1), costUsd: 0.001 })
    expect(rest).toEqual([])
    await journal.close()
  })

  it('stay when the key is paid for again, and both charges count', async () => {
    const first = madeAnswer(1, 0.001)
    const second = { ...madeAnswer(1, 0.0015), durationMs: 99 }
    const check = async (journal: AnswerJournal): Promise<void> => {
      expect(await journal.read([first.key])).toEqual([first])
      expect(await journal.totals()).toMatchObject({ answers: 1, spentUsd: 0.0025 })
    }
    await withJournal(async (journal) => {
      await buy(journal, first)
      await buy(journal, second)
      await buy(journal, madeFailure(1))
      await check(journal)
    })
    await withJournal(check)
  })

  it('replace a failure, and a failure never replaces an answer', async () => {
    await withJournal(async (journal) => {
      await buy(journal, madeFailure(1))
      expect(await journal.states([keyOf(1)])).toEqual(['failed'])
      expect(await journal.read([keyOf(1)])).toEqual([madeFailure(1)])
      expect(await journal.totals()).toMatchObject({ answers: 0, failures: 1 })
      await buy(journal, madeAnswer(1))
      expect(await journal.totals()).toMatchObject({ answers: 1, failures: 0 })
    })
    await withJournal(async (journal) => {
      expect(await journal.read([keyOf(1)])).toEqual([madeAnswer(1)])
      expect(await journal.totals()).toMatchObject({ answers: 1, failures: 0, spentUsd: 0.001 })
    })
  })

  it('bought elsewhere are added once, however often they are handed over', async () => {
    const answers = [madeAnswer(1, 0.5), madeAnswer(2, null)]
    for (let round = 0; round < 2; round++) {
      await withJournal(async (journal) => {
        await journal.add(answers)
        await journal.add(answers)
        expect(await journal.read(answers.map(({ key }) => key))).toEqual(answers)
        expect(await journal.totals()).toMatchObject({ answers: 2, unpriced: 1, spentUsd: 0.5 })
      })
    }
  })
})

describe('the wallet', () => {
  it('refuses what does not fit, to the nano-dollar', async () => {
    await withJournal(async (journal) => {
      for (let call = 0; call < 10; call++) {
        expect(await journal.reserve(keyOf(call), 0.0011)).not.toBe(null)
      }
      expect(await journal.reserve(keyOf(10), 0.000000001)).toBe(null)
      expect(await journal.totals()).toMatchObject({ reservedUsd: 0.011 })
    }, 0.011)
  })

  it('gives back what was released, keeps what was lost, charges what an answer cost', async () => {
    const totals = { spentUsd: 0.25, uncertainUsd: 0.5, reservedUsd: 0, lost: 1, answers: 1 }
    await withJournal(async (journal) => {
      const [a, b, c] = await Promise.all([1, 2, 3].map((key) => journal.reserve(keyOf(key), 0.5)))
      await journal.settle(a!, { released: true })
      await journal.settle(b!, { lost: 'cut' })
      await journal.settle(c!, { answer: madeAnswer(3, 0.25) })
      expect(await journal.totals()).toEqual({ ...totals, capUsd: 1.5, failures: 0, unpriced: 0 })
      await expect(journal.settle(a!, { released: true })).rejects.toThrow(RangeError)
    }, 1.5)
    await withJournal(async (journal) => expect(await journal.totals()).toMatchObject(totals), 1.5)
  })

  it('records an answer above its bound as it was charged, and then has no room', async () => {
    await withJournal(async (journal) => {
      await buy(journal, madeAnswer(1, 3), 1)
      expect(await journal.totals()).toMatchObject({ spentUsd: 3, reservedUsd: 0 })
      expect(await journal.reserve(keyOf(2), 0.1)).toBe(null)
    }, 2)
  })

  it('counts calls of unknown price as such, never as money', async () => {
    await withJournal(async (journal) => {
      await buy(journal, madeAnswer(1, null), null)
      expect(await journal.totals()).toMatchObject({ spentUsd: 0, unpriced: 1, answers: 1 })
    }, 0)
  })

  it('counts calls in flight at the death of a process as lost, once', async () => {
    const parts = join(import.meta.dirname, 'journal-holder.ts')
    const child = fork(parts, [folder], { execArgv: ['--import', 'tsx'] })
    await new Promise((told) => child.once('message', told))
    await expect(open()).rejects.toMatchObject({ code: 'usage/journal-in-use' })
    const gone = new Promise((ended) => child.once('exit', ended))
    child.kill('SIGKILL')
    await gone
    for (let round = 0; round < 2; round++) {
      await withJournal(async (journal) => {
        const totals = { spentUsd: 0.001, uncertainUsd: 0.75, reservedUsd: 0, lost: 3, answers: 1 }
        expect(await journal.totals()).toMatchObject(totals)
        expect(await journal.states([0, 1, 2, 3].map(keyOf))).toEqual([
          'answered',
          ...new Array(3).fill('open'),
        ])
      }, 1)
    }
  })

  it('numbers reservations so that no two of a journal are equal', async () => {
    const ids: string[] = []
    for (let round = 0; round < 3; round++) {
      await withJournal(async (journal) => {
        const got = await Promise.all([1, 2].map((key) => journal.reserve(keyOf(key), 0)))
        ids.push(...got.map((reservation) => reservation!.id))
      })
    }
    expect(new Set(ids).size).toBe(6)
  })
})

describe('damage', () => {
  const fill = (): Promise<void> =>
    withJournal(async (journal) => {
      for (let name = 0; name < 4; name++) await buy(journal, madeAnswer(name))
    })

  it('loses a half-written last line only, wherever the file was cut', async () => {
    await fill()
    const whole = readFileSync(file())
    const last = lines().at(-1)!
    for (let cut = 1; cut <= Buffer.byteLength(last) + 1; cut += 7) {
      writeFileSync(file(), whole)
      truncateSync(file(), whole.length - cut)
      const warnings: string[] = []
      const journal = await open(null, (message) => warnings.push(message))
      expect(await journal.states([0, 1, 2, 3].map(keyOf))).toEqual([
        ...new Array(3).fill('answered'),
        'open',
      ])
      // Its call was made: it may have been charged.
      expect(await journal.totals()).toMatchObject({ lost: 1, uncertainUsd: 0.002, answers: 3 })
      await buy(journal, madeAnswer(3))
      await journal.close()
      expect(warnings).toEqual([])
      await withJournal(async (again) => expect((await again.totals()).answers).toBe(4))
    }
  })

  it('names a damaged line and keeps all others, whichever byte was changed', async () => {
    await fill()
    const whole = readFileSync(file())
    const third = lines()[2]!
    const start = whole.indexOf(third)
    for (let at = start; at < start + Buffer.byteLength(third); at += 11) {
      const damaged = Buffer.from(whole)
      damaged[at]! ^= 0x01
      writeFileSync(file(), damaged)
      const warnings: string[] = []
      const journal = await open(null, (message) => warnings.push(message))
      expect(warnings).toHaveLength(1)
      expect(warnings[0]).toContain(`${file()}:3:`)
      expect(await journal.totals()).toMatchObject({ answers: 3, lost: 1, uncertainUsd: 0.002 })
      await journal.close()
    }
  })

  it('begins anew where the very first write was cut', async () => {
    mkdirSync(folder)
    writeFileSync(file(), '{"format":"hyp')
    await withJournal((journal) => buy(journal, madeAnswer(1)))
    expect(lines()[0]).toBe('{"format":"hyper/answers@1"}')
    await withJournal(async (journal) => expect((await journal.totals()).answers).toBe(1))
  })

  it.each(['{"id":1}\n', '{"format":"hyper/answers@2"}\n{"x":1}\n', 'no line end'])(
    'leaves a file that is no journal of ours as it is: %j',
    async (text) => {
      mkdirSync(folder)
      writeFileSync(file(), text)
      await expect(open()).rejects.toMatchObject({ code: 'data/bad-journal' })
      expect(readFileSync(file(), 'utf8')).toBe(text)
      // The folder was given back.
      writeFileSync(file(), '')
      await withJournal(async (journal) => expect((await journal.totals()).answers).toBe(0))
    },
  )

  it('reads lines that are longer than what is read at once', async () => {
    const long = { ...madeAnswer(1), reply: { ...madeAnswer(1).reply!, text: 'ž'.repeat(5e6) } }
    await withJournal((journal) => journal.add([madeAnswer(0), long, madeAnswer(2)]))
    await withJournal(async (journal) => {
      expect(await journal.read([2, 1, 0].map(keyOf))).toEqual([madeAnswer(2), long, madeAnswer(0)])
    })
  })

  it('says so when an answer was damaged after the opening', async () => {
    await fill()
    await withJournal(async (journal) => {
      const bytes = readFileSync(file())
      bytes[bytes.length - 40]! ^= 0x01
      writeFileSync(file(), bytes)
      await expect(journal.read([keyOf(3)])).rejects.toMatchObject({ code: 'data/bad-journal' })
    })
  })

  it('of bytes behind the last line is cut off', async () => {
    await fill()
    appendFileSync(file(), Buffer.alloc(5000))
    await withJournal(async (journal) => expect((await journal.totals()).answers).toBe(4))
    expect(lines()).toHaveLength(9)
  })
})

it('refuses keys that are no content keys', async () => {
  await withJournal(async (journal) => {
    await expect(journal.reserve('k1', 0)).rejects.toThrow(RangeError)
  })
})
