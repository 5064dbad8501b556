import { existsSync, readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toPairRow } from '../../src/dataset/index.ts'
import { parseFeatures } from '../../src/features/index.ts'
import { createRandom } from '../../src/kit/index.ts'
import { simulateWorld } from '../../src/simulate/index.ts'
import { openWorkplace, type Workplace } from './call-cli.ts'

let place: Workplace
beforeEach(() => {
  place = openWorkplace()
  const { instances } = simulateWorld({ instances: 40, seedStream: createRandom(3) })
  place.write('old.jsonl', instances.slice(0, 30).map(toPairRow) as object[])
  place.write(
    'new.jsonl',
    instances
      .slice(30)
      .map((instance) => toPairRow({ ...instance, human: [], lm: [] })) as object[],
  )
  place.write('plain.yaml', 'data: {files: [old.jsonl]}\nfeatures: {encoder: {kind: none}}\n')
})
afterEach(() => place.remove())

const read = (folder: string): ReturnType<typeof parseFeatures> =>
  parseFeatures(
    readFileSync(place.path(`${folder}/features.json`), 'utf8'),
    readFileSync(place.path(`${folder}/features.bin`)),
  )

describe('hyper features FILE', () => {
  it('describes new pairs with stored bins: the same columns, the same edges', async () => {
    const first = await place.hyper(['features', 'old.jsonl', '-c', 'plain.yaml', '-o', 'first'])
    expect(first.status).toBe(0)
    const again = await place.hyper([
      'features',
      'new.jsonl',
      '-c',
      'plain.yaml',
      '--bins',
      'first/features.json',
      '-o',
      'second',
      '--json',
    ])
    expect(again.status).toBe(0)
    expect(JSON.parse(again.out)).toMatchObject({ ok: true, instances: 10 })
    expect(read('second').matrix.specs).toEqual(read('first').matrix.specs)
    expect(read('second').fitted.bins).toEqual(read('first').fitted.bins)
    expect(read('second').matrix.ids).toHaveLength(10)
  })

  it('writes nothing on a dry run, and names bins that are not there', async () => {
    const dry = await place.hyper([
      'features',
      'old.jsonl',
      '-c',
      'plain.yaml',
      '-o',
      'dry',
      '--dry-run',
    ])
    expect(dry.status).toBe(0)
    expect(existsSync(place.path('dry'))).toBe(false)
    const lost = await place.hyper([
      'features',
      'old.jsonl',
      '-c',
      'plain.yaml',
      '--bins',
      'no.json',
    ])
    expect(lost.status).toBe(3)
    expect(lost.err).toContain('--bins: got no readable file')
    const wrong = await place.hyper([
      'features',
      'old.jsonl',
      '-c',
      'plain.yaml',
      '--bins',
      'plain.yaml',
    ])
    expect(wrong.status).toBe(3)
  })
})
