import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { JudgesArtifact } from '../../src/pipeline/index.ts'
import { makeFolder, runInside, stagesDone, writeConfig, writeSmallWorld } from './support.ts'

describe('judges.json of a run', () => {
  const home = makeFolder('judges')
  const cache = join(home, 'cache')
  const folder = join(home, 'run')
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
  const hyper = async (...args: string[]): Promise<string> => {
    const { status, err } = await runInside(args, { cache })
    expect(status, err).toBe(0)
    return err
  }

  beforeAll(async () => {
    writeSmallWorld(home)
    await hyper('run', '-c', writeConfig(home), '-o', folder)
  })
  afterAll(() => rmSync(home, { recursive: true, force: true }))

  it('holds the judge of the data with its agreement, calibration and reliability', () => {
    const { format, judges, ...about } = JSON.parse(read('judges.json')) as JudgesArtifact
    expect(format).toBe('hyper/judge-table@1')
    expect(about).toMatchObject({ labelled: 150, resamples: 200, bought: { pilot: 0, plan: 0 } })
    const { overall } = JSON.parse(read('agreement.json'))
    expect(judges.map(({ judge }) => judge)).toEqual([overall.judges[0].judge])
    expect(judges[0]!.threeWay).toEqual(overall.judges[0].threeWay)
    const { before, after } = judges[0]!.calibration.quality!.reliability
    for (const bins of [before, after])
      expect(bins.reduce((sum, { pairs }) => sum + pairs, 0)).toBe(judges[0]!.calibration.rows)
  })

  it('is shown in both reports', () => {
    expect(read('report.md')).toContain('## What are the judges worth?')
    expect(read('report.html')).toContain('<section id="judges"')
    expect(read('report.html')).toContain('<figure id="reliability"')
  })

  it('is made again where it is gone, to the same bytes', async () => {
    const held = read('judges.json')
    rmSync(join(folder, 'judges.json'))
    const err = await hyper('run', '-c', join(home, 'hyper.yaml'), '-o', folder)
    expect(stagesDone(err)).toEqual(['judges'])
    expect(read('judges.json')).toBe(held)
  })

  it('may be missing: runs of an earlier version are reported without it', async () => {
    rmSync(join(folder, 'judges.json'))
    await hyper('report', '--run', folder)
    expect(read('report.md')).not.toContain('What are the judges worth?')
    expect(read('report.md')).toContain('## Do people and the judge agree?')
  })
})
