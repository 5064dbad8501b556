import { describe, expect, it } from 'vitest'
import { createGroupWriter, type WritableFile } from '../../../src/backends/journal/group-writer.ts'

interface MadeFile extends WritableFile {
  /** Bytes that reached the disk. */
  text(): string
  flushes: number
  /** Bytes of which a flush has ended. */
  flushed: number
  /** Bytes that still fit. */
  room: number
  failFlush: boolean
  failTruncate: boolean
}

/** A file in memory that writes at most 7 bytes at a time and fills up. */
function madeFile(): MadeFile {
  let bytes = Buffer.alloc(0)
  const file: MadeFile = {
    flushes: 0,
    flushed: 0,
    room: 1e9,
    failFlush: false,
    failTruncate: false,
    text: () => bytes.toString(),
    write: async (from, at, length, position) => {
      const count = Math.min(7, length, file.room)
      if (count === 0) throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
      file.room -= count
      bytes = Buffer.concat([bytes.subarray(0, position), from.subarray(at, at + count)])
      return { bytesWritten: count }
    },
    datasync: async () => {
      file.flushes++
      const { length } = bytes
      await new Promise(setImmediate)
      if (file.failFlush) throw Object.assign(new Error('broken disk'), { code: 'EIO' })
      file.flushed = length
    },
    truncate: async (length) => {
      if (file.failTruncate) throw Object.assign(new Error('broken disk'), { code: 'EIO' })
      bytes = bytes.subarray(0, length)
    },
  }
  return file
}

const lines = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, index) => `{"line":${from + index},"text":"ž"}`)

describe('createGroupWriter', () => {
  it('writes lines in order, tells their places, and flushes those of many callers together', async () => {
    const file = madeFile()
    const writer = createGroupWriter(file, 0, 'f')
    const wanted = lines(500)
    const places = await Promise.all(wanted.map((line) => writer.append(line)))
    expect(file.text()).toBe(wanted.map((line) => `${line}\n`).join(''))
    expect(file.flushes).toBe(1)
    const bytes = Buffer.from(file.text())
    for (const [index, { offset, length }] of places.entries())
      expect(bytes.toString('utf8', offset, offset + length)).toBe(wanted[index])
  })

  it('resolves no line before its own flush has ended', async () => {
    const file = madeFile()
    const writer = createGroupWriter(file, 0, 'f')
    const check = async (line: string): Promise<void> => {
      const { offset, length } = await writer.append(line)
      expect(file.flushed).toBeGreaterThan(offset + length)
    }
    const first = check('a')
    await new Promise((wait) => setTimeout(wait, 0))
    await Promise.all([first, ...lines(20).map(check)])
    expect(file.flushes).toBeLessThanOrEqual(3)
  })

  it('takes a group that does not fit away again, says that nothing is lost, and goes on when there is room', async () => {
    const file = madeFile()
    const writer = createGroupWriter(file, 0, 'f')
    await writer.append('kept')
    file.room = 20
    const ends = await Promise.allSettled(lines(3).map((line) => writer.append(line)))
    for (const end of ends) {
      expect(end).toMatchObject({
        status: 'rejected',
        reason: {
          code: 'data/unwritable-journal',
          message: 'f: got ENOSPC, expected a writable file',
        },
      })
      expect((end as PromiseRejectedResult).reason.hint).toContain(
        'no answer that was counted is lost',
      )
    }
    expect(file.text()).toBe('kept\n')
    file.room = 1000
    expect(await writer.append('next')).toEqual({ offset: 5, length: 4 })
    expect(file.text()).toBe('kept\nnext\n')
  })

  it.each(['failFlush', 'failTruncate'] as const)(
    'writes nothing more once nobody knows what is on disk (%s)',
    async (fault) => {
      const file = madeFile()
      const writer = createGroupWriter(file, 0, 'f')
      file[fault] = true
      if (fault === 'failTruncate') file.room = 3
      await expect(writer.append('first')).rejects.toMatchObject({
        code: 'data/unwritable-journal',
      })
      file[fault] = false
      file.room = 1000
      const before = file.text()
      await expect(writer.append('second')).rejects.toMatchObject({
        code: 'data/unwritable-journal',
      })
      expect(file.text()).toBe(before)
    },
  )
})
