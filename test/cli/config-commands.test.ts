import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { openWorkplace, PAIRS, type Workplace } from './call-cli.ts'

let place: Workplace
beforeEach(() => {
  place = openWorkplace()
  place.write('pairs.jsonl', PAIRS)
})
afterEach(() => place.remove())

describe('hyper config', () => {
  it('prints the JSON Schema', async () => {
    const { status, out } = await place.hyper(['config', 'schema'])
    expect(status).toBe(0)
    const schema = JSON.parse(out) as { properties: object; required: string[] }
    expect(Object.keys(schema.properties)).toContain('candidates')
    expect(schema.required).toEqual(['data'])
  })

  it('shows every default, as YAML and as JSON', async () => {
    const config = place.write('hyper.yaml', 'data: {files: [pairs.jsonl]}\n')
    const yaml = await place.hyper(['config', 'show', '-c', config])
    const json = await place.hyper(['config', 'show', '-c', config, '--json'])
    expect(parse(yaml.out)).toEqual(JSON.parse(json.out))
    expect(parse(yaml.out)).toMatchObject({
      seed: 42,
      data: { files: [place.path('pairs.jsonl')], onBadRow: 'fail' },
      labels: { human: 'majority', lm: 'primary', ties: 'either' },
      prices: { human: null, lm: null },
    })
  })

  it.each([
    [
      ['config', 'what'],
      'hyper: config: got "what", expected "schema", "study-schema" or "show"\n',
    ],
    [['config'], "error: missing required argument 'schema|study-schema|show'\n"],
  ])('refuses %j', async (argv, message) => {
    expect(await place.hyper(argv)).toEqual({ status: 2, out: '', err: message })
  })

  it('lists every problem of a config with its line', async () => {
    const config = place.write('bad.yaml', 'data: {fles: [pairs.jsonl]}\nroute:\n  router: best\n')
    const { status, err } = await place.hyper(['config', 'show', '-c', config])
    expect(status).toBe(2)
    expect(err).toContain(`${config}:1 data.fles: unknown key "fles", did you mean "files"?`)
    expect(err).toContain(`${config}:3 route.router: got "best", expected "random" or `)
  })
})

describe('hyper init', () => {
  it('writes a config that validates', async () => {
    const { status, out } = await place.hyper(['init', 'pairs.jsonl'])
    const config = place.path('hyper.yaml')
    expect({ status, out }).toEqual({
      status: 0,
      out: [
        'saw: The pair format of HyPER (hyper)',
        '2 instances in the first 2 rows: 2 labelled by people and a judge, 0 by people alone, 0 by a judge alone, 0 by nobody',
        'both sources are there: the config runs as it is',
        `wrote ${config}`,
        `next: hyper validate -c ${config}\n`,
      ].join('\n'),
    })
    const text = readFileSync(config, 'utf8')
    expect(text).toContain('files: ["pairs.jsonl"]\n  preset: hyper\n')
    expect(text).toContain('#   instances: 2\n')
    const valid = await place.hyper(['validate', '-c', config])
    expect(valid).toEqual({ status: 0, out: 'valid: 2 instances, 0 suite rows\n', err: '' })
  })

  it('suggests a column map for rows of no known shape', async () => {
    place.write('answers.csv', 'question,left,right\nWhy?,Because.,No idea.\n')
    await place.hyper(['init', 'answers.csv', '-o', 'own.yaml'])
    const config = place.path('own.yaml')
    expect(parse(readFileSync(config, 'utf8'))).toMatchObject({
      data: { preset: 'map', map: { prompt: 'question', a: 'left', b: 'right' } },
    })
    expect((await place.hyper(['validate', '-c', config])).out).toBe(
      'valid: 1 instances, 0 suite rows\n',
    )
  })

  it('does not replace a file unless told', async () => {
    place.write('hyper.yaml', 'mine')
    const { status, err } = await place.hyper(['init', 'pairs.jsonl'])
    expect(status).toBe(2)
    expect(err).toContain('init: got an existing hyper.yaml, expected a new file')
    expect(readFileSync(place.path('hyper.yaml'), 'utf8')).toBe('mine')
    expect((await place.hyper(['init', 'pairs.jsonl', '--yes'])).status).toBe(0)
  })

  it('prints the config and writes none in a dry run', async () => {
    const text = await place.hyper(['init', 'pairs.jsonl', '--dry-run'])
    expect(parse(text.out)).toMatchObject({ seed: 42 })
    const json = await place.hyper(['init', 'pairs.jsonl', '--dry-run', '--json'])
    expect(JSON.parse(json.out)).toMatchObject({ ok: true, preset: 'hyper', text: text.out })
    expect(() => readFileSync(place.path('hyper.yaml'))).toThrow('ENOENT')
  })

  it('wants a file with rows', async () => {
    place.write('empty.jsonl', '')
    expect((await place.hyper(['init', 'empty.jsonl'])).status).toBe(3)
    expect((await place.hyper(['init', '-'])).status).toBe(2)
  })
})

