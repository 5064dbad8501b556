import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { configJsonSchema, loadConfig, parseConfig } from '../../src/config/index.ts'
import { isHyperError } from '../../src/kit/index.ts'
import { RUN_ROUTERS } from '../../src/pipeline/index.ts'
import { runInside } from '../pipeline/support.ts'

const home = mkdtempSync(join(tmpdir(), 'hyper-config-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

interface Problem {
  readonly file: string
  readonly line: number | null
  readonly field: string
  readonly message: string
}

function problemsOf(text: string): readonly Problem[] {
  try {
    parseConfig(text, 'hyper.yaml')
  } catch (error) {
    if (isHyperError(error, 'config/invalid')) return error.details.problems as Problem[]
    throw error
  }
  return []
}

describe('a config', () => {
  it('needs its data alone; everything else has a default', () => {
    const options = parseConfig('data: {files: [a.jsonl]}\n', 'hyper.yaml')
    expect(options).toEqual({
      seed: 42,
      data: {
        files: ['a.jsonl'],
        preset: 'auto',
        map: null,
        onBadRow: 'fail',
        pairs: 'best-worst',
        margin: 0,
        labels: [],
        merge: null,
        limit: null,
      },
      labels: { human: 'majority', lm: 'primary', ties: 'either', target: 'hard' },
      suite: {
        files: [],
        preset: 'auto',
        weights: 'rows',
        overlap: 'exclude',
        humanPairs: 0.2,
        judgeShare: 0.5,
      },
      features: {
        encoder: { kind: 'light' },
        entities: 'fast',
        bertScore: true,
        tags: 'local',
        signals: true,
        components: 0,
        user: [],
        cuts: 'thirds',
        compat: false,
        minimumCount: 10,
      },
      candidates: { sampler: 'direction', mixes: 500, focus: null, rounds: 2, baselineMixes: 30 },
      train: {
        trainer: { kind: 'probe' },
        encoder: 'same',
        l2: 'auto',
        disagreementWeight: 1,
        seeds: 1,
      },
      ppm: { kind: 'bayes', score: 'soft', folds: 10, repeats: 5 },
      route: {
        router: 'combined',
        budget: '50%',
        kappa: 1,
        simulations: 1000,
        seeds: 3,
        compare: ['combined', 'search', 'uncertainty', 'label-gain'],
        shares: [0.25, 0.5, 0.75],
        exploration: 0,
        audit: 0,
      },
      sources: null,
      prices: { human: null, lm: null, machineHour: null },
      annotate: null,
      annotators: { human: null, lm: null },
    })
  })

  it.each<[string, string, string]>([
    ['route: {budget: "usd:5"}', 'route.budget', 'prices.human and prices.lm'],
    [
      'sources: [{id: a, kind: human, price: 1}, {id: b, kind: lm, price: 0}]',
      'route.budget',
      'money (usd:300)',
    ],
    [
      'route: {budget: "usd:5"}\nsources: [{id: a, kind: human, price: 1}, {id: a, kind: lm, price: 0}]',
      'sources',
      'a different id',
    ],
    [
      'route: {budget: "usd:5"}\nsources: [{id: a, kind: lm, price: 1}, {id: b, kind: lm, price: 0}]',
      'sources',
      'a and b name none',
    ],
    [
      'route: {budget: "usd:5"}\nsources: [{id: a, kind: lm, price: 1, annotators: [x]}, {id: b, kind: lm, price: 0, annotators: [x]}]',
      'sources',
      'one source only',
    ],
    [
      'route: {budget: "usd:5", audit: 0.1}\nsources: [{id: a, kind: human, price: 1}, {id: b, kind: lm, price: 0}]',
      'route.audit',
      '0 beside "sources"',
    ],
    ['route: {router: optimal, exploration: 0.1}', 'route.exploration', 'does not fill a budget'],
    [
      'train: {trainer: {kind: command, command: [x]}}\nroute: {router: influence}',
      'route.router',
      'command trainer',
    ],
    [
      'train: {trainer: {kind: command, command: [x]}}\nroute: {compare: [coverage]}',
      'route.compare',
      'command trainer',
    ],
  ])('names what does not go together: %s', (text, field, words) => {
    const problems = problemsOf(`data: {files: [a]}\n${text}\n`)
    expect(problems.map((own) => own.field)).toEqual([field])
    expect(problems[0]!.message).toContain(words)
  })

  it('lets sources with money stand without prices, and every router but the oracle', () => {
    const two = '[{id: a, kind: human, price: 1}, {id: b, kind: lm, price: 0, cap: 3}]'
    const { sources } = parseConfig(
      `data: {files: [a]}\nroute: {budget: "usd:5"}\nsources: ${two}\n`,
      'hyper.yaml',
    )
    expect(sources!.map(({ cap, annotators }) => [cap, annotators])).toEqual([
      [null, []],
      [3, []],
    ])
    for (const router of RUN_ROUTERS)
      expect(problemsOf(`data: {files: [a]}\nroute: {router: "${router}"}\n`)).toEqual([])
    expect(problemsOf('data: {files: [a]}\nroute: {router: oracle}\n')).toHaveLength(1)
  })

  it('may be JSON', () => {
    const value = { seed: 7, data: { files: ['a.jsonl'] }, route: { budget: 120 } }
    const options = parseConfig(JSON.stringify(value, null, 2), 'hyper.json')
    expect([options.seed, options.route.budget]).toEqual([7, '120'])
  })

  it('names an unknown key with its line and the nearest one that is known', () => {
    const text =
      'seed: 1\ndata:\n  files: [a.jsonl]\nppm:\n  kind: ridge\n  repeatz: 3\nroutte: {}\n'
    expect(problemsOf(text)).toEqual([
      {
        file: 'hyper.yaml',
        line: 6,
        field: 'ppm.repeatz',
        message: 'unknown key "repeatz", did you mean "repeats"?',
      },
      {
        file: 'hyper.yaml',
        line: 7,
        field: 'routte',
        message: 'unknown key "routte", did you mean "route"?',
      },
    ])
  })

  it('does not guess where no key is near', () => {
    const [problem] = problemsOf('data: {files: [a], xylophone: 1}\n')
    expect(problem!.message).toBe('unknown key "xylophone"')
  })

  it('tells every problem at once, each with line, field, got and expected', () => {
    const text = `seed: -1
data:
  files: []
  onBadRow: maybe
suite: {judgeShare: 1.5}
candidates:
  mixes: 3
features:
  encoder: {kind: folder}
train:
  l2: none
route:
  budget: half
  compare: [search, serch]
`
    const found = problemsOf(text)
    expect(found.map(({ line, field }) => `${line} ${field}`)).toEqual([
      '1 seed',
      '3 data.files',
      '4 data.onBadRow',
      '5 suite.judgeShare',
      '9 features.encoder',
      '7 candidates.mixes',
      '11 train.l2',
      '13 route.budget',
      '14 route.compare.1',
    ])
    for (const { message } of found) expect(message).toMatch(/^got .+, expected .+/)
    expect(found[2]!.message).toBe('got "maybe", expected "fail" or "skip"')
  })

  it('tells what a missing section lacks', () => {
    expect(problemsOf('seed: 1\n')).toMatchObject([{ field: 'data' }])
    expect(problemsOf('')).toMatchObject([{ field: 'data' }])
    expect(problemsOf('- 1\n- 2\n')).toHaveLength(1)
    expect(problemsOf('just words\n')).toHaveLength(1)
  })

  it('tells the line of what is no YAML, and of a key that stands twice', () => {
    expect(problemsOf('data:\n  files: [a\nseed: 1\n')[0]).toMatchObject({ line: 3 })
    expect(problemsOf('data: {files: [a]}\nseed: 1\nseed: 2\n')[0]).toMatchObject({ line: 3 })
  })

  it.each(['25%', '0%', '100%', '0', '500', 'usd:300', 0, 500])('takes the budget %s', (budget) => {
    const text = stringify({
      data: { files: ['a'] },
      prices: { human: 0.5, lm: 0.01 },
      route: { budget },
    })
    expect(parseConfig(text, 'hyper.yaml').route.budget).toBe(String(budget))
  })

  it('wants both prices beside a budget in money', () => {
    const [problem] = problemsOf(
      'data: {files: [a]}\nprices: {human: 1}\nroute: {budget: "usd:3"}\n',
    )
    expect(problem).toMatchObject({ line: 3, field: 'route.budget' })
    expect(problem!.message).toContain('prices.lm')
  })
})

describe('paths of a config', () => {
  const config = join(home, 'project', 'hyper.yaml')
  const write = (value: object): void => {
    mkdirSync(join(home, 'project'), { recursive: true })
    writeFileSync(config, stringify(value))
  }

  it('start from its folder; absolute ones and "-" stay', async () => {
    write({
      data: { files: ['pairs/*.jsonl', '-', '/data/x.jsonl'] },
      suite: { files: ['../suite.jsonl'] },
      features: { encoder: { kind: 'folder', folder: 'model' } },
    })
    const { options, folder } = await loadConfig(config)
    expect(folder).toBe(join(home, 'project'))
    expect(options.data.files).toEqual([
      join(home, 'project', 'pairs/*.jsonl'),
      '-',
      '/data/x.jsonl',
    ])
    expect(options.suite.files).toEqual([join(home, 'suite.jsonl')])
    expect(options.features.encoder).toEqual({
      kind: 'folder',
      folder: join(home, 'project', 'model'),
    })
  })

  it('are written into a run without the folders of a machine', async () => {
    const value = {
      data: { files: [join(home, 'a.jsonl'), 'b/c.jsonl', 'C:\\data\\d.jsonl'] },
      suite: { files: [join(home, 'suite.jsonl')] },
      train: { trainer: { kind: 'command', command: ['/usr/bin/python3', 'train.py', '--fast'] } },
    }
    write(value)
    const { written, options } = await loadConfig(config)
    expect(written.data.files).toEqual(['a.jsonl', 'b/c.jsonl', 'd.jsonl'])
    expect(written.suite.files).toEqual(['suite.jsonl'])
    expect(written.train.trainer).toMatchObject({ command: ['python3', 'train.py', '--fast'] })
    expect(options.train.trainer).toMatchObject({ command: value.train.trainer.command })
    expect(stringify(written)).not.toContain(home)
    // What a run has written can be read again.
    expect(parseConfig(stringify(written), 'config.yaml')).toEqual(written)
  })

  it('refuses a config that is not there, with a way on', async () => {
    await expect(loadConfig(join(home, 'none.yaml'))).rejects.toMatchObject({
      code: 'config/missing-file',
      hint: expect.stringContaining('hyper init') as string,
    })
  })
})

describe('the schema', () => {
  it('is a JSON Schema that knows every key and asks for the data alone', async () => {
    const end = await runInside(['config', 'schema'], { cache: home })
    expect(end.status).toBe(0)
    const schema = JSON.parse(end.out) as {
      $schema: string
      type: string
      additionalProperties: boolean
      required: string[]
      properties: Record<string, { description?: string }>
    }
    expect(schema).toEqual(configJsonSchema())
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema')
    expect([schema.type, schema.additionalProperties]).toEqual(['object', false])
    expect(schema.required).toEqual(['data'])
    const known = Object.keys(parseConfig('data: {files: [a]}', 'x'))
    expect(
      Object.keys(schema.properties)
        .filter((key) => key !== '$schema')
        .sort(),
    ).toEqual(known.sort())
    for (const key of known) expect(schema.properties[key]!.description).toBeTruthy()
  })

  it('is the file that editors read', () => {
    const file = new URL('../../schema/hyper.schema.json', import.meta.url)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(configJsonSchema())
  })
})
