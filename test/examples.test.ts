import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const folder = join(root, 'examples', 'library')
const run = promisify(execFile)

type Value = { readonly value: number; readonly lo: number; readonly hi: number }

async function outputOf<T>(name: string): Promise<T & { readonly simulated: true }> {
  const tsx = join(root, 'node_modules', '.bin', 'tsx')
  const { stdout } = await run(tsx, [join(folder, name)], { cwd: root })
  return JSON.parse(stdout) as T & { readonly simulated: true }
}

const checks: Readonly<Record<string, () => Promise<void>>> = {
  'world.ts': async () => {
    const output = await outputOf<{
      instances: number
      human: number
      shareOfAchievableGain: number
      seconds: Record<string, number>
    }>('world.ts')
    expect(output).toMatchObject({ simulated: true, instances: 7531, human: 3766 })
    expect(output.shareOfAchievableGain).toBeGreaterThan(0.5)
    expect(output.shareOfAchievableGain).toBeLessThan(1)
    expect(Object.keys(output.seconds)).toContain('route')
  },
  'read-pairs.ts': async () => {
    const output = await outputOf<{
      read: number
      kept: number
      firstProblem: { line: number; field: string }
      humanHuman: Value
      humanJudge: Value
    }>('read-pairs.ts')
    expect(output).toMatchObject({ simulated: true, read: 301, kept: 300 })
    expect(output.firstProblem).toMatchObject({ line: 301, field: 'response_a' })
    for (const { value, lo, hi } of [output.humanHuman, output.humanJudge]) {
      expect(lo).toBeLessThan(value)
      expect(hi).toBeGreaterThan(value)
    }
  },
  'features.ts': async () => {
    const output = await outputOf<{
      instances: number
      features: number
      most: { id: string; count: number }[]
    }>('features.ts')
    expect(output).toMatchObject({ simulated: true, instances: 120 })
    expect(output.features).toBeGreaterThan(20)
    expect(output.most[0]).toMatchObject({ id: 'language:english', count: 120 })
  },
  'draw-mixes.ts': async () => {
    const { simulated, mixes, shares, budgetShareOfVariance } = await outputOf<{
      mixes: number
      shares: number[]
      budgetShareOfVariance: { direction: number; uniform: number }
    }>('draw-mixes.ts')
    expect({ simulated, mixes }).toEqual({ simulated: true, mixes: 120 })
    expect(shares.slice(0, 2)).toEqual([0, 1])
    expect(budgetShareOfVariance.direction).toBeLessThan(budgetShareOfVariance.uniform)
  },
  'fit-probes.ts': async () => {
    const output = await outputOf<{
      rows: number
      allHuman: { accuracy: number }
      allLm: { accuracy: number }
    }>('fit-probes.ts')
    expect(output.simulated).toBe(true)
    // 400 suite rows: chance alone stays within 5 points of 50.
    expect(output.allHuman.accuracy).toBeGreaterThan(55)
    expect(output.allLm.accuracy).toBeGreaterThan(55)
  },
  'evaluate.ts': async () => {
    const output = await outputOf<{
      rows: number
      overall: number
      categories: Record<string, number>
      subsets: Record<string, { accuracy: number; count: number }>
    }>('evaluate.ts')
    expect(output).toMatchObject({ simulated: true, rows: 400 })
    // In this subset the better answer is the shorter one, by construction.
    expect(output.subsets['simulated-hard-shorter']!.accuracy).toBe(0)
    const categories = Object.values(output.categories)
    expect(output.overall).toBeCloseTo(
      categories.reduce((sum, score) => sum + score, 0) / categories.length,
      9,
    )
  },
  'fit-ppm.ts': async () => {
    const output = await outputOf<{
      usable: boolean
      spearman: Value
      rmse: Value
      budgetOnly: { rmse: Value; spearman: Value }
    }>('fit-ppm.ts')
    expect(output).toMatchObject({ simulated: true, usable: true })
    expect(output.rmse.value).toBeLessThan(output.budgetOnly.rmse.value)
    expect(output.spearman.value).toBeGreaterThan(output.budgetOnly.spearman.value)
  },
  'route.ts': async () => {
    const output = await outputOf<{
      human: number
      priceUsd: number
      first: { rank: number; source: string }
      predicted: Value
      expected: number
      random: number
      oracle: number
    }>('route.ts')
    expect(output).toMatchObject({ simulated: true, human: 500, priceUsd: 253 })
    expect(output.first).toMatchObject({ rank: 1, source: 'human' })
    expect(output.expected).toBeGreaterThan(output.random)
    expect(output.expected).toBeLessThanOrEqual(output.oracle)
    expect(output.expected).toBeGreaterThan(output.predicted.lo)
    expect(output.expected).toBeLessThan(output.predicted.hi)
  },
  'simulate.ts': async () => {
    const { simulated, instances, peopleBetter, judgeBetter, utility } = await outputOf<{
      instances: number
      peopleBetter: number
      judgeBetter: number
      utility: { achieved: number; random: number; oracle: number }
    }>('simulate.ts')
    expect(simulated).toBe(true)
    expect(peopleBetter + judgeBetter).toBeLessThanOrEqual(instances)
    expect(Math.min(peopleBetter, judgeBetter)).toBeGreaterThan(50)
    expect(utility.oracle).toBeGreaterThan(utility.random)
    expect(utility.oracle).toBeGreaterThan(utility.achieved)
  },
  'hybrid-data.ts': async () => {
    const { simulated, counts, ties, toLabel, first } = await outputOf<{
      counts: { human: number; lm: number }
      ties: number
      toLabel: number
      first: { chosen: { role: string }[]; rejected: { role: string }[]; source: string }
    }>('hybrid-data.ts')
    expect(simulated).toBe(true)
    expect(counts.human + counts.lm + ties + toLabel).toBe(200)
    expect(first.chosen.map(({ role }) => role)).toEqual(['user', 'assistant'])
    expect(first.chosen[0]).toEqual(first.rejected[0])
    expect(first.chosen[1]).not.toEqual(first.rejected[1])
  },
}

describe('the examples of the library', () => {
  it('all have a check here and stay short', () => {
    const names = readdirSync(folder).filter((name) => name.endsWith('.ts'))
    expect(names.sort()).toEqual(Object.keys(checks).sort())
    for (const name of names)
      expect(readFileSync(join(folder, name), 'utf8').split('\n').length).toBeLessThan(62)
  })

  it.each(Object.entries(checks))('%s runs and says something true', (_name, check) => check())
})
