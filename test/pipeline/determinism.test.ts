import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { STAGES } from '../../src/pipeline/index.ts'
import {
  digestRun,
  filesBelow,
  leftoversIn,
  makeFolder,
  readManifestOf,
  runInside,
  stagesDone,
  type Tree,
  writeConfig,
  writeSmallWorld,
} from './support.ts'

const NAMES = STAGES.map((stage) => stage.name)

describe('a run', () => {
  const home = makeFolder('determinism')
  const cache = join(home, 'cache')
  const first = join(home, 'first')
  const parts: Tree = {
    candidates: { mixes: 40, baselineMixes: 3 },
    train: { l2: 'auto' },
    route: { router: 'search', shares: [0.5], compare: ['simulated'], seeds: 2, simulations: 30 },
  }
  let digests: Record<string, string> = {}

  const run = async (config: string, output: string, ...more: string[]): Promise<string[]> => {
    const end = await runInside(['run', '-c', config, '-o', output, ...more], { cache })
    expect(end.err).not.toMatch(/a bug of ours/)
    expect(`${end.status}${end.status === 0 ? '' : end.err}`).toBe('0')
    return stagesDone(end.err)
  }

  beforeAll(async () => {
    mkdirSync(join(home, 'one'))
    mkdirSync(join(home, 'two'))
    for (const folder of ['one', 'two']) {
      writeSmallWorld(join(home, folder))
      writeConfig(join(home, folder), parts)
    }
    expect(await run(join(home, 'one', 'hyper.yaml'), first, '-j', '1')).toEqual(NAMES)
    digests = digestRun(first)
  })
  afterAll(() => rmSync(home, { recursive: true, force: true }))

  it('writes every file of a run, and nothing that the stages do not name', () => {
    const named = STAGES.flatMap((stage) => stage.outputs)
    expect(Object.keys(digests)).toEqual(['config.yaml', ...named].sort())
    const { stages } = readManifestOf(first)
    expect(Object.keys(stages).sort()).toEqual([...NAMES].sort())
    for (const [name, record] of Object.entries(stages))
      for (const [file, { sha256 }] of Object.entries(record.outputs))
        expect({ name, file, sha256 }).toEqual({ name, file, sha256: digests[file] })
  })

  it('gives the same bytes for -j 2, with another cache, from another folder', async () => {
    const end = await runInside(
      ['run', '-c', join(home, 'two', 'hyper.yaml'), '-o', join(home, 'second'), '-j', '2'],
      { cache: join(home, 'other-cache') },
    )
    expect(end.status).toBe(0)
    expect(digestRun(join(home, 'second'))).toEqual(digests)
  })

  it('gives other bytes for another seed', async () => {
    const other = join(home, 'other-seed')
    await run(join(home, 'one', 'hyper.yaml'), other, '--seed', '12')
    const own = digestRun(other)
    const same = Object.keys(own).filter((file) => own[file] === digests[file])
    // What is read off the rows alone does not depend on the seed.
    expect(same.sort()).toEqual([
      'annotations.jsonl',
      'completed.jsonl',
      'coverage.json',
      'features.bin',
      'features.json',
      'judged.jsonl',
      'labels.jsonl',
      'pairs.jsonl',
      'signals.bin',
      'signals.json',
      'suite.jsonl',
    ])
    expect(readFileSync(join(other, 'config.yaml'), 'utf8')).toContain('seed: 12')
  })

  it('names no path of the machine outside manifest.json and events.jsonl', () => {
    const needles = [home, process.cwd(), ...(homedir().length > 2 ? [homedir()] : [])]
    for (const file of filesBelow(first)) {
      if (file === 'manifest.json' || file === 'events.jsonl') continue
      const bytes = readFileSync(join(first, file))
      const found = needles.filter((needle) => bytes.includes(needle))
      expect({ file, found }).toEqual({ file, found: [] })
    }
  })

  describe('run again', () => {
    const config = join(home, 'again.yaml')
    const output = join(home, 'again')
    const again = (changed: Tree, folder = output): Promise<string[]> => {
      writeConfig(home, { ...changed, data: { files: ['one/pairs.jsonl'] } }, 'again.yaml')
      return run(config, folder)
    }
    const withSuite = (own: Tree): Tree => ({
      suite: { files: ['one/suite.jsonl'], humanPairs: 0.2 },
      ...own,
    })
    const base = withSuite(parts)

    beforeAll(async () => {
      expect(await again(base)).toEqual(NAMES)
    })

    it('does nothing when nothing has changed', async () => {
      const before = digestRun(output)
      expect(await again(base)).toEqual([])
      expect(digestRun(output)).toEqual(before)
    })

    it.each<[string, Tree, readonly string[]]>([
      ['prices.human', { prices: { human: 0.5 } }, ['route', 'complete', 'compare', 'report']],
      ['prices.machineHour', { prices: { machineHour: 2 } }, ['compare', 'report']],
      ['annotators.human', { annotators: { human: 'crowd' } }, ['route', 'complete', 'report']],
      ['route.budget', { route: { ...tree(parts.route), budget: '25%' } }, last(4)],
      ['route.compare', { route: { ...tree(parts.route), compare: ['top-k'] } }, last(2)],
      ['ppm.kind', { ppm: { kind: 'ridge', folds: 4, repeats: 1 } }, last(6)],
      // The plan has the same bytes, so nothing is bought anew.
      [
        'ppm.repeats',
        { ppm: { folds: 4, repeats: 2 } },
        ['fit', 'pilot', 'route', 'compare', 'report'],
      ],
      ['ppm.score', { ppm: { score: 'accuracy', folds: 4, repeats: 1 } }, last(7)],
      ['suite.judgeShare', { suite: { ...tree(base.suite), judgeShare: 0.4 } }, last(7)],
      [
        'candidates.baselineMixes',
        { candidates: { mixes: 40, baselineMixes: 4 } },
        ['train', 'evaluate', 'fit', 'compare', 'report'],
      ],
      [
        'candidates.sampler',
        { candidates: { mixes: 40, baselineMixes: 3, sampler: 'tilted' } },
        last(9),
      ],
      ['train.l2', { train: { l2: 0.5 } }, last(10)],
      [
        'features.minimumCount',
        { features: { encoder: { kind: 'none' }, minimumCount: 8 } },
        ['features', ...last(9)],
      ],
      ['labels.target', { labels: { target: 'soft' } }, last(10)],
      ['labels.human', { labels: { human: 'plurality' } }, NAMES.slice(2)],
      ['suite.humanPairs', { suite: { ...tree(base.suite), humanPairs: 0.3 } }, NAMES],
    ])('after a change of %s does only what depends on it', async (_name, changed, stages) => {
      const copy = join(home, 'changed')
      rmSync(copy, { recursive: true, force: true })
      cpSync(output, copy, { recursive: true })
      expect(await again({ ...base, ...changed }, copy)).toEqual(stages)
    })

    it('does a stage again whose output is gone or damaged, and ends in the same bytes', async () => {
      await again(base)
      const before = digestRun(output)
      unlinkSync(join(output, 'scores.jsonl'))
      expect(await again(base)).toEqual(['evaluate'])
      appendFileSync(join(output, 'heads.bin'), 'x')
      expect(await again(base)).toEqual(['train'])
      writeFileSync(join(output, 'plan.jsonl'), '')
      writeFileSync(join(output, 'summary.json'), '{')
      expect(await again(base)).toEqual(['route', 'report'])
      expect(digestRun(output)).toEqual(before)
    })

    it('takes up checkpoints of the same work only', async () => {
      const before = digestRun(output)
      unlinkSync(join(output, 'heads.bin'))
      const work = join(output, '.work', 'train')
      mkdirSync(join(work, 'mixes'), { recursive: true })
      writeFileSync(join(work, 'key'), 'of other options')
      writeFileSync(join(work, 'mixes', 'chunk-00000.bin'), Buffer.alloc(1000, 1))
      expect(await again(base)).toEqual(['train'])
      expect(digestRun(output)).toEqual(before)
      expect(leftoversIn(output)).toEqual([])
    })

    it('starts afresh without a manifest that can be read, and ends in the same bytes', async () => {
      const before = digestRun(output)
      writeFileSync(join(output, 'manifest.json'), '{"format":"hyper/manifest@1","stages":')
      expect(await again(base)).toEqual(NAMES)
      expect(digestRun(output)).toEqual(before)
    })

    it('imports again when a data file has changed, and only then', async () => {
      const file = join(home, 'one', 'pairs.jsonl')
      const text = readFileSync(file)
      writeFileSync(file, text)
      expect(await again(base)).toEqual([])
      const rows = text.toString('utf8').trimEnd().split('\n')
      writeFileSync(file, `${rows.slice(0, -1).join('\n')}\n`)
      const { dataFingerprint } = readManifestOf(output)
      expect(await again(base)).toEqual(NAMES)
      expect(readManifestOf(output).dataFingerprint).not.toBe(dataFingerprint)
      // The same rows written in another way are the same data from the next stage on.
      writeFileSync(file, `${rows.slice(0, -1).join('\r\n')}\r\n`)
      expect(await again(base)).toEqual(['import'])
    })

    it('imports again when a suite file has changed', async () => {
      const file = join(home, 'one', 'suite.jsonl')
      const rows = readFileSync(file, 'utf8').trimEnd().split('\n')
      writeFileSync(file, `${rows.slice(0, -2).join('\n')}\n`)
      const done = await again(base)
      expect(done).toContain('import')
      expect(done).toContain('design')
      expect(done).toContain('train')
    })
  })
})

/** The last stages but `judges`, which depends on annotations and not on mixes, models and plans. */
function last(count: number): string[] {
  return NAMES.filter((name) => name !== 'judges').slice(-count)
}

function tree(value: unknown): Tree {
  return value as Tree
}
