import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  parseTrainingJob,
  parseTrainingResult,
  type TrainingJob,
  type TrainingResult,
} from '../../src/reward/index.ts'

const job: TrainingJob = {
  format: 'hyper/training-job@1',
  id: 'mix-0001-seed-1',
  mix: 'mix-0001',
  seed: 1,
  trainer: 'mine',
  baseModel: null,
  budget: 2,
  humanShare: 0.5,
  trainFile: 'train.jsonl',
  trainRows: 4,
  evaluations: [{ name: 'suite', file: '../suites/0-suite.jsonl', rows: 3 }],
  resultFile: 'result.json',
  parameters: { epochs: 1 },
  hash: 'abc',
}
const result: TrainingResult = {
  format: 'hyper/training-result@1',
  job: job.id,
  hash: 'abc',
  rows: 4,
  margins: { suite: [1, -1, 0] },
  marginScale: 2,
  seconds: 0.5,
  device: 'cpu',
  costUsd: null,
}
const tallies = { correct: 1, ties: 1, count: 3 }

function withField(record: object, path: string, value: unknown): unknown {
  const copy = structuredClone(record) as Record<string, unknown>
  const steps = path.split('.')
  let at = copy
  for (const step of steps.slice(0, -1)) at = at[step] as Record<string, unknown>
  at[steps.at(-1)!] = value
  return copy
}

describe('parseTrainingJob', () => {
  it('takes a good job and names the field of a bad one', () => {
    expect(parseTrainingJob(structuredClone(job))).toEqual(job)
    const broken: readonly (readonly [string, unknown, RegExp])[] = [
      ['format', 'x', /field "format"/],
      ['id', '', /field "id"/],
      ['humanShare', 2, /field "humanShare": got 2, expected a number from 0 to 1/],
      ['baseModel', 7, /field "baseModel"/],
      ['parameters', [], /field "parameters"/],
      ['evaluations', {}, /field "evaluations"/],
      ['evaluations.0', { name: 'a', file: 'b' }, /field "evaluations\[0\]\.rows": got nothing/],
    ]
    for (const [path, value, message] of broken) {
      expect(() => parseTrainingJob(withField(job, path, value))).toThrow(message)
    }
    expect(() => parseTrainingJob(null)).toThrow(/expected an object/)
  })
})

describe('parseTrainingResult', () => {
  it('takes margins, or tallies where there are none', () => {
    expect(parseTrainingResult(structuredClone(result), job)).toEqual(result)
    const { margins: _, ...rest } = result
    const tallied = { ...rest, scores: { suite: { one: tallies } } }
    expect(parseTrainingResult(tallied, job)).toEqual(tallied)
  })

  it('names the field of a malformed or foreign result', () => {
    const broken: readonly (readonly [string, unknown, RegExp])[] = [
      ['hash', 'other', /field "hash": got "other", expected "abc"/],
      ['job', 'other', /field "job"/],
      ['rows', 3, /field "rows": got 3, expected a number from 4 to 4/],
      ['seconds', '1', /field "seconds"/],
      ['device', null, /field "device"/],
      ['costUsd', -1, /field "costUsd"/],
      ['costUsd', undefined, /field "costUsd": got nothing/],
      ['marginScale', Number.NaN, /field "marginScale"/],
      ['margins', 4, /field "margins"/],
      ['margins.suite', [1, 2], /field "margins.suite": got "2 values", expected 3 numbers/],
      ['margins.suite', [1, null, 2], /field "margins.suite\[1\]": got null/],
      ['margins.suite', 'x', /field "margins.suite": got "x"/],
      ['margins', {}, /field "scores.suite": got nothing/],
    ]
    for (const [path, value, message] of broken) {
      expect(() => parseTrainingResult(withField(result, path, value), job)).toThrow(message)
    }
    const { margins: _, ...rest } = result
    const scored = (tally: unknown) => ({ ...rest, scores: { suite: { one: tally } } })
    expect(() => parseTrainingResult(scored({ ...tallies, count: 2 }), job)).toThrow(
      /"2 rows counted"/,
    )
    expect(() => parseTrainingResult(scored({ ...tallies, ties: 9 }), job)).toThrow(
      /field "scores.suite.one.ties"/,
    )
  })
})

describe('the published schemas', () => {
  it('name the same required fields as the records', () => {
    const schema = (name: string): { required: string[]; properties: object } =>
      JSON.parse(readFileSync(resolve(import.meta.dirname, `../../schema/${name}`), 'utf8'))
    const jobSchema = schema('training-job.schema.json')
    expect([...jobSchema.required].sort()).toEqual(Object.keys(job).sort())
    expect(Object.keys(jobSchema.properties).sort()).toEqual(Object.keys(job).sort())
    const resultSchema = schema('training-result.schema.json')
    for (const field of Object.keys(result)) expect(resultSchema.properties).toHaveProperty(field)
    for (const field of resultSchema.required) {
      expect(() => parseTrainingResult(withField(result, field, undefined), job)).toThrow(field)
    }
  })
})
