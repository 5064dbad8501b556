import { existsSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SURFACE_COUNT, SURFACE_NAMES } from '../../src/reward/index.ts'
import { openWorkplace, type Workplace } from './call-cli.ts'

type Value = { readonly value: number; readonly lo: number; readonly hi: number }
interface Report {
  readonly format: string
  readonly unit: string
  readonly reward: { readonly mix: string } | null
  readonly sets: readonly {
    readonly file: string
    readonly prompts: number
    readonly responses: number
    readonly curve: readonly ({ readonly n: number; readonly fullPrompts: number } & Readonly<
      Record<'random' | 'longest' | 'oracle', Value>
    > & { readonly picked: Value | null; readonly versusLongest: Value | null })[]
  }[]
}

const response = (text: string, score: number): object => ({ model: 'm', text, score })
const ROWS = [
  {
    id: 'one',
    prompt: 'Why?',
    responses: [response('Because.', 1), response('No idea at all.', 0)],
  },
  {
    id: 'two',
    prompt: 'How?',
    responses: [response('x', 0), response('So it is.', 0.5), response('Like this, then that.', 1)],
  },
]

let place: Workplace
beforeEach(() => {
  place = openWorkplace()
  place.write('bon.jsonl', ROWS)
})
afterEach(() => place.remove())

async function report(argv: readonly string[], stdin?: string): Promise<Report> {
  const { status, out, err } = await place.hyper(['bon', ...argv, '--json'], stdin)
  expect(status, err).toBe(0)
  return JSON.parse(out) as Report
}

/** Two heads on the surface measures alone: one likes long responses, the other short ones. */
async function writeRun(): Promise<void> {
  const surface = { name: 'surface', columns: SURFACE_COUNT, weight: 1 }
  const scaler = {
    format: 'hyper/probe-scaler@1',
    blocks: [
      {
        ...surface,
        mean: new Array<number>(SURFACE_COUNT).fill(0),
        scale: new Array<number>(SURFACE_COUNT).fill(1),
      },
    ],
  }
  const design = { format: 'hyper/design@1', encoder: 'none', scaler, columns: SURFACE_COUNT }
  const heads = {
    format: 'hyper/heads@1',
    trainer: 'probe',
    heads: [
      { name: 'mix-0000', seed: 0, humans: 1 },
      { name: 'control:all-human', seed: 0, humans: 2 },
    ],
    evaluationRows: 1,
    columns: SURFACE_COUNT,
    poolRows: 2,
  }
  const weights = (sign: number): number[] =>
    SURFACE_NAMES.map((name) => (name === 'logCharacters' ? sign : 0))
  const values = new Float32Array([0, 0, 1, 1, ...weights(-1), ...weights(1)])
  await mkdir(place.path('run'))
  const write = (name: string, content: string | Uint8Array): Promise<void> =>
    writeFile(join(place.path('run'), name), content)
  await write('design.json', JSON.stringify(design))
  await write('heads.json', JSON.stringify(heads))
  await write('heads.bin', new Uint8Array(values.buffer))
}

describe('hyper bon without a run', () => {
  it('prints the baselines as a table in points', async () => {
    const { status, out, err } = await place.hyper(['bon', 'bon.jsonl', '--resamples', '100'])
    expect({ status, err }).toEqual({ status: 0, err: '' })
    const lines = out.split('\n')
    expect(lines[0]).toBe(
      'bon.jsonl: 2 prompts, 5 responses; mean true score in points (95 % by prompt)',
    )
    expect(lines[1]).toMatch(/^N +prompts +random +longest +oracle$/)
    expect(lines[3]).toMatch(/^1 +2 +50\.0 /)
    expect(lines[5]).toMatch(/^3 +1 +50\.0 .* 50\.0 .* 100\.0 /)
  })

  it('reads standard input and gives each file its own curve', async () => {
    const text = readFileSync(place.path('bon.jsonl'), 'utf8')
    const { sets, reward, unit } = await report(['bon.jsonl', '-'], text)
    expect({ reward, unit }).toEqual({ reward: null, unit: 'points' })
    expect(sets.map(({ file, prompts, responses }) => [file, prompts, responses])).toEqual([
      ['-', 2, 5],
      ['bon.jsonl', 2, 5],
    ])
    const last = sets[0]!.curve.at(-1)!
    expect([last.random.value, last.longest.value, last.oracle.value]).toEqual([50, 50, 100])
    expect(last.picked).toBeNull()
  })

  it.each([
    [3, ['no.jsonl'], 'input "no.jsonl": got no file'],
    [2, ['bon.jsonl', '--mix', 'all-lm'], 'bon: got --mix without --run, expected both'],
    [2, [], "missing required argument 'files'"],
    [3, ['bon.jsonl', '--run', 'nowhere'], 'design.json: got no such file'],
  ])('ends with %i for %j', async (expected, argv, message) => {
    const { status, err } = await place.hyper(['bon', ...argv])
    expect(status).toBe(expected)
    expect(err).toContain(message)
  })

  it('names the place of a bad row', async () => {
    place.write('bon.jsonl', [{ id: 'x', prompt: 'p', responses: [{ text: 't', score: 2 }] }])
    const { status, err } = await place.hyper(['bon', 'bon.jsonl'])
    expect(status).toBe(3)
    expect(err).toContain(
      'bon.jsonl:1 field "responses[0].score": got 2, expected a number from 0 to 1',
    )
  })
})

