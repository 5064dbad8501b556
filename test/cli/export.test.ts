import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRows } from '../../src/backends/index.ts'
import { openWorkplace, PAIRS, parseLines, type Workplace } from './call-cli.ts'

const lines = (rows: readonly object[]): string =>
  rows.map((row) => `${JSON.stringify(row)}\n`).join('')
const extra = (id: string): object => ({ ...PAIRS[0], id, prompt: `Prompt of ${id}, "quoted"` })
const label = (verdict: string, more: object = {}): object => ({
  verdict,
  pA: verdict === 'a' ? 1 : verdict === 'b' ? 0 : 0.5,
  votes: 1,
  ...more,
})

const PLAN = [
  {
    format: 'hyper/plan@1',
    router: 'top-k',
    budget: '50%',
    human: 3,
    lm: 2,
    priceUsd: null,
    predicted: { value: 60, lo: 59, hi: 61 },
    notes: ['the PPM was refused'],
  },
  { id: 'p1', source: 'human', annotator: null },
  { id: 'p2', source: 'human', annotator: null },
  { id: 'p3', source: 'human', annotator: null },
  { id: 'p4', source: 'lm', annotator: 'the-judge' },
  { id: 'p5', source: 'lm', annotator: null },
]

let place: Workplace
beforeEach(async () => {
  place = openWorkplace()
  await mkdir(place.path('run'))
  await writeRun({})
})
afterEach(() => place.remove())

async function writeRun(files: Readonly<Record<string, string>>): Promise<void> {
  const ids = ['p3', 'p4', 'p5', 'p6']
  const labels = [
    { id: 'p1', human: label('a', { strength: 'clear' }), lm: label('b') },
    { id: 'p2', human: label('tie'), lm: label('a') },
    { id: 'p3', human: null, lm: label('a') },
    { id: 'p4', human: null, lm: label('b', { strength: 'slight' }) },
    { id: 'p5', human: label('b'), lm: null },
    { id: 'p6', human: label('b'), lm: label('b') },
  ]
  const run = {
    'pairs.jsonl': lines([{ format: 'hyper/pairs@1' }, ...PAIRS, ...ids.map(extra)]),
    'labels.jsonl': lines([{ format: 'hyper/labels@1' }, ...labels]),
    'dataset.json': JSON.stringify({ format: 'hyper/dataset@1', excluded: { 5: 'held-out' } }),
    'plan.jsonl': lines(PLAN),
    'config.yaml': 'seed: 7\ndata: {files: [pairs.jsonl]}\n',
    'manifest.json': JSON.stringify({ format: 'hyper/manifest@1', seed: 7, stages: {} }),
    ...files,
  }
  for (const [name, text] of Object.entries(run))
    await writeFile(join(place.path('run'), name), text)
}

const read = (name: string): string => readFileSync(place.path(name), 'utf8')

