import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRows } from '../../src/backends/index.ts'
import { openWorkplace, PAIRS, parseLines, type Workplace } from './call-cli.ts'

let place: Workplace
beforeEach(() => {
  place = openWorkplace()
  place.write('pairs.jsonl', PAIRS)
})
afterEach(() => place.remove())

const read = (name: string): string => readFileSync(place.path(name), 'utf8')

describe('hyper export of files', () => {
  it('takes the label of a source, and says how many have none', async () => {
    place.write('pairs.jsonl', [...PAIRS, { ...PAIRS[0], id: 'p3', human: [], lm: [] }])
    const argv = ['export', 'pairs.jsonl', '--format', 'jsonl', '-o', 'out/x.jsonl']
    const { out } = await place.hyper([...argv, '--label', 'lm'])
    expect(out).toContain('2 instances in 2 rows: 0 labelled by people, 2 by the judge\n')
    expect(out).toContain('without a label by a judge: 1\n')
    expect(parseLines(read('out/x.jsonl')).map(({ id, source }) => [id, source])).toEqual([
      ['p1', 'lm'],
      ['p2', 'lm'],
    ])
    expect(read('out/README.md')).toContain('Not at all: the label of each instance')
  })

  it('parts by prompt, the same for any number of other rows', async () => {
    const rows = Array.from({ length: 60 }, (_, index) => ({
      ...PAIRS[0],
      id: `p${index}`,
      prompt: `Prompt ${index % 20}`,
    }))
    place.write('pairs.jsonl', rows)
    const argv = ['export', 'pairs.jsonl', '--format', 'jsonl', '--split', 'test=0.3']
    await place.hyper([...argv, '-o', 'all/train.jsonl'])
    const prompts = (file: string): Set<unknown> =>
      new Set(parseLines(read(file)).map(({ prompt }) => prompt))
    const [train, test] = [prompts('all/train.jsonl'), prompts('all/test.jsonl')]
    expect([...test].filter((prompt) => train.has(prompt))).toEqual([])
    expect(train.size + test.size).toBe(20)
    expect(test.size).toBeGreaterThan(1)
    place.write('pairs.jsonl', rows.slice(0, 30))
    await place.hyper([...argv, '-o', 'half/train.jsonl'])
    for (const prompt of prompts('half/test.jsonl')) expect(test.has(prompt)).toBe(true)
    expect(read('all/README.md')).toMatch(/- split: test\n +path: "test.jsonl"/)
  })

  it('cuts long completions and says how many', async () => {
    const argv = ['export', 'pairs.jsonl', '--format', 'jsonl', '--label', 'lm']
    const { out } = await place.hyper([...argv, '--max-chars', '16', '-o', 'out/x.jsonl'])
    expect(out).toContain('length: 2 rows cut, 0 left out')
    for (const row of parseLines(read('out/x.jsonl')))
      expect(`${row.prompt}${row.chosen}`.length).toBeLessThanOrEqual(16)
    expect(read('out/README.md')).toContain('2 rows had a completion cut at its end')
  })

  it('takes out of texts what it is told to, and warns of licences', async () => {
    const first = {
      ...PAIRS[0],
      response_a: 'Write to jane.doe@example.org.',
      meta: { licence: 'cc-by-nc-4.0' },
    }
    place.write('pairs.jsonl', [first, PAIRS[1]!])
    const argv = [
      'export',
      'pairs.jsonl',
      '--format',
      'jsonl',
      '--scrub',
      '--use',
      'commercial',
      '--ties',
      'half',
    ]
    const { out, err } = await place.hyper([...argv, '-o', 'out/x.jsonl'])
    expect(out).toContain('scrubbed: 1 instances changed\n')
    expect(read('out/x.jsonl')).toContain('Write to [email].')
    expect(err).toContain(
      'warning: set (1 instance): the licence cc-by-nc-4.0 forbids commercial use\n',
    )
    expect(err).toContain('its licence is not known; check it before commercial use\n')
  })

  it('keeps the ids of people when told to', async () => {
    const argv = ['export', 'pairs.jsonl', '--no-pseudonyms', '-o', 'out/x.jsonl']
    await place.hyper(argv)
    expect(parseLines(read('out/x.jsonl'))[0]!.annotator).toBe('h1+h2')
    expect(read('out/README.md')).toContain('names of annotators stand as the data have them')
  })
})

describe('hyper export for people', () => {
  it('refuses where nobody lacks a label', async () => {
    const { status, err } = await place.hyper(['export', 'pairs.jsonl', '--format', 'prodigy'])
    expect(status).toBe(3)
    expect(err).toContain('--tasks all writes those that have one as well')
  })

  it('brings answers back to the pairs, sides undone', async () => {
    const argv = ['export', 'pairs.jsonl', '--format', 'spreadsheet', '--tasks', 'all']
    await place.hyper([...argv, '-o', 'tasks/ann.csv', '--seed', '3'])
    const rows: Record<string, string>[] = []
    for await (const raw of openRows([place.path('tasks/ann.csv')]))
      if ('value' in raw) rows.push(raw.value as Record<string, string>)
    const names: readonly string[] = Object.keys(rows[0]!)
    const filled = rows.map(
      (row): Record<string, string> => ({
        ...row,
        preference: row.first === 'Seven.' ? 'first' : 'second',
      }),
    )
    const cells = [names, ...filled.map((row) => names.map((name) => row[name] ?? ''))]
    const csv = cells.map((line) => line.map((text) => `"${text.replaceAll('"', '""')}"`).join(','))
    place.write('tasks/ann.csv', csv.join('\r\n'))
    const { status, out, err } = await place.hyper([
      ...['import', 'pairs.jsonl', 'tasks/ann.csv', '--merge'],
    ])
    expect({ status, err: err.includes('2 joined to earlier ones') }).toEqual({
      status: 0,
      err: true,
    })
    const labels = parseLines(out).map(({ human }) => (human as object[]).at(-1))
    expect(labels).toMatchObject([
      { annotator: 'ann', preference: expect.stringMatching(/^a-is/) },
      { annotator: 'ann', preference: expect.stringMatching(/^b-is/) },
    ])
  })
})
