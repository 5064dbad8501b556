import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { createRandom } from '../../src/kit/index.ts'
import { emptyFigures, killRounds, transpileChild } from './kill-rounds.ts'

const home = mkdtempSync(join(tmpdir(), 'hyper-kill-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

it('a process killed at any moment loses no counted answer, buys none again, and keeps to its cap (40 kills)', async () => {
  const child = await transpileChild(join(home, 'child'))
  const figures = emptyFigures()
  const random = createRandom(6)
  // The first cap is never reached, the second one after some kills.
  for (const [index, capUsd] of [1000, 1.5].entries()) {
    const folder = join(home, String(index))
    const options = { folder, kills: 20, questions: 3000, capUsd, child }
    await killRounds(options, figures, random.fork(index))
  }
  expect(figures.offences).toEqual([])
  expect(figures.kills + figures.ended).toBe(40)
  expect(figures.kills).toBeGreaterThan(15)
  expect(figures.kept).toBeGreaterThan(100)
  expect(figures.uncertainUsd).toBeGreaterThan(0)
})
