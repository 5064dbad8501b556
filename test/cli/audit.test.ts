import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import type { AuditReport } from '../../src/audit/index.ts'
import { smallConfig, writeSmallWorld } from '../pipeline/support.ts'
import { openWorkplace, parseLines, type Workplace } from './call-cli.ts'

interface Row {
  readonly id: string
  readonly human: { readonly verdict: string } | null
  readonly lm: { readonly verdict: string } | null
}

let place: Workplace
/** Rows of the plan that train: both labels, no tie. */
let trained: readonly Row[]

beforeAll(async () => {
  place = openWorkplace()
  writeSmallWorld(place.folder, { instances: 360, suite: 60, seed: 8 })
  place.write('hyper.yaml', stringify(smallConfig({ candidates: { mixes: 24 } })))
  const run = await place.hyper(['run', '-o', 'run', '--no-progress'])
  expect(run.err).not.toContain('hyper: ')
  expect(run.status).toBe(0)
  const planned = new Set(read('plan.jsonl').map(({ id }) => id))
  trained = (read('labels.jsonl') as unknown as Row[]).filter(
    ({ id, human, lm }) =>
      planned.has(id) &&
      lm !== null &&
      lm.verdict !== 'tie' &&
      human !== null &&
      human.verdict !== 'tie',
  )
})
afterAll(() => place.remove())

const read = (name: string): Record<string, unknown>[] =>
  parseLines(readFileSync(place.path(`run/${name}`), 'utf8')).slice(1)

async function audit(...options: readonly string[]): Promise<AuditReport> {
  const { status, out, err } = await place.hyper(['audit', '--run', 'run', '--json', ...options])
  expect(err).toBe('')
  expect(status).toBe(0)
  return JSON.parse(out) as AuditReport
}

const truth = (): number =>
  trained.filter(({ human, lm }) => human!.verdict === lm!.verdict).length / trained.length

