import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWorkplace, parseLines, type Workplace } from './call-cli.ts'

let place: Workplace
beforeEach(() => {
  place = openWorkplace()
})
afterEach(() => place.remove())

const FILES = ['hyper.yaml', 'pairs.jsonl', 'suite.jsonl', 'truth.jsonl']
const read = (name: string): string => readFileSync(place.path(name), 'utf8')

describe('hyper simulate', () => {
  it('writes a world that validates, and calls everything simulated', async () => {
    const { status, out, err } = await place.hyper([
      'simulate',
      '-n',
      '60',
      '--seed',
      '3',
      '-o',
      'w',
    ])
    expect({ status, err }).toEqual({ status: 0, err: '' })
    expect(out.split('\n')[0]).toBe(
      'simulated world written to w: 60 instances, 400 suite rows, their truth (seed 3)',
    )
    expect(out).toMatch(
      /^simulated people agree with the truth on \d+\.\d %, the simulated judge on/m,
    )
    expect(readdirSync(place.path('w')).sort()).toEqual(FILES)
    for (const name of FILES.filter((file) => file.endsWith('.jsonl')))
      expect(parseLines(read(`w/${name}`))[0]).toMatchObject({ simulated: true, seed: 3 })
    const pairs = parseLines(read('w/pairs.jsonl')).slice(1)
    expect(pairs).toHaveLength(60)
    expect(new Set(pairs.map(({ source }) => source))).toEqual(new Set(['simulated-world']))
    expect(
      parseLines(read('w/truth.jsonl'))
        .slice(1)
        .map(({ id }) => id),
    ).toEqual(pairs.map(({ id }) => id))
    const valid = await place.hyper(['validate', '-c', place.path('w/hyper.yaml')])
    expect(valid).toEqual({ status: 0, out: 'valid: 60 instances, 400 suite rows\n', err: '' })
  })

  it('goes on writing the bytes that it wrote in version 0.1.0', async () => {
    await place.hyper(['simulate', '-n', '120', '--seed', '7', '-o', 'w'])
    const hashes = FILES.map((name) =>
      createHash('sha256')
        .update(read(`w/${name}`))
        .digest('hex')
        .slice(0, 16),
    )
    expect(Object.fromEntries(FILES.map((name, at) => [name, hashes[at]]))).toEqual({
      'hyper.yaml': '051eeaaaa0c46018',
      'pairs.jsonl': 'b4469f24ce9a70e3',
      'suite.jsonl': '9d64315a67923a9a',
      'truth.jsonl': '8faa75c939981f57',
    })
  })

  it('gives equal bytes for equal seeds and other bytes for others', async () => {
    for (const [folder, seed] of [
      ['one', '5'],
      ['two', '5'],
      ['three', '6'],
    ] as const)
      await place.hyper(['simulate', '-n', '30', '--seed', seed, '-o', folder])
    for (const name of FILES) expect(read(`one/${name}`)).toBe(read(`two/${name}`))
    expect(read('one/pairs.jsonl')).not.toBe(read('three/pairs.jsonl'))
  })

  it('prints one object under --json, with an oracle above both sources', async () => {
    const { out } = await place.hyper(['simulate', '-n', '200', '-o', 'w', '--json'])
    const { labels, ...facts } = JSON.parse(out) as {
      labels: Record<'human' | 'lm' | 'oracle', { correct: number }>
    }
    expect(facts).toEqual({
      ok: true,
      simulated: true,
      kind: 'text',
      world: 'paper',
      seed: 42,
      instances: 200,
      folder: 'w',
      files: ['pairs.jsonl', 'suite.jsonl', 'truth.jsonl', 'hyper.yaml'],
      suiteRows: 400,
    })
    expect(labels.oracle.correct).toBeGreaterThan(labels.human.correct)
    expect(labels.oracle.correct).toBeGreaterThan(labels.lm.correct)
  })

  it('writes nothing in a dry run, and replaces nothing unless told', async () => {
    const dry = await place.hyper(['simulate', '-n', '30', '-o', 'w', '--dry-run'])
    expect(dry.out).toBe(
      'would write a simulated world of 30 instances (seed 42) to w: pairs.jsonl, suite.jsonl, truth.jsonl, hyper.yaml\n',
    )
    expect(readdirSync(place.folder)).toEqual([])
    const argv = ['simulate', '-n', '30', '-o', 'w']
    expect((await place.hyper(argv)).status).toBe(0)
    const again = await place.hyper(argv)
    expect(again.status).toBe(2)
    expect(again.err).toContain('simulate: got an existing w/pairs.jsonl, expected a new folder')
    expect((await place.hyper([...argv, '--yes'])).status).toBe(0)
  })

  it.each([
    [['-n', 'many'], 'expected a whole number'],
    [['-n', '5'], 'simulate -n: got 5, expected at least 20 instances'],
  ])('refuses %j', async (argv, message) => {
    const { status, err } = await place.hyper(['simulate', ...argv])
    expect(status).toBe(2)
    expect(err).toContain(message)
  })
})
