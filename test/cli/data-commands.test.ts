import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWorkplace, PAIRS, parseLines, type Workplace } from './call-cli.ts'

let place: Workplace
beforeEach(() => {
  place = openWorkplace()
  place.write('pairs.jsonl', PAIRS)
})
afterEach(() => place.remove())

const MAP =
  '{prompt: question, a: left, b: right, human: {column: winner, values: {"1": a, "2": b}}}'
const CSV =
  'question,left,right,winner\nName a prime.,Seven.,Eight.,1\nName a colour.,Red.,Blue.,9\n'

describe('hyper import', () => {
  it('writes pairs of our format as they were read', async () => {
    const { status, out, err } = await place.hyper(['import', 'pairs.jsonl'])
    expect(status).toBe(0)
    expect(out).toBe(PAIRS.map((row) => `${JSON.stringify(row)}\n`).join(''))
    expect(err).toBe('read as hyper (The pair format of HyPER)\n2 instances of 2 rows\n')
  })

  it('reads standard input', async () => {
    const text = readFileSync(place.path('pairs.jsonl'), 'utf8')
    const { status, out } = await place.hyper(['import', '-'], text)
    expect(status).toBe(0)
    expect(out).toBe(text)
  })

  it('writes a file with a header line, and reads it back', async () => {
    const first = await place.hyper(['import', 'pairs.jsonl', '-o', 'out.jsonl'])
    expect(first).toEqual({
      status: 0,
      out: 'read as hyper (The pair format of HyPER)\n2 instances of 2 rows written to out.jsonl\n',
      err: '',
    })
    const lines = parseLines(readFileSync(place.path('out.jsonl'), 'utf8'))
    expect(lines).toEqual([{ format: 'hyper/pairs@1' }, ...PAIRS])
    const again = await place.hyper(['import', 'out.jsonl'])
    expect(parseLines(again.out)).toEqual(PAIRS)
  })

  it('writes Parquet that it reads back', async () => {
    expect((await place.hyper(['import', 'pairs.jsonl', '-o', 'out.parquet'])).status).toBe(0)
    expect(parseLines((await place.hyper(['import', 'out.parquet'])).out)).toEqual(PAIRS)
  })

  it('prints counts under --json', async () => {
    const { out } = await place.hyper(['import', 'pairs.jsonl', '-o', 'out.jsonl', '--json'])
    expect(JSON.parse(out)).toEqual({
      presets: ['hyper'],
      counts: {
        read: 2,
        kept: 2,
        bad: 0,
        badByReason: {},
        identicalCompletions: 0,
        identicalWithPreference: 0,
        emptyCompletion: 0,
        withoutPair: 0,
        joined: 0,
      },
      labels: null,
      conflicts: [],
      warnings: [],
      problems: [],
      hub: [],
      output: 'out.jsonl',
    })
  })

  it('writes nothing in a dry run', async () => {
    const { status, out } = await place.hyper([
      'import',
      'pairs.jsonl',
      '-o',
      'x.jsonl',
      '--dry-run',
    ])
    expect({ status, out }).toEqual({
      status: 0,
      out: 'read as hyper (The pair format of HyPER)\n2 instances of 2 rows would be written to x.jsonl\n',
    })
    expect(() => readFileSync(place.path('x.jsonl'))).toThrow('ENOENT')
  })

  it('names file, line and field of a bad row, exit status 3', async () => {
    place.write('answers.csv', CSV)
    const argv = ['import', 'answers.csv', '--map', MAP, '-o', 'out.jsonl']
    const { status, out, err } = await place.hyper(argv)
    expect(status).toBe(3)
    expect(out).toBe('')
    expect(() => readFileSync(place.path('out.jsonl'))).toThrow('ENOENT')
    expect(err).toContain('answers.csv:3 field "winner": got "9", expected one of "1", "2"\n')
    expect(err).toContain('hint: correct the rows, or leave them out with --on-bad-row skip')
  })

  it('leaves bad rows out and counts them when told', async () => {
    place.write('answers.csv', CSV)
    const argv = ['import', 'answers.csv', '--map', MAP, '--on-bad-row', 'skip']
    const { status, out, err } = await place.hyper(argv)
    expect(status).toBe(0)
    expect(parseLines(out)).toHaveLength(1)
    expect(err).toBe(
      'warning: bad rows: 1 of 2 were left out (unknown-verdict 1)\nread as map (Any other columns)\n1 instances of 2 rows\n',
    )
  })

  it('reads at most so many instances', async () => {
    expect(parseLines((await place.hyper(['import', 'pairs.jsonl', '-n', '1'])).out)).toHaveLength(
      1,
    )
  })

  it.each([
    ['a limit that is no number', ['pairs.jsonl', '-n', 'x'], 'expected a whole number from 1'],
    ['a limit of zero', ['pairs.jsonl', '-n', '0'], 'expected a whole number from 1'],
    [
      'an unknown preset',
      ['pairs.jsonl', '--preset', 'none'],
      'preset: got "none", expected one of',
    ],
    ['an unknown option', ['pairs.jsonl', '--bogus'], "unknown option '--bogus'"],
    ['no file', [], "missing required argument 'files'"],
    [
      'a map that is no object',
      ['pairs.jsonl', '--map', '[1]'],
      '--map: got [1], expected an object',
    ],
    [
      'CSV as output',
      ['pairs.jsonl', '-o', 'x.csv'],
      'import -o: got "x.csv", expected a file of JSON',
    ],
    ['a hub address without a name', ['hf:a'], 'hf:OWNER/NAME'],
  ])('refuses %s with exit status 2', async (_what, argv, message) => {
    const { status, out, err } = await place.hyper(['import', ...argv])
    expect(status).toBe(2)
    expect(out).toBe('')
    expect(err).toContain(message)
  })

  it('reads a public shape without being told, and says which', async () => {
    place.write(
      'rated.jsonl',
      ['Because.', 'Who knows?']
        .map((response, index) =>
          JSON.stringify({
            prompt: 'Why?',
            response,
            helpfulness: 4 - 3 * index,
            correctness: 4,
            coherence: 4,
            complexity: 2,
            verbosity: 2,
          }),
        )
        .join('\n'),
    )
    const { status, out, err } = await place.hyper(['import', 'rated.jsonl'])
    expect({ status, err: err.split('\n')[0] }).toEqual({
      status: 0,
      err: expect.stringMatching(/^read as helpsteer2 \(/),
    })
    expect(parseLines(out)).toMatchObject([{ response_a: 'Because.', source: 'helpsteer2' }])
  })

  it('joins labels from a file of their own and tells contradictions', async () => {
    place.write(
      'labels.jsonl',
      [
        { id: 'p1', source: 'lm', annotator: 'second', preference: 'tie' },
        { id: 'p1', source: 'lm', annotator: 'judge', preference: 'tie' },
        { id: 'nobody', source: 'lm', annotator: 'second', preference: 'tie' },
      ]
        .map((row) => `${JSON.stringify(row)}\n`)
        .join(''),
    )
    const { status, out, err } = await place.hyper([
      ...['import', 'pairs.jsonl', '--labels', 'labels.jsonl', '-o', 'out.jsonl'],
    ])
    expect(status).toBe(0)
    expect(out).toContain('1 annotations joined; 1 pairs got none\n')
    expect(err).toContain('"p1": judge said')
    expect(err).toContain('labels: 1 rows are about no pair here (first labels.jsonl:3)')
  })

  it('merges files of one set by the texts of their pairs, sides turned round', async () => {
    const first = PAIRS[0] as { readonly response_a: string; readonly response_b: string }
    const turned = {
      ...first,
      id: 'other',
      response_a: first.response_b,
      response_b: first.response_a,
      human: [{ annotator: 'h9', preference: 'b-is-better' }],
      lm: [],
    }
    place.write('turned.jsonl', JSON.stringify(turned))
    const argv = ['import', 'pairs.jsonl', 'turned.jsonl', '--merge', 'content']
    const { out, err } = await place.hyper(argv)
    expect(err).toContain('2 instances of 3 rows, 1 joined to earlier ones\n')
    const merged = parseLines(out)[0] as { human: object[] }
    expect(merged.human.at(-1)).toEqual({ annotator: 'h9', preference: 'a-is-better' })
  })

  it('says under --json what went wrong', async () => {
    const { status, out, err } = await place.hyper(['import', 'missing.jsonl', '--json'])
    expect(status).toBe(3)
    const { ok, error } = JSON.parse(out) as {
      ok: boolean
      error: { code: string; message: string }
    }
    expect(ok).toBe(false)
    expect(error.code).toMatch(/^data\//)
    expect(error.message).toContain('input "missing.jsonl": got no file')
    expect(err).toContain(error.message)
  })
})

describe('hyper agreement', () => {
  it('prints a table for people and one for judges', async () => {
    const argv = ['agreement', 'pairs.jsonl', '--by', 'topic', '--resamples', '50']
    const { status, out, err } = await place.hyper(argv)
    expect({ status, err }).toEqual({ status: 0, err: '' })
    const lines = out.split('\n')
    expect(lines[0]).toBe('People with people')
    expect(lines.filter((line) => line.startsWith('topic='))).toHaveLength(4)
    expect(lines[3]).toMatch(/^all +2 +2 +0\.500 \(0\.000 to 1\.000\)/)
    expect(out).toContain('Judges with people\n')
    expect(out).toMatch(/^all +judge +2 +1\/0\/1 +0\.500/m)
  })

  it('gives equal figures for equal seeds, as JSON too', async () => {
    const argv = ['agreement', 'pairs.jsonl', '--resamples', '50', '--json']
    const first = await place.hyper(argv)
    expect((await place.hyper(argv)).out).toBe(first.out)
    const report = JSON.parse(first.out) as Record<string, { judges: { judge: string }[] }>
    expect(report.format).toBe('hyper/agreement@1')
    expect(report.overall!.judges[0]!.judge).toBe('judge')
  })

  it('refuses resamples that are no number', async () => {
    const { status } = await place.hyper(['agreement', 'pairs.jsonl', '--resamples', '-1'])
    expect(status).toBe(2)
  })
})

describe('hyper overlap', () => {
  const SUITE = [
    {
      id: 'e1',
      subset: 's',
      category: 'c',
      prompt: 'Name  a PRIME.',
      chosen: 'Two.',
      rejected: '4.',
    },
  ]

  it('lists the shared prompts', async () => {
    place.write('eval.jsonl', SUITE)
    const { status, out } = await place.hyper(['overlap', 'pairs.jsonl', '--suite', 'eval.jsonl'])
    expect(status).toBe(0)
    expect(out).toBe(`1 of 2 instances share a prompt with the suite exactly, 0 nearly

first instance  instances  kind   first suite row  similarity
--------------  ---------  -----  ---------------  ----------
p1                      1  exact  e1                     1.00
`)
  })

  it('says so when nothing is shared', async () => {
    place.write('eval.jsonl', [{ ...SUITE[0], prompt: 'Something else altogether?' }])
    const argv = ['overlap', 'pairs.jsonl', '--suite', 'eval.jsonl']
    expect((await place.hyper(argv)).out).toBe(
      '0 of 2 instances share a prompt with the suite exactly, 0 nearly\n',
    )
    const report = JSON.parse((await place.hyper([...argv, '--json'])).out) as object
    expect(report).toMatchObject({ format: 'hyper/overlap@1', trainingRows: 2, matches: [] })
  })

  it('wants a suite', async () => {
    const { status, err } = await place.hyper(['overlap', 'pairs.jsonl'])
    expect(status).toBe(2)
    expect(err).toBe(
      'hyper: overlap: got no --suite, expected at least one file\n  hint: hyper overlap pairs.jsonl --suite eval.jsonl\n',
    )
  })

  it('names the place of a bad suite row', async () => {
    place.write('eval.jsonl', [{ id: 'e1', prompt: 'Name a prime.', chosen: 'Two.' }])
    const { status, err } = await place.hyper(['overlap', 'pairs.jsonl', '--suite', 'eval.jsonl'])
    expect(status).toBe(3)
    expect(err).toContain('eval.jsonl:1 field "rejected": got nothing, expected')
  })
})
