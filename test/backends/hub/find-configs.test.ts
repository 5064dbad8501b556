import { describe, expect, it } from 'vitest'
import {
  findConvertedConfigs,
  findOriginalConfigs,
} from '../../../src/backends/hub/find-configs.ts'
import { readFrontMatter } from '../../../src/backends/hub/front-matter.ts'
import type { RepoConfigs, RepoFile } from '../../../src/backends/hub/repo-file.ts'
import { isHyperError } from '../../../src/kit/index.ts'

const files = (...paths: string[]): RepoFile[] =>
  paths.map((path) => ({ path, bytes: 1, oid: { kind: 'sha256', hex: 'ab' } }))
const plain = (configs: RepoConfigs): Record<string, Record<string, string[]>> =>
  Object.fromEntries(
    [...configs].map(([config, splits]) => [
      config,
      Object.fromEntries(
        [...splits].map(([split, found]) => [split, found.files.map(({ path }) => path)]),
      ),
    ]),
  )
const original = (card: string, ...paths: string[]): ReturnType<typeof plain> =>
  plain(findOriginalConfigs(files(...paths), readFrontMatter(card, 'one/two')))

describe('the configs of a converted branch', () => {
  it('are folders of folders, their shards in the order of their numbers', () => {
    const found = findConvertedConfigs(
      files('b/train/0010.parquet', 'b/train/0002.parquet', 'b/test/0000.parquet', 'README.md'),
    )
    expect(plain(found)).toEqual({
      b: { test: ['b/test/0000.parquet'], train: ['b/train/0002.parquet', 'b/train/0010.parquet'] },
    })
  })

  it('say where a split is the first part only, and take the whole where both are there', () => {
    const part = findConvertedConfigs(files('a/partial-train/0000.parquet'))
    expect(part.get('a')?.get('train')).toMatchObject({ partial: true })
    const both = findConvertedConfigs(
      files('a/partial-train/0000.parquet', 'a/train/0000.parquet', 'a/train/0001.parquet'),
    )
    expect(both.get('a')?.get('train')).toMatchObject({ partial: false })
    expect(plain(both).a?.train).toEqual(['a/train/0000.parquet', 'a/train/0001.parquet'])
  })
})

describe('the configs that a card declares', () => {
  it('may be one path, many, or entries of splits with patterns', () => {
    const card = `---
license: odc-by
configs:
- config_name: one
  data_files: rows.jsonl
- config_name: many
  data_files: ["a.csv", "more/*.csv"]
- config_name: by split
  default: true
  data_files:
  - split: train
    path: data/train-*
  - split: test
    path: [ "./held/**/*.jsonl.gz", "extra.jsonl" ]
---
text
`
    const paths = ['rows.jsonl', 'a.csv', 'more/b.csv', 'more/b.md', 'data/train-0.parquet']
    const held = ['held/x/y.jsonl.gz', 'held/z.jsonl.gz', 'extra.jsonl']
    expect(original(card, ...paths, ...held)).toEqual({
      one: { train: ['rows.jsonl'] },
      many: { train: ['a.csv', 'more/b.csv'] },
      'by split': { train: ['data/train-0.parquet'], test: ['extra.jsonl', ...held.slice(0, 2)] },
    })
    expect(readFrontMatter(card, 'one/two').configs.map(({ isDefault }) => isDefault)).toEqual([
      false,
      false,
      true,
    ])
  })

  it('are looked for below their folder', () => {
    const card = `---
configs:
- config_name: left
  data_dir: ./left/
- config_name: right
  data_dir: right
  data_files: "*.csv"
---`
    expect(original(card, 'left/test.csv', 'left/train.csv', 'right/a.csv', 'b.csv')).toEqual({
      left: { test: ['left/test.csv'], train: ['left/train.csv'] },
      right: { train: ['right/a.csv'] },
    })
  })

  it('keep what they name and nobody reads as left out', () => {
    const card = readFrontMatter('---\nconfigs:\n- data_files: "data/*"\n---\n', 'one/two')
    const found = findOriginalConfigs(files('data/a.jsonl', 'data/b.jsonl.zst'), card)
    expect(found.get('default')?.get('train')?.unread).toEqual(['data/b.jsonl.zst'])
  })

  it('refuse another shape by name', () => {
    const card = '---\nconfigs:\n- config_name: odd\n  data_files: {train: a.csv}\n---\n'
    try {
      readFrontMatter(card, 'one/two')
      expect.unreachable()
    } catch (error) {
      expect(isHyperError(error, 'remote/bad-card') && error.message).toContain('config odd')
    }
  })
})

describe('a data set without configs', () => {
  it('is split by its shards', () => {
    const paths = ['data/train_sft-00000-of-00001-ab.parquet', 'data/test-00000-of-00001.parquet']
    expect(original('', ...paths, 'extra/train.csv')).toEqual({
      default: { train_sft: [paths[0]], test: [paths[1]] },
    })
  })

  it('is split by the names of folders, then by those of files', () => {
    expect(original('', 'en/train/a.jsonl', 'en/dev-set/b.jsonl', 'c.jsonl')).toEqual({
      default: { train: ['en/train/a.jsonl'], validation: ['en/dev-set/b.jsonl'] },
    })
    expect(original('', 'pairs_train.jsonl', 'pairs.test.jsonl', 'contest.jsonl')).toEqual({
      default: { train: ['pairs_train.jsonl'], test: ['pairs.test.jsonl'] },
    })
  })

  it('is one split of one format otherwise, without descriptions and hidden files', () => {
    expect(
      original('', 'a.jsonl.gz', 'b.csv', 'dataset_infos.json', '.cache/x.jsonl', 'README.md'),
    ).toEqual({ default: { train: ['a.jsonl.gz'] } })
    expect(original('', 'README.md', 'picture.png')).toEqual({})
  })
})

describe('the license of a card', () => {
  it.each([
    ['---\nlicense: mit\n---\n', 'mit'],
    ['---\nlicense: [mit, cc-by-4.0]\n---\n', 'mit, cc-by-4.0'],
    ['---\r\nlicense: other\r\nlicense_name: house-rules\r\n---\r\n', 'other (house-rules)'],
    ['---\ntags: []\n---\n', null],
    ['# No head\n---\nlicense: mit\n---\n', null],
    ['', null],
  ])('of %j is %s', (readme, license) => {
    expect(readFrontMatter(readme, 'one/two').license).toBe(license)
  })

  it('is unknown where the head is not YAML', () => {
    const card = readFrontMatter('---\nlicense: [mit\n---\n', 'one/two')
    expect(card).toMatchObject({ license: null, readable: false })
  })
})