describe('hyper validate', () => {
  it('counts what is there', async () => {
    place.write('eval.jsonl', [{ prompt: 'Why?', chosen: 'Because.', rejected: 'No.' }])
    const config = place.write(
      'hyper.yaml',
      'data: {files: [pairs.jsonl]}\nsuite: {files: [eval.jsonl]}\n',
    )
    const { out } = await place.hyper(['validate', '-c', config, '--json'])
    expect(JSON.parse(out)).toEqual({ ok: true, instances: 2, suiteRows: 1 })
  })

  it('lists the problems of all files at once, exit status 3', async () => {
    place.write('pairs.jsonl', [PAIRS[0]!, { ...PAIRS[1], response_b: 7 }])
    place.write('eval.jsonl', [{ prompt: 'Why?', chosen: 'Because.' }])
    const config = place.write(
      'hyper.yaml',
      'data: {files: [pairs.jsonl]}\nsuite: {files: [eval.jsonl]}\n',
    )
    const { status, err } = await place.hyper(['validate', '-c', config])
    expect(status).toBe(3)
    expect(err).toContain('pairs.jsonl:2 field "response_b": got 7, expected')
    expect(err).toContain('eval.jsonl:1 field "rejected": got nothing, expected')
  })

  it('says how many rows are bad when there are more than it lists', async () => {
    place.write(
      'pairs.jsonl',
      Array.from({ length: 30 }, (_, index) => ({ ...PAIRS[0], id: `p${index}`, prompt: 5 })),
    )
    const config = place.write('hyper.yaml', 'data: {files: [pairs.jsonl]}\n')
    const { err } = await place.hyper(['validate', '-c', config])
    expect(err.match(/field "prompt"/g)).toHaveLength(20)
    expect(err).toContain('and more: 30 bad rows of 30 in all')
  })

  it('takes a money budget without prices for a fault of the config, exit status 2', async () => {
    const config = place.write(
      'hyper.yaml',
      'data: {files: [pairs.jsonl]}\nroute: {budget: "usd:3"}\n',
    )
    const { status, err } = await place.hyper(['validate', '-c', config])
    expect(status).toBe(2)
    expect(err).toContain(
      'hyper.yaml:2 route.budget: got "usd:3", expected prices.human and prices.lm',
    )
  })

  it('takes a budget that cannot be read for a fault of the config, exit status 2', async () => {
    const config = place.write(
      'hyper.yaml',
      'data: {files: [pairs.jsonl]}\nroute: {budget: lots}\n',
    )
    const { status, err } = await place.hyper(['validate', '-c', config])
    expect(status).toBe(2)
    expect(err).toContain('hyper.yaml:2 route.budget: got "lots", expected')
  })

  it('wants a config', async () => {
    const { status, out } = await place.hyper(['validate', '-c', place.path('no.yaml'), '--json'])
    expect(status).toBe(2)
    expect(JSON.parse(out)).toMatchObject({ ok: false, error: { code: 'config/missing-file' } })
  })
})

describe('hyper', () => {
  it('has an example that parses in the help of every verb', async () => {
    const { COMMANDS } = await import('../../src/cli/commands.ts')
    for (const { name, example } of COMMANDS) {
      const { status, out } = await place.hyper([name, '--help'])
      expect(status, name).toBe(0)
      expect(out).toContain(`$ hyper ${example}`)
    }
  })

  it('refuses unknown verbs and bad common options', async () => {
    expect((await place.hyper(['bogus'])).status).toBe(2)
    expect((await place.hyper(['import', 'pairs.jsonl', '--seed', 'x'])).status).toBe(2)
    expect((await place.hyper([])).status).toBe(2)
    expect((await place.hyper(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})
