import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { revealTruth } from '../../src/domain/index.ts'
import { parseFeatures } from '../../src/features/index.ts'
import { createRandom } from '../../src/kit/index.ts'
import { simulateAnalyticWorld, worldRates } from '../../src/simulate/index.ts'
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
      'pairs.jsonl': '7261cf06a31cfb04',
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

  it('writes a named world of texts under its name', async () => {
    const { status, out } = await place.hyper([
      ...['simulate', '-n', '40', '--world', 'human-better', '--seed', '3', '-o', 'w'],
    ])
    expect(status).toBe(0)
    expect(out.split('\n')[0]).toBe(
      'simulated world "human-better" written to w: 40 instances, 400 suite rows, their truth (seed 3)',
    )
    const [head] = parseLines(read('w/truth.jsonl'))
    expect(head).toMatchObject({
      world: 'human-better',
      rates: worldRates({ preset: 'human-better' }),
    })
    expect(read('w/pairs.jsonl')).not.toContain('"rates"')
  })

  it.each([
    [['-n', 'many'], 'expected a whole number'],
    [['-n', '5'], 'simulate -n: got 5, expected at least 20 instances'],
    [['-n', '5', '--kind', 'analytic'], 'simulate -n: got 5, expected at least 20 instances'],
    [['--kind', 'analytc'], 'kind of world: got "analytc", expected one of text, analytic'],
    [['--kind', 'analytc'], 'hint: did you mean "analytic"?'],
    [['--world', 'no-signals'], 'world: got "no-signals", expected one of paper, no-signal,'],
    [['--world', 'no-signals'], 'hint: did you mean "no-signal"?'],
    [['--world', 'drift'], 'world "drift": got kind "text", expected "analytic"'],
  ])('refuses %j', async (argv, message) => {
    const { status, err } = await place.hyper(['simulate', ...argv])
    expect(status).toBe(2)
    expect(err).toContain(message)
  })
})

describe('hyper simulate --kind analytic', () => {
  const NAMES = ['features.bin', 'features.json', 'labels.jsonl', 'truth.jsonl', 'world.json']
  const simulate = (...more: readonly string[]) =>
    place.hyper(['simulate', '-n', '300', '--kind', 'analytic', '--seed', '3', '-o', 'w', ...more])

  it('writes features as a run does, labels with signals, and prices; the truth stands apart', async () => {
    const { status, out, err } = await simulate('--world', 'noisy-human')
    expect({ status, err }).toEqual({ status: 0, err: '' })
    expect(out.split('\n')[0]).toBe(
      'simulated analytic world "noisy-human" written to w: 300 instances with 90 features, labels of 4 simulated annotators, their truth (seed 3)',
    )
    expect(out).toMatch(
      /^labels of simulated-crowd agree with the truth on \d+\.\d %, those of simulated-judge on/m,
    )
    expect(readdirSync(place.path('w')).sort()).toEqual(NAMES)
    const options = { preset: 'noisy-human', instances: 300 } as const
    const world = simulateAnalyticWorld(options, createRandom(3).fork('world'))
    const truth = revealTruth(world.truth)
    const bin = new Uint8Array(readFileSync(place.path('w/features.bin')))
    expect(parseFeatures(read('w/features.json'), bin).matrix).toEqual(world.matrix)

    const [head, ...rows] = parseLines(read('w/labels.jsonl'))
    const facts = { simulated: true, kind: 'analytic', world: 'noisy-human', seed: 3 }
    expect(head).toEqual({ format: 'hyper/simulated-labels@1', ...facts })
    expect(rows.map(({ id }) => id)).toEqual(world.matrix.ids)
    const words = { '1': 'a', '0': 'tie', '-1': 'b' } as Record<string, string>
    rows.forEach((row, index) => {
      expect(row.group).toBe(`simulated-prompt-${world.groups[index]}`)
      for (const [name, votes] of Object.entries(world.labels))
        expect((row.labels as Record<string, unknown>)[name]).toEqual(
          votes.map((column) => words[column[index]!]),
        )
      expect((row.signals as Record<string, unknown>).wordOverlap).toBe(
        world.signals.columns.wordOverlap![index],
      )
    })

    const [first, ...truths] = parseLines(read('w/truth.jsonl'))
    expect(first).toMatchObject({ format: 'hyper/truth@1', ...facts })
    expect(first!.randomScore).toContainEqual({ share: 0.5, score: truth.randomScore(150) })
    expect(truths.map(({ gain }) => gain)).toEqual([...truth.trueGains])
    const { annotators, primary } = world
    expect(JSON.parse(read('w/world.json'))).toEqual({
      ...{ format: 'hyper/world@1', ...facts, instances: 300, features: 90, annotators, primary },
    })
  })

  it('keeps every gain and utility out of the other files', async () => {
    await simulate('--world', 'judge-better')
    const others = NAMES.filter((name) => name !== 'truth.jsonl').map((name) => read(`w/${name}`))
    for (const row of parseLines(read('w/truth.jsonl')).slice(1)) {
      const utilities = Object.values(row.expectedUtility as Record<string, number>)
      for (const value of [row.gain as number, ...utilities])
        for (const text of others) expect(text).not.toContain(String(value))
    }
  })

  it('gives equal bytes for equal seeds, says what it would do, and has 7,531 instances by default', async () => {
    const bytes = (): string[] => NAMES.map((name) => readFileSync(place.path(`w/${name}`), 'hex'))
    await simulate()
    const first = bytes()
    expect((await simulate()).err).toContain('got an existing w/features.json')
    await simulate('--yes')
    expect(bytes()).toEqual(first)
    const dry = await place.hyper([
      ...['simulate', '--kind', 'analytic', '--world', 'drift', '-o', 'v', '--dry-run'],
    ])
    expect(dry.out).toBe(
      'would write a simulated analytic world "drift" of 7531 instances (seed 42) to v: features.json, features.bin, labels.jsonl, world.json, truth.jsonl\n',
    )
    const { out } = await simulate('--yes', '--json')
    const { labels, annotators, ...facts } = JSON.parse(out) as Record<string, unknown>
    expect(facts).toMatchObject({ ok: true, simulated: true, kind: 'analytic', features: 90 })
    expect(annotators).toHaveLength(4)
    expect(labels).toHaveProperty('oracle.correct')
  })
})
