import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TASK_FORMATS, TRAINER_FORMATS } from '../../src/export/index.ts'
import { openWorkplace, type Workplace } from '../cli/call-cli.ts'

const root = resolve(import.meta.dirname, '../..')
const python = process.env.HYPER_PYTHON ?? join(root, '.venv/bin/python')

/** Tells whether the Python side has a package. */
function has(name: string): boolean {
  return existsSync(python) && spawnSync(python, ['-c', `import ${name}`]).status === 0
}

function run(script: string, ...args: readonly string[]): { status: number | null; text: string } {
  const { status, stdout, stderr } = spawnSync(
    python,
    [join(root, 'test/python', script), ...args],
    { encoding: 'utf8', env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } },
  )
  return { status, text: `${stdout}${status === 0 ? '' : stderr.slice(-2000)}` }
}

const LOADERS = { jsonl: 'json', json: 'json', csv: 'csv', parquet: 'parquet' } as const

/** Awkward for a reader that guesses types and parts cells. */
const TEXTS = [
  'plain',
  'two\nlines, "quoted", and a comma',
  '=1+1 and\ttab',
  '日本語 🦊 ‏עברית',
  '007',
  'null',
  '[Turn 1]\nnot a turn',
]

const turns = (text: string): object => ({
  prompt: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: text },
  ],
  a: [{ role: 'assistant', content: `${text} A` }],
  b: [{ role: 'assistant', content: `${text} B` }],
})

let place: Workplace
beforeAll(() => {
  place = openWorkplace()
  const rows = TEXTS.map((text, index) => ({
    id: `p${index}`,
    source: 'made',
    ...(index === 1
      ? {
          prompt: `[System]\nBe brief.\n\n[User]\n${text}`,
          response_a: `${text} A`,
          response_b: `${text} B`,
          messages: turns(text),
        }
      : { prompt: text, response_a: `${text} A`, response_b: `${text} B` }),
    human: [{ annotator: 'h1', preference: index === 3 ? 'tie' : 'a-is-clearly-better' }],
    lm: [{ annotator: 'judge', preference: 'b-is-slightly-better', p_a: 0.3 }],
    meta: { category: 'made' },
  }))
  place.write('pairs.jsonl', rows)
})
afterAll(() => place.remove())

describe.skipIf(!has('datasets'))('the library datasets (needs .venv with datasets)', () => {
  it('loads every export in every form', async () => {
    const expected: object[] = []
    for (const format of TRAINER_FORMATS) {
      for (const prompt of format.prompts) {
        for (const form of format.forms) {
          const file = `${format.id}/${prompt}-${form}/train.${format.ending}`
          const argv = ['export', 'pairs.jsonl', '--format', format.id, '--prompt', prompt]
          const { status, err, out } = await place.hyper([
            ...[...argv, ...(form === 'plain' ? ['--plain'] : []), '-o', file, '--json'],
          ])
          expect(`${status} ${status === 0 ? '' : err}`).toBe('0 ')
          const { rows } = JSON.parse(out) as { rows: number }
          expect(rows).toBe((TEXTS.length - 1) * (format.paired ? 1 : 2))
          const columns = format.id === 'llama-factory' ? ['chosen', 'rejected'] : []
          expected.push({ file, loader: LOADERS[format.ending], rows, columns })
        }
      }
    }
    writeFileSync(place.path('expected.json'), JSON.stringify(expected))
    expect(run('check_exports.py', place.folder)).toEqual({
      status: 0,
      text: expect.stringContaining('trl-reward/implicit-conversation/train.jsonl: 6 rows'),
    })
  })

  it('finds a file that lost a row', async () => {
    const file = 'broken/train.jsonl'
    await place.hyper(['export', 'pairs.jsonl', '-o', file])
    writeFileSync(
      place.path('expected.json'),
      JSON.stringify([{ file, loader: 'json', rows: 7, columns: ['chosen', 'none'] }]),
    )
    const { status, text } = run('check_exports.py', place.folder)
    expect(status).toBe(1)
    expect(text).toContain('6 rows, expected 7')
    expect(text).toContain('lacks none')
  })
})

describe.skipIf(!has('argilla, label_studio_sdk'))(
  'the packages of annotation tools (need .venv with argilla and label-studio-sdk)',
  () => {
    it('take our tasks and settings', async () => {
      for (const { id, ending } of TASK_FORMATS) {
        const argv = ['export', 'pairs.jsonl', '--tasks', 'all', '--format', id]
        const { status, err } = await place.hyper([...argv, '-o', `tasks/${id}/tasks.${ending}`])
        expect(`${status} ${status === 0 ? '' : err}`).toBe('0 ')
      }
      expect(run('check_tasks.py', place.path('tasks'))).toMatchObject({ status: 0 })
    })
  },
)

describe.skipIf(!has('mlcroissant'))('the package mlcroissant (needs .venv with it)', () => {
  it.each(['trl-reward', 'parquet', 'csv'])(
    'reads the description of an export as %s, and its rows',
    async (format) => {
      const ending = TRAINER_FORMATS.find(({ id }) => id === format)!.ending
      const folder = `croissant/${format}`
      const argv = ['export', 'pairs.jsonl', '--format', format, '-o', `${folder}/train.${ending}`]
      expect((await place.hyper(argv)).status).toBe(0)
      const { status, text } = run('check_croissant.py', place.path(`${folder}/croissant.json`))
      expect({ status, text }).toMatchObject({
        status: 0,
        text: expect.stringContaining(`${TEXTS.length - 1} records of train: `),
      })
      expect(text).not.toContain('error:')
    },
  )
})