describe('hyper export', () => {
  it('writes the tasks that lack a label of people, in an order that only we can read', async () => {
    const argv = ['export', '--run', 'run', '--format', 'spreadsheet', '-o', 'tasks/a.csv']
    const { status, out } = await place.hyper(argv)
    expect({ status, out: out.split('\n')[0] }).toEqual({
      status: 0,
      out: '1 tasks written to tasks/a.csv with instructions.txt; sides drawn by seed 7',
    })
    expect(read('tasks/a.csv')).not.toContain('response_a')
    const all = await place.hyper([...argv, '--tasks', 'all', '--seed', '8'])
    expect(all.out).toContain('3 tasks written')
    expect(all.out).toContain('seed 8')
  })

  it('writes rows for TRL without a header line, and says what is missing', async () => {
    const { status, out, err } = await place.hyper(['export', '--run', 'run', '-o', 'out/x.jsonl'])
    expect({ status, err }).toEqual({
      status: 0,
      err: [
        'not carried by trl-reward: meta of 2 instances (topic)',
        'not carried by trl-reward: annotations beside the exported label: 6\n',
      ].join('\n'),
    })
    expect(out).toBe(`2 instances in 2 rows: 1 labelled by people, 1 by the judge
to be labelled by people: 1
to be labelled by the judge: 1
ties: 1
held out for evaluation: 1
pseudonyms: 2 people
written to out/x.jsonl with a dataset card
`)
    expect(parseLines(read('out/x.jsonl'))).toEqual([
      {
        chosen: [
          { role: 'user', content: 'Name a prime.' },
          { role: 'assistant', content: 'Seven.' },
        ],
        rejected: [
          { role: 'user', content: 'Name a prime.' },
          { role: 'assistant', content: 'Eight.' },
        ],
        id: 'p1',
        dataset: 'set',
        margin: 1,
        source: 'human',
        annotator: expect.stringMatching(/^p-[a-z2-7]{10}\+p-[a-z2-7]{10}$/),
        verdict: 'a',
        p_a: 1,
        chosen_side: 'a',
        prompt_end: 1,
      },
      expect.objectContaining({ id: 'p4', margin: 1 / 3, source: 'lm', annotator: 'the-judge' }),
    ])
  })

  it('writes a card that says how the data came about', async () => {
    await place.hyper(['export', '--run', 'run', '-o', 'out/x.jsonl'])
    const card = read('out/README.md')
    expect(card).toMatch(/^---\nlicense: other\n/)
    for (const text of [
      '| human | 1 | 50.0 % |',
      '- to be labelled by people: 1',
      '- router: top-k',
      '- budget: 50%',
      '- price of the planned labels: price unknown',
      '- seed: 7',
      '- the PPM was refused',
      '- several people become one label by: majority',
      '- ties: an instance is left out when either source says tie',
      'data_files="x.jsonl"',
      'RewardTrainer(',
      'check the licence of each source data set',
      '| set | not known |  | 2 |',
      'What the format trl-reward does not carry of them:\n\n- meta of 2 instances (topic)',
      'ids of people are pseudonyms',
    ])
      expect(card).toContain(text)
    for (const text of ['imulated', 'h1', 'h2']) expect(card).not.toContain(text)
  })

  it('calls simulated data simulated', async () => {
    await writeRun({
      'pairs.jsonl': lines([
        { format: 'hyper/pairs@1' },
        ...[...PAIRS, ...['p3', 'p4', 'p5', 'p6'].map(extra)].map((row) => ({
          ...row,
          source: 'simulated-world',
          meta: { simulated: true },
        })),
      ]),
    })
    const { out } = await place.hyper(['export', '--run', 'run', '-o', 'out/x.jsonl'])
    expect(out).toContain('2 simulated instances in 2 rows')
    expect(read('out/README.md')).toContain('> **Simulated.**')
  })

  it('keeps ties in both orders with --ties half, by the chosen label with --ties drop', async () => {
    const argv = ['export', '--run', 'run', '-o', '-', '--format', 'jsonl']
    const half = parseLines((await place.hyper([...argv, '--ties', 'half'])).out)
    expect(half.map(({ id, chosen, margin }) => [id, chosen, margin])).toEqual([
      ['p1', 'Seven.', 1],
      ['p2', 'Red.', 0],
      ['p2', 'Seven.', 0],
      ['p4', 'Eight.', 1 / 3],
    ])
    expect(parseLines((await place.hyper([...argv, '--ties', 'drop'])).out)).toHaveLength(2)
  })

  it.each(['jsonl', 'csv', 'parquet'])('writes %s that reads back alike', async (format) => {
    const file = `out/x.${format}`
    expect(
      (await place.hyper(['export', '--run', 'run', '--format', format, '-o', file])).status,
    ).toBe(0)
    const values: unknown[] = []
    for await (const raw of openRows([place.path(file)])) if ('value' in raw) values.push(raw.value)
    expect(values).toHaveLength(2)
    expect(values[1]).toMatchObject({
      id: 'p4',
      prompt: 'Prompt of p4, "quoted"',
      chosen: 'Eight.',
      rejected: 'Seven.',
      source: 'lm',
    })
    expect(Number((values[1] as { margin: unknown }).margin)).toBeCloseTo(1 / 3, 12)
  })

  it('takes a plan from standard input, plain texts, and prints JSON', async () => {
    const { out } = await place.hyper(
      ['export', '--run', 'run', '--plan', '-', '--plain', '-o', 'out/x.jsonl', '--json'],
      lines([{ id: 'p6', source: 'human' }]),
    )
    expect(JSON.parse(out)).toMatchObject({
      ok: true,
      format: 'trl-reward',
      output: 'out/x.jsonl',
      rows: 1,
      files: [{ split: 'train', path: 'x.jsonl', rows: 1 }],
      notCarried: ['meta of 1 instance (topic)', 'annotations beside the exported label: 3'],
      pseudonyms: { people: 2 },
      instances: { human: 1, lm: 0 },
      leftOut: { 'not in the plan': 5 },
      tiePolicy: 'either',
      simulated: false,
    })
    expect(parseLines(read('out/x.jsonl'))[0]!.chosen).toBe('Prompt of p6, "quoted"\n\nEight.')
  })

  it('never parts a prompt group of the run', async () => {
    const dataset = { format: 'hyper/dataset@1', groups: [0, 0, 0, 0, 0, 0], excluded: {} }
    await writeRun({ 'dataset.json': JSON.stringify(dataset) })
    for (const seed of ['1', '2', '3', '4', '5', '6']) {
      const argv = ['export', '--run', 'run', '--ties', 'half', '--split', 'test=0.5']
      await place.hyper([...argv, '--seed', seed, '-o', `s${seed}/train.jsonl`])
      const sizes = ['train', 'test'].map(
        (name) => parseLines(read(`s${seed}/${name}.jsonl`)).length,
      )
      expect(Math.min(...sizes)).toBe(0)
      expect(Math.max(...sizes)).toBeGreaterThan(2)
    }
  })

  it('writes nothing in a dry run', async () => {
    const { out } = await place.hyper(['export', '--run', 'run', '-o', 'out/x.jsonl', '--dry-run'])
    expect(out).toContain('would be written to out/x.jsonl')
    expect(() => read('out/x.jsonl')).toThrow('ENOENT')
  })

  it('replaces its own card, and no other README', async () => {
    const argv = ['export', '--run', 'run', '-o', 'x.jsonl']
    place.write('README.md', '# Mine\n')
    const refused = await place.hyper(argv)
    expect(refused.status).toBe(2)
    expect(refused.err).toContain('export: got another README.md beside x.jsonl, expected a folder')
    expect(read('README.md')).toBe('# Mine\n')
    expect((await place.hyper([...argv, '--yes'])).status).toBe(0)
    expect((await place.hyper(argv)).status).toBe(0)
  })

  it.each([
    [2, ['--format', 'trl-dop'], 'format: got "trl-dop", expected one of trl-reward, trl-dpo'],
    [2, ['--format', 'trl-dop'], 'did you mean "trl-dpo"?'],
    [2, ['--format', 'csv', '--prompt', 'implicit'], 'prompt of csv: got "implicit"'],
    [2, ['--format', 'trl-kto', '--ties', 'half'], 'ties of trl-kto: got "half", expected drop'],
    [2, ['--ties', 'keep'], 'Allowed choices are drop, half'],
    [2, ['--split', 'train=0.1'], 'expected NAME=SHARE with a new name other than train'],
    [2, ['--split', 'a=0.6', '--split', 'b=0.6'], 'shares of 1.2 in all'],
    [2, ['--max-tokens', '9', '--max-chars', '9'], 'expected one of the two'],
    [2, ['--scrub', 'names'], 'export --scrub: got "names", expected kinds out of'],
    [2, ['--format', 'prodigy', '--plain'], 'export --plain: got the format prodigy'],
    [2, ['pairs.jsonl'], 'export: got both files and --run, expected one of them'],
    [2, ['--format', 'parquet', '-o', '-'], 'got -o - with parquet'],
    [3, ['--plan', 'no.jsonl'], 'no.jsonl: got no readable file, expected a plan'],
    [3, ['--run', 'nowhere', '--plan', 'run/plan.jsonl'], 'pairs.jsonl: got no such file'],
  ])('ends with %i for %j', async (expected, argv, message) => {
    const { status, err } = await place.hyper(['export', '--run', 'run', ...argv])
    expect(status).toBe(expected)
    expect(err).toContain(message)
  })

  it.each([
    [
      '{"id": "p1", "source": "man"}',
      'own.jsonl:1 field "source": got "man", expected "human" or "lm"',
    ],
    ['{"source": "lm"}', 'own.jsonl:1 field "id": got nothing, expected an id'],
    [
      '{"id": "p1", "source": "lm"}\n{"id": "p1", "source": "lm"}',
      'own.jsonl:2 field "id": got "p1", expected an id that is not on line 1 already',
    ],
    [
      '{"format": "hyper/pairs@1"}',
      'own.jsonl:1 field "format": got "hyper/pairs@1", expected hyper/plan@1',
    ],
    ['nonsense', 'own.jsonl:1: got text that is not JSON, expected a row'],
    ['', 'own.jsonl: got no rows, expected the rows of a plan'],
    ['{"id": "p9", "source": "lm"}', 'plan: got 1 ids that the data lacks (first "p9")'],
  ])('ends with 3 for the plan %j', async (text, message) => {
    place.write('own.jsonl', text)
    const { status, err } = await place.hyper(['export', '--run', 'run', '--plan', 'own.jsonl'])
    expect(status).toBe(3)
    expect(err).toContain(message)
  })
})
