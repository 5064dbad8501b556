import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { createDirectoryStore, openDirectoryStore } from '../../../src/backends/index.ts'

const home = mkdtempSync(join(tmpdir(), 'hyper-store-'))
let folder = ''
let count = 0

beforeEach(() => {
  folder = join(home, `run-${count++}`)
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

describe('content', () => {
  it('gives back what was written, text and bytes, and null for what is not there', async () => {
    const store = createDirectoryStore(folder)
    await store.write('a.txt', 'zwölf\n')
    await store.write('deep/er/b.bin', Uint8Array.of(0, 255, 1))
    expect(await store.readText('a.txt')).toBe('zwölf\n')
    expect([...(await store.readBytes('deep/er/b.bin'))!]).toEqual([0, 255, 1])
    expect(await store.readText('none')).toBe(null)
    expect(await store.readBytes('none')).toBe(null)
    expect(await store.fingerprint('none')).toBe(null)
  })

  it('tells the fingerprint of the bytes', async () => {
    const store = createDirectoryStore(folder)
    const bytes = Uint8Array.from({ length: 200_000 }, (_, index) => index % 251)
    await store.write('b.bin', bytes)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    expect(await store.fingerprint('b.bin')).toEqual({ sha256, bytes: 200_000 })
  })

  it('lists names in code-point order, without half-written files, and nothing of a missing folder', async () => {
    const store = createDirectoryStore(folder)
    for (const name of ['b', 'a', 'Z', 'ä', 'a-10', 'a-2']) await store.write(`in/${name}`, name)
    writeFileSync(join(folder, 'in', '.b.77-0.part'), 'half')
    expect(await store.list('in')).toEqual(['Z', 'a', 'a-10', 'a-2', 'b', 'ä'])
    expect(await store.list('none')).toEqual([])
  })

  it('removes files and folders, and does not mind their absence', async () => {
    const store = createDirectoryStore(folder)
    await store.write('in/one', '1')
    await store.remove('in')
    await store.remove('in')
    expect(existsSync(join(folder, 'in'))).toBe(false)
  })

  it('appends whole lines', async () => {
    const store = createDirectoryStore(folder)
    await store.append('logs/events.jsonl', '{"n":1}')
    await store.append('logs/events.jsonl', '{"n":2}')
    expect(await store.readText('logs/events.jsonl')).toBe('{"n":1}\n{"n":2}\n')
  })

  it('shows a reader the old content or the new one, never a part', async () => {
    const store = createDirectoryStore(folder)
    const contents = ['a', 'b'].map((letter) => letter.repeat(300_000))
    await store.write('file', contents[0]!)
    let writing = true
    const writer = (async () => {
      for (let turn = 1; turn <= 40; turn++) await store.write('file', contents[turn % 2]!)
      writing = false
    })()
    let reads = 0
    while (writing) {
      const text = await store.readText('file')
      expect(contents.includes(text!)).toBe(true)
      reads++
    }
    await writer
    expect(reads).toBeGreaterThan(10)
    expect(readdirSync(folder)).toEqual(['file'])
  })

  it('keeps the old content when the new one cannot be written', async () => {
    const store = createDirectoryStore(folder)
    await store.write('file', 'old')
    mkdirSync(join(folder, 'taken'))
    await expect(store.write('taken', 'new')).rejects.toMatchObject({
      code: 'data/unwritable-file',
    })
    expect(await store.readText('file')).toBe('old')
    expect(readdirSync(folder).sort()).toEqual(['file', 'taken'])
  })
})

describe('the lock', () => {
  const lock = (): string => join(folder, '.lock')
  const writeLock = (text: string): void => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(lock(), text)
  }
  const opens = async (): Promise<void> => {
    const store = await openDirectoryStore(folder)
    expect(readFileSync(lock(), 'utf8')).toMatch(new RegExp(`^${process.pid} `))
    await store.release()
    expect(existsSync(lock())).toBe(false)
  }
  const refuses = (): Promise<void> =>
    expect(openDirectoryStore(folder)).rejects.toMatchObject({ code: 'usage/run-in-use' })

  it('is taken, and given back', async () => {
    await opens()
    await opens()
  })

  it('keeps a second opening of the same process out until it is released', async () => {
    const store = await openDirectoryStore(folder)
    await refuses()
    await expect(openDirectoryStore(join(folder, '.'))).rejects.toMatchObject({
      code: 'usage/run-in-use',
    })
    await store.release()
    await opens()
  })

  it('of a living process keeps us out, and names it', async () => {
    const sleeper = spawn('sleep', ['60'])
    try {
      writeLock(`${sleeper.pid}\n`)
      await expect(openDirectoryStore(folder)).rejects.toThrow(String(sleeper.pid))
      writeLock(`${sleeper.pid} ${startOf(sleeper.pid!) ?? ''}\n`)
      await refuses()
    } finally {
      sleeper.kill('SIGKILL')
    }
    await new Promise((ended) => sleeper.once('exit', ended))
    await opens()
  })

  it('of a process that is gone is taken over', async () => {
    const gone = spawn('true')
    await new Promise((ended) => gone.once('exit', ended))
    writeLock(`${gone.pid}\n`)
    await opens()
  })

  it.skipIf(process.platform !== 'linux')(
    'of an earlier process with the number of a living one is taken over (needs /proc)',
    async () => {
      writeLock(`${process.ppid} 1\n`)
      await opens()
      // The same for our own number: after a restart of a container the first process has it again.
      writeLock(`${process.pid} 1\n`)
      await opens()
    },
  )

  it.skipIf(process.platform !== 'linux')(
    'of a killed process that its parent has not cleared away is taken over (needs /proc)',
    async () => {
      const script = 'sleep 0.01 & echo $!; exec sleep 30'
      const parent = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] })
      try {
        const pid = await new Promise<string>((told) =>
          parent.stdout.once('data', (data: Buffer) => told(data.toString().trim())),
        )
        await wait(300)
        expect(readFileSync(`/proc/${pid}/stat`, 'utf8')).toContain(') Z ')
        writeLock(`${pid}\n`)
        await opens()
      } finally {
        parent.kill('SIGKILL')
      }
    },
  )

  it('without an owner counts for two seconds: its writer may be at it', async () => {
    writeLock('')
    const opening = openDirectoryStore(folder)
    await wait(300)
    writeFileSync(lock(), `${process.ppid}\n`)
    await expect(opening).rejects.toMatchObject({ code: 'usage/run-in-use' })
    writeLock('')
    const old = new Date(Date.now() - 10_000)
    utimesSync(lock(), old, old)
    await opens()
  })

  it('left behind is taken over by one of many processes', async () => {
    writeLock('999999999\n')
    const program = `
      import { openDirectoryStore } from ${JSON.stringify(new URL('../../../src/backends/store/index.ts', import.meta.url).href)}
      const start = Number(process.argv[1])
      while (Date.now() < start);
      try {
        const store = await openDirectoryStore(${JSON.stringify(folder)})
        console.log('took')
        // Long enough for the slowest of the four to have tried.
        await new Promise((wait) => setTimeout(wait, start + 8000 - Date.now()))
        await store.release()
      } catch (error) {
        console.log(error.code)
      }
    `
    const start = String(Date.now() + 2500)
    const run = promisify(execFile)
    const args = ['--import', 'tsx', '--input-type=module', '-e', program, start]
    const ends = await Promise.all([1, 2, 3, 4].map(() => run(process.execPath, args)))
    const told = ends.map(({ stdout }) => stdout.trim()).sort()
    expect(told).toEqual(['took', 'usage/run-in-use', 'usage/run-in-use', 'usage/run-in-use'])
  })

  it('clears away what killed writers left half-written in the folder', async () => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, '.heads.bin.4711-3.part'), 'half')
    writeFileSync(join(folder, 'heads.bin'), 'whole')
    const store = await openDirectoryStore(folder)
    expect(readdirSync(folder).sort()).toEqual(['.lock', 'heads.bin'])
    await store.release()
  })
})

function startOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return undefined
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19]
}