describe('hyper bon with a run', () => {
  it('picks by the probe: one that likes length picks what the baseline picks', async () => {
    await writeRun()
    const { reward, sets } = await report(['bon.jsonl', '--run', 'run'])
    expect(reward).toMatchObject({ mix: 'control:all-human' })
    for (const point of sets[0]!.curve) {
      expect(point.picked).toEqual(point.longest)
      expect(point.versusLongest).toEqual({ value: 0, lo: 0, hi: 0 })
    }
    const short = await report(['bon.jsonl', '--run', 'run', '--mix', 'mix-0000'])
    expect(short.sets[0]!.curve.at(-1)!.picked!.value).toBe(50)
    expect(short.sets[0]!.curve[1]!.picked!.value).toBeCloseTo((100 * (1 + 1 / 6)) / 2, 9)
  })

  it('writes the rewards of a suite in the columns of RewardBench', async () => {
    await writeRun()
    const suite = [
      { format: 'hyper/suite@1', rows: 2 },
      ...['Because it is so.', 'So.'].map((chosen, index) => ({
        id: `s${index}`,
        subset: 'short',
        category: 'chat',
        prompt: 'Why?',
        chosen,
        rejected: 'No idea.',
        group: 'g',
        meta: {},
      })),
    ]
    await writeFile(
      join(place.path('run'), 'suite.jsonl'),
      suite.map((row) => `${JSON.stringify(row)}\n`).join(''),
    )
    const argv = ['export', '--run', 'run', '--format', 'reward-bench', '-o', 'scores.jsonl']
    const { status, out, err } = await place.hyper(argv)
    expect(`${status} ${status === 0 ? '' : err}`).toBe('0 ')
    expect(out).toContain('2 rows scored by control:all-human: 50.0 % of the chosen responses win')
    const lines = readFileSync(place.path('scores.jsonl'), 'utf8').trim().split('\n')
    const [first, second] = lines.map((line) => JSON.parse(line) as Record<string, number>)
    expect(first).toMatchObject({
      id: 's0',
      subset: 'short',
      text_chosen: 'Because it is so.',
      text_rejected: 'No idea.',
      results: 1,
    })
    expect(first!.scores_chosen).toBeGreaterThan(first!.scores_rejected!)
    expect(second!.results).toBe(0)
    const short = await place.hyper([...argv, '--mix', 'mix-0000', '-o', '-'])
    expect(
      short.out
        .split('\n')
        .slice(0, 2)
        .map((line) => JSON.parse(line).results),
    ).toEqual([0, 1])
  })

  it('names the nearest mix when there is none of that name', async () => {
    await writeRun()
    const { status, err } = await place.hyper([
      'bon',
      'bon.jsonl',
      '--run',
      'run',
      '--mix',
      'mix-000',
    ])
    expect(status).toBe(2)
    expect(err).toBe(
      'hyper: mix: got "mix-000", expected one of the 2 trained mixes, all-human or all-lm\n  hint: did you mean "mix-0000"?\n',
    )
  })
})

const shared = process.env.HYPER_SHARED ?? resolve(import.meta.dirname, '../../../shared')
const data = join(shared, 'data')

describe('hyper bon on real sets', () => {
  it.skipIf(!existsSync(data))(
    'gives the baselines of the data page (needs ../shared/data)',
    async () => {
      const page = readFileSync(join(data, 'README.md'), 'utf8')
      const rows = [
        ...page.matchAll(
          /^\| (bon-[a-z0-9-]+) \| (\d+) \| [^|]+ \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$/gm,
        ),
      ]
      expect(rows).toHaveLength(4)
      const { sets } = await report([join(data, 'bon-*'), '--resamples', '20'])
      for (const [, name, prompts, ...figures] of rows) {
        const set = sets.find(({ file }) => file.startsWith(name!))!
        expect(set.prompts).toBe(Number(prompts))
        const { random, longest, oracle } = set.curve.at(-1)!
        expect([random, longest, oracle].map(({ value }) => (value / 100).toFixed(3))).toEqual(
          figures,
        )
      }
    },
  )
})