describe('hyper audit', () => {
  it('measures the agreement of the rows that train, and guarantees what lies well below it', async () => {
    const report = await audit('--target', '0.5', '--rows', '9999', '--coverage', '100%')
    expect(report).toMatchObject({
      format: 'hyper/audit@1',
      auditRows: trained.length,
      guaranteed: true,
      coverage: 1,
      unit: 'row',
      test: 'exact',
    })
    expect(report.agreement.value).toBeCloseTo(truth(), 12)
    expect(report.humanHuman).not.toBeNull()
    expect(report.notes.join(' ')).toContain('The labels are simulated.')
    expect(report.notes.join(' ')).toContain('1 - P(people differ)')
  })

  it('guarantees nothing above it, and says that no number of labels helps', async () => {
    const target = String(Math.min(0.99, truth() + 0.1).toFixed(2))
    const report = await audit('--target', target, '--rows', '9999', '--coverage', '1')
    expect(report.coverage).toBeLessThan(1)
    expect(report.needRows).toBeNull()
  })

  it('draws its slice by seed', async () => {
    const first = await audit('--target', '0.6', '--rows', '80')
    expect(await audit('--target', '0.6', '--rows', '80')).toEqual(first)
    const other = await audit('--target', '0.6', '--rows', '80', '--seed', '5')
    expect(other.levels).not.toEqual(first.levels)
    expect(first.notes.join(' ')).toContain('80 of')
    const groups = await audit('--target', '0.6', '--rows', '80', '--claim', 'new-prompts')
    expect(groups.unit).toBe('group')
  })

  it('takes a slice of rows with labels, and names what is wrong in it', async () => {
    const some = trained.slice(0, 60)
    const against = (verdict: string): string => (verdict === 'a' ? 'b' : 'a')
    place.write(
      'slice.jsonl',
      some.map(({ id, lm }, index) => ({
        id,
        verdict: index < 6 ? against(lm!.verdict) : `${lm!.verdict}-is-slightly-better`,
      })),
    )
    const report = await audit('--target', '0.7', '--slice', 'slice.jsonl', '--coverage', '100%')
    expect(report.auditRows).toBe(60)
    expect(report.levels.at(-1)!.agreement).toBeCloseTo(0.9, 12)
    expect(report.guaranteed).toBe(true)
    for (const [rows, words] of [
      [[{ id: 'nobody' }], 'ids of the plan'],
      [[{ id: some[0]!.id }, { id: some[0]!.id }], 'bad.jsonl:2 field "id"'],
      [[{ id: some[0]!.id, verdict: 'yes' }], 'bad.jsonl:1 field "verdict"'],
      [
        [
          { id: some[0]!.id, propensity: 0.1 },
          { id: some[1]!.id, propensity: 0.2 },
        ],
        'one chance for all',
      ],
    ] as const) {
      place.write('bad.jsonl', rows)
      const { status, err } = await place.hyper([
        'audit',
        '--run',
        'run',
        '--target',
        '0.7',
        '--slice',
        'bad.jsonl',
      ])
      expect(status).toBe(3)
      expect(err).toContain(words)
    }
  })

  it('takes the slice that the plan set apart, and the P(differs) that it carries', async () => {
    const lines = readFileSync(place.path('run/plan.jsonl'), 'utf8').trim().split('\n')
    const marked = new Set(trained.slice(0, 90).map(({ id }) => id))
    const agrees = new Set(
      trained.filter(({ human, lm }) => human!.verdict === lm!.verdict).map(({ id }) => id),
    )
    const rows = lines.slice(1).map((line) => {
      const row = JSON.parse(line) as { id: string }
      // A score that knows the truth: those that agree come first.
      const pDiffers = agrees.has(row.id) ? 0.1 : 0.9
      return JSON.stringify({
        ...row,
        pDiffers,
        ...(marked.has(row.id) ? { reserve: 'audit' } : {}),
      })
    })
    writeFileSync(place.path('run/plan.jsonl'), `${[lines[0], ...rows].join('\n')}\n`)
    try {
      const report = await audit('--target', '0.9', '--coverage', '20%')
      expect(report.auditRows).toBe(90)
      expect(report.threshold).toBeCloseTo(0.9, 12)
      expect(report.agreement.value).toBe(1)
      expect(report.notes.join(' ')).toContain('the plan set apart')
      expect(report.notes.join(' ')).toContain('P(people differ)')
    } finally {
      writeFileSync(place.path('run/plan.jsonl'), `${lines.join('\n')}\n`)
    }
  })

  it('writes audit.json, holds it against new rows, and keeps a gate', async () => {
    const arguments_ = [
      'audit',
      '--run',
      'run',
      '--target',
      '0.5',
      '--rows',
      '9999',
      '--round',
      '1',
    ]
    const first = await place.hyper([...arguments_, '-o', 'audit.json', '--require', 'guaranteed'])
    expect(first.status).toBe(0)
    expect(first.out).toContain('passed')
    const written = JSON.parse(readFileSync(place.path('audit.json'), 'utf8')) as AuditReport
    expect(written.spending.alpha).toBeCloseTo((6 * 0.05) / Math.PI ** 2, 12)
    place.write(
      'wrong.jsonl',
      trained.map(({ id, lm }) => ({ id, verdict: lm!.verdict === 'a' ? 'b' : 'a' })),
    )
    const later = await audit(
      '--target',
      '0.5',
      '--slice',
      'wrong.jsonl',
      '--previous',
      'audit.json',
      '--round',
      '2',
    )
    expect(later.alarm!.status).toBe('broken')
    expect(later.notes.join(' ')).toContain('Alarm')
    const gate = await place.hyper([
      'audit',
      '--run',
      'run',
      '--target',
      '0.995',
      '--require',
      'guaranteed',
      '--json',
    ])
    expect(gate.status).toBe(100)
    const [report, error] = parseLines(gate.out)
    expect(report!.guaranteed).toBe(false)
    expect(error!.error).toMatchObject({ code: 'gate/not-guaranteed' })
    const dry = await place.hyper([...arguments_, '-o', 'dry.json', '--dry-run'])
    expect(dry.status).toBe(0)
    expect(existsSync(place.path('dry.json'))).toBe(false)
  })

  it('refuses targets that are no shares, audits that guaranteed nothing, and folders without a run', async () => {
    for (const target of ['0', '1', '85%', ''])
      expect((await place.hyper(['audit', '--run', 'run', '--target', target])).status).toBe(2)
    place.write('none.json', JSON.stringify({ format: 'hyper/audit@1', threshold: null }))
    const previous = await place.hyper([
      'audit',
      '--run',
      'run',
      '--target',
      '0.7',
      '--previous',
      'none.json',
    ])
    expect(previous.status).toBe(3)
    expect(previous.err).toContain('field "threshold": got null')
    expect((await place.hyper(['audit', '--run', '.', '--target', '0.7'])).status).toBe(3)
  })
})
