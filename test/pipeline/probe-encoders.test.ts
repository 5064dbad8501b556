import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Encoder } from '../../src/domain/index.ts'
import { createRandom } from '../../src/kit/index.ts'
import { readResponseAlone, STAGES } from '../../src/pipeline/index.ts'
import { writeTinyGguf } from '../backends/decoder/tiny-gguf.ts'
import {
  digestRun,
  makeFolder,
  runInside,
  stagesDone,
  writeConfig,
  writeRows,
  writeSmallWorld,
} from './support.ts'

interface Design {
  readonly encoder: string
  readonly columns: number
  readonly scaler: {
    readonly blocks: readonly { readonly name: string; readonly columns: number }[]
  }
}

const home = makeFolder('probe-encoders')
const cache = join(home, 'cache')
const DECODER = /^decoder@1:[0-9a-f]{16}:layers2:int8:/
const decoder = { kind: 'decoder', file: 'models/tiny.gguf', layers: 2 }

beforeAll(() => {
  writeSmallWorld(home)
  mkdirSync(join(home, 'models'))
  writeFileSync(join(home, 'models', 'tiny.gguf'), writeTinyGguf())
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

/** Runs the stages up to the mixes and returns the design with the stages that were done. */
async function designOf(
  encoder: unknown,
  folder: string,
  features: object = { encoder: { kind: 'none' } },
): Promise<Design & { readonly done: readonly string[] }> {
  const config = writeConfig(home, { train: { l2: 0.01, encoder }, features }, 'design.yaml')
  const end = await runInside(['candidates', '-c', config, '-o', join(home, folder)], { cache })
  expect(end.status, end.err).toBe(0)
  const design = JSON.parse(readFileSync(join(home, folder, 'design.json'), 'utf8')) as Design
  return { ...design, done: stagesDone(end.err) }
}
const blocksOf = ({ scaler }: Design): unknown[] =>
  scaler.blocks.map(({ name, columns }) => [name, columns])

describe('train.encoder', () => {
  it('decides the blocks of the design', async () => {
    const surface = ['surface', 35]
    const light = { encoder: { kind: 'light' }, bertScore: false }
    const same = await designOf('same', 'same', light)
    expect([same.encoder, blocksOf(same)]).toEqual([
      'use-lite@1:windows128:match512',
      [surface, ['encoder', 512]],
    ])
    const alone = await designOf({ kind: 'surface' }, 'alone', light)
    expect([alone.encoder, blocksOf(alone)]).toEqual(['none', [surface]])
    const none = await designOf('same', 'none')
    expect([none.encoder, blocksOf(none)]).toEqual(['none', [surface]])
    const states = await designOf(decoder, 'states')
    expect(states.encoder).toMatch(DECODER)
    expect(blocksOf(states)).toEqual([surface, ['decoder', 32]])
    const both = await designOf({ ...decoder, kind: 'light+decoder' }, 'both')
    expect(both.encoder).toBe(`${same.encoder} + ${states.encoder}`)
    expect(blocksOf(both)).toEqual([surface, ['encoder', 512], ['decoder', 32]])
    expect(both.columns).toBe(35 + 512 + 32)
  })

  it('makes the design anew where the file holds another model, and only then', async () => {
    await designOf(decoder, 'again')
    expect((await designOf(decoder, 'again')).done).toEqual([])
    mkdirSync(join(home, 'moved'))
    cpSync(join(home, 'models', 'tiny.gguf'), join(home, 'moved', 'other-name.gguf'))
    const moved = { ...decoder, file: 'moved/other-name.gguf' }
    expect((await designOf(moved, 'again')).done).toEqual([])
    writeFileSync(
      join(home, moved.file),
      writeTinyGguf(() => {}, createRandom(9)),
    )
    expect((await designOf(moved, 'again')).done).toContain('design')
    expect((await designOf({ ...moved, layers: 1 }, 'again')).done).toContain('design')
    expect((await designOf({ ...moved, precision: 'float32' }, 'again')).done).toContain('design')
  })

  it.each([
    ['no file', {}, 'config/decoder-missing'],
    ['a file that is not there', { file: 'models/none.gguf' }, 'config/decoder-missing'],
    ['too many layers', { file: 'models/tiny.gguf', layers: 3 }, 'config/decoder-layers'],
    ['a file that is no model', { file: 'suite.jsonl' }, 'config/decoder-damaged'],
  ])('ends with status 2 for %s', async (_, parts, code) => {
    const encoder = { kind: 'decoder', ...parts }
    const config = writeConfig(home, { train: { l2: 0.01, encoder } }, 'wrong.yaml')
    const end = await runInside(['candidates', '-c', config, '-o', join(home, 'wrong'), '--json'], {
      cache,
      cwd: home,
    })
    expect(end.status, end.err).toBe(2)
    expect(`${end.out}${end.err}`).toContain(code)
  })
})

describe('a run with a decoder', () => {
  const output = join(home, 'run')
  let config: string
  beforeAll(async () => {
    config = writeConfig(home, { train: { l2: 0.01, encoder: decoder } })
    const end = await runInside(['run', '-c', config, '-o', output, '-j', '1'], { cache })
    expect(end.status, end.err).toBe(0)
    expect(stagesDone(end.err)).toEqual(STAGES.map(({ name }) => name))
  })

  it('ends in the same bytes for -j 2 with another cache', async () => {
    const second = join(home, 'second')
    const other = { cache: join(home, 'other-cache') }
    const end = await runInside(['run', '-c', config, '-o', second, '-j', '2'], other)
    expect(end.status, end.err).toBe(0)
    expect(digestRun(second)).toEqual(digestRun(output))
  })

  it('names no folder of the machine where the file is given with its whole path', async () => {
    const encoder = { ...decoder, file: join(home, 'models', 'tiny.gguf') }
    const whole = writeConfig(home, { train: { l2: 0.01, encoder } }, 'whole.yaml')
    const folder = join(home, 'whole')
    const end = await runInside(['run', '-c', whole, '-o', folder], { cache })
    expect(end.status, end.err).toBe(0)
    for (const [file, digest] of Object.entries(digestRun(folder))) {
      // The config keeps the path: it is needed later.
      if (file !== 'config.yaml')
        expect(readFileSync(join(folder, file)).includes(home)).toBe(false)
      if (file === 'design.bin') expect(digest).toBe(digestRun(output)[file])
    }
  })

  it('scores best of N by the same encoder, and refuses another file', async () => {
    const answers = ['Because.', 'It is so, and nobody knows why.', 'Ask again later!']
    const row = {
      id: 'one',
      prompt: 'Why?',
      responses: answers.map((text, index) => ({ model: 'm', text, score: index / 2 })),
    }
    writeRows(join(home, 'bon.jsonl'), [row, { ...row, id: 'two', prompt: 'Why not?' }])
    const bon = (settings: string): ReturnType<typeof runInside> =>
      runInside(
        [
          'bon',
          join(home, 'bon.jsonl'),
          '--run',
          output,
          '--mix',
          'all-lm',
          '-c',
          settings,
          '--json',
        ],
        { cache },
      )
    const end = await bon(config)
    expect(end.status, end.err).toBe(0)
    expect(JSON.parse(end.out)).toMatchObject({ reward: { mix: 'control:all-lm' } })
    writeFileSync(
      join(home, 'models', 'changed.gguf'),
      writeTinyGguf(() => {}, createRandom(7)),
    )
    const changed = { ...decoder, file: 'models/changed.gguf' }
    const other = writeConfig(home, { train: { l2: 0.01, encoder: changed } }, 'changed.yaml')
    const refused = await bon(other)
    expect(refused.status).toBe(3)
    expect(`${refused.out}${refused.err}`).toContain('data/encoder-mismatch')
  })
})

describe('readResponseAlone', () => {
  it('gives what the text encoder gives for the responses, in order', async () => {
    const asked: string[][] = []
    const encoder: Encoder = {
      id: 'counting@1',
      dimension: 1,
      encode: async (texts) => {
        asked.push([...texts])
        return Float32Array.from(texts, (text) => text.length)
      },
      matchTokens: async () => new Float32Array(0),
      dispose: async () => {},
    }
    const responses = readResponseAlone(encoder)
    const vectors = await responses.encodeResponses([
      { prompt: 'x', response: 'aa' },
      { prompt: 'y', response: 'b' },
    ])
    expect([responses.id, responses.dimension, ...vectors]).toEqual(['counting@1', 1, 2, 1])
    expect(asked).toEqual([['aa', 'b']])
  })
})
