import { describe, expect, it } from 'vitest'
import type { Interval } from '../../src/domain/index.ts'
import { createRandom } from '../../src/kit/index.ts'
import { aggregateCells } from '../../src/study/aggregate.ts'
import { areaRecords } from '../../src/study/areas.ts'
import { breakEven } from '../../src/study/break-even.ts'
import type { CellRecord, CellResult } from '../../src/study/cell.ts'
import { countAlarms } from '../../src/study/false-alarms.ts'
import { joinRefusals } from '../../src/study/join-cells.ts'
import { planCells } from '../../src/study/plan-cells.ts'
import { poolTransfers } from '../../src/study/transfer-pool.ts'
import { contender, studyOptions } from './options.ts'

const record = (contender: string, budget: CellRecord['budget'], value: number): CellRecord => ({
  set: 'paper',
  contender,
  budget,
  measure: 'gain',
  target: null,
  score: null,
  humanShare: typeof budget === 'number' ? budget : null,
  value,
  samples: null,
})

const cell = (
  index: number,
  records: readonly CellRecord[],
  own: Partial<CellResult> = {},
): CellResult => ({
  spec: { kind: 'world', setting: 0, index, family: 0 },
  records,
  quality: [],
  refusals: [],
  tried: [],
  calibration: [],
  composition: [],
  next: [],
  spread: [],
  recommends: null,
  ...own,
})

/** A paired difference that is the same in every cell has no width, whatever the cells' levels. */
function expectConstant(interval: Interval | null, value: number): void {
  for (const end of ['value', 'lo', 'hi'] as const) expect(interval![end]).toBeCloseTo(value, 12)
}

/** Worlds of very different level: only pairing tells the routers apart. */
const cells = [0, 40, 80].map((level, index) =>
  cell(index, [
    record('all-lm', null, level),
    record('all-human', null, level + 1),
    record('random', 0.5, level + 2),
    record('oracle', 0.5, level + 6),
    record('mine', 0.5, level + 3),
  ]),
)

describe('aggregateCells', () => {
  const { rows, main } = aggregateCells(studyOptions(), cells, createRandom(1))
  const mine = rows.find(({ router }) => router === 'mine')!

  it('takes means over cells and pairs every difference', () => {
    expect(mine.value.value).toBe(43)
    expect(mine.value.hi - mine.value.lo).toBeGreaterThan(10)
    expectConstant(mine.vsRandom, 1)
    expectConstant(mine.vsAllLm, 3)
    expectConstant(mine.vsAllHuman, 2)
    expect(mine.vsBetterSingle).toEqual(mine.vsAllHuman)
    expectConstant(mine.shareOfOracle, 0.25)
    expect(mine.seeds).toBe(3)
  })

  it('marks the one comparison that was fixed beforehand, and nothing else', () => {
    expect(rows.filter(({ exploratory }) => !exploratory)).toEqual([mine])
    expect(main).toMatchObject({
      router: 'mine',
      against: 'random',
      difference: { value: 1 },
      seeds: 3,
    })
    expect(mine.adjustedP).toBeNull()
  })

  it('compares only points that every cell has', () => {
    const some = [
      cells[0]!,
      cells[1]!,
      cell(
        2,
        cells[2]!.records.filter(({ contender }) => contender !== 'mine'),
      ),
    ]
    const table = aggregateCells(studyOptions(), some, createRandom(1))
    expect(table.rows.map(({ router }) => router)).not.toContain('mine')
    expect(table.main).toBeNull()
  })

  it('adjusts the p of exploratory rows together', () => {
    const noisy = (index: number, shift: number): CellResult =>
      cell(index, [
        record('random', 0.5, 0),
        record('mine', 0.5, 1),
        ...['x', 'y'].map((name) => record(name, 0.5, shift + (index % 2))),
      ])
    const contenders = ['mine', 'x', 'y'].map((name) => contender(name))
    const both = aggregateCells(
      studyOptions({ contenders }),
      [0, 1, 2, 3, 4, 5].map((index) => noisy(index, 0.2)),
      createRandom(1),
    )
    const alone = aggregateCells(
      studyOptions({ contenders: contenders.slice(0, 2) }),
      [0, 1, 2, 3, 4, 5].map((index) => noisy(index, 0.2)),
      createRandom(1),
    )
    const p = (table: typeof both, name: string) =>
      table.rows.find(({ router }) => router === name)!.adjustedP!
    expect(p(both, 'x')).toBeCloseTo(2 * p(alone, 'x'), 12)
  })
})

describe('areaRecords', () => {
  it('is the trapezium rule from all-LM to all-human', () => {
    const curve = [
      record('all-lm', null, 10),
      record('all-human', null, 20),
      record('mine', 0.25, 18),
      record('mine', 0.75, 22),
    ]
    const [area] = areaRecords(curve)
    const byHand = 0.25 * ((10 + 18) / 2) + 0.5 * ((18 + 22) / 2) + 0.25 * ((22 + 20) / 2)
    expect(area).toMatchObject({
      contender: 'mine',
      budget: 'area',
      value: byHand,
      humanShare: null,
    })
    expect(areaRecords([record('mine', 0.25, 18), record('mine', 0.75, 22)])).toEqual([])
  })
})

describe('breakEven', () => {
  it('reads off how many random labels reach the same score', () => {
    const options = studyOptions({
      budgets: [0.25, 0.5],
      contenders: [
        contender('random'),
        contender('mine', { router: 'top-k', ppm: 'bayes', sampler: 'direction' }),
      ],
    })
    const { rows } = aggregateCells(
      options,
      [
        cell(0, [
          record('random', 0.25, 10),
          record('random', 0.5, 20),
          record('mine', 0.25, 15),
          record('mine', 0.5, 25),
        ]),
      ],
      createRandom(1),
    )
    const found = breakEven(options, rows, { fingerprint: '', rows: 1000, groups: 1, designs: [] })
    expect(
      found.map(({ budget, labelsSaved, trainingUsd }) => [budget, labelsSaved, trainingUsd]),
    ).toEqual([
      [0.25, 125, null],
      [0.5, null, null],
    ])
  })
})

describe('countAlarms', () => {
  it('counts the worlds without a signal that were told to route', () => {
    const options = studyOptions({
      worlds: [{ ...studyOptions().worlds[0]!, preset: 'no-signal' }],
    })
    const told = ['ppm', 'cheapest', 'cheapest', 'cheapest'].map((recommends, index) =>
      cell(index, [], { recommends }),
    )
    const [alarm] = countAlarms(options, told)
    expect(alarm).toMatchObject({ worlds: 4, alarms: 1, rate: { value: 0.25 } })
    // Clopper-Pearson, 1 of 4.
    expect(alarm!.rate.lo).toBeCloseTo(0.0063, 4)
    expect(alarm!.rate.hi).toBeCloseTo(0.8059, 4)
    expect(countAlarms(studyOptions(), told)).toEqual([])
  })
})

describe('joinRefusals', () => {
  it('counts refusals out of the cells that tried, setting by setting', () => {
    const about = { set: 'paper', ppm: 'bayes', target: 'score' }
    const main = [
      cell(0, [], { tried: [about], refusals: [{ ...about, reason: 'r' }] }),
      cell(1, [], { tried: [about] }),
    ]
    const settings = [
      studyOptions().settings[0]!,
      { ...studyOptions().settings[0]!, name: 'mixes 60' },
    ]
    const other = { ...cell(0, [], { tried: [about] }), spec: { ...main[0]!.spec, setting: 1 } }
    expect(joinRefusals(studyOptions({ settings }), [...main, other])).toEqual([
      { ...about, setting: 'main', count: 1, of: 2, reason: 'r' },
    ])
  })
})

describe('poolTransfers', () => {
  it('weighs ordered pairs alike and leaves out a set onto itself', () => {
    const at = (set: string, value: number) => ({ ...record('mine', 0.5, value), set })
    const pooled = poolTransfers([
      at('a → a', 100),
      at('a → b', 1),
      at('b → a', 3),
      at('all others → a', 7),
    ])
    expect(pooled.map(({ set, value }) => [set, value])).toEqual([
      ['all', 2],
      ['all (from all others)', 7],
    ])
  })
})

describe('planCells', () => {
  it('varies the first family of worlds only', () => {
    const settings = [
      studyOptions().settings[0]!,
      { ...studyOptions().settings[0]!, name: 'noise 1' },
    ]
    const world = studyOptions().worlds[0]!
    const worlds = [world, { ...world, name: 'other', worlds: 2 }]
    const cellsOf = planCells(studyOptions({ settings, worlds }))
    expect(cellsOf.map(({ setting, family, index }) => `${setting}${family}${index}`)).toEqual([
      '000',
      '001',
      '002',
      '010',
      '011',
      '100',
      '101',
      '102',
    ])
  })

  it('makes a cell of every split', () => {
    expect(planCells(studyOptions({ measure: 'label-quality', splits: 2 }))).toEqual([
      { kind: 'label', setting: 0, index: 0, family: 0 },
      { kind: 'label', setting: 0, index: 1, family: 0 },
    ])
  })
})
