import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src/kit/index.ts'
import {
  fitSources,
  type HumanPositions,
  type PairEvidence,
  predictSources,
  type SourceLabels,
} from '../../src/pilot/index.ts'
import { spearman } from '../../src/stats/index.ts'

const ROWS = 300
const random = () => createRandom('sources')

interface World {
  readonly evidence: PairEvidence
  readonly people: readonly HumanPositions[]
  readonly sources: readonly SourceLabels[]
  /** 1 where the judge `weak` errs. */
  readonly errs: Float64Array
}

/** Two experts and one of the crowd a row; a judge that errs at a high trait, and one that never does. */
function makeWorld(): World {
  const stream = createRandom('source-world')
  const ids = Array.from({ length: ROWS }, (_, row) => `r${row}`)
  const trait = new Float64Array(ROWS)
  const errs = new Float64Array(ROWS)
  const truth = ids.map((_, row) => {
    const own = stream.fork(row)
    trait[row] = own.next()
    errs[row] = Number(own.next() < 0.7 * trait[row]!)
    return own.next() < 0.5 ? 1 : -1
  })
  const said = (chance: number, name: string): HumanPositions[] =>
    truth.map((own, row) => [stream.fork(name, row).next() < chance ? -own : own])
  const expertA = said(0.05, 'a')
  const expertB = said(0.05, 'b')
  const crowd = said(0.3, 'crowd')
  const weak = truth.map((own, row) => [errs[row] === 1 ? -own : own])
  const lead = Float64Array.from(truth, (own, row) => own * (0.5 + stream.fork('lead', row).next()))
  return {
    errs,
    evidence: {
      ids,
      groups: Uint32Array.from(ids.keys()),
      judge: Float64Array.from(weak, ([own]) => own!),
      leads: { ids, columns: { lengthLead: lead } },
      traits: { ids, columns: { doubt: trait } },
    },
    people: truth.map((_, row) => [...expertA[row]!, ...expertB[row]!, ...crowd[row]!]),
    sources: [
      {
        id: 'experts',
        kind: 'human',
        positions: truth.map((_, row) => [...expertA[row]!, ...expertB[row]!]),
      },
      { id: 'crowd', kind: 'human', positions: crowd },
      { id: 'weak', kind: 'lm', positions: weak },
      { id: 'strong', kind: 'lm', positions: truth.map((own) => [own]) },
    ],
  }
}

describe('fitSources', () => {
  it('draws agreement towards the mean of its kind by thirty rows', () => {
    const { evidence } = makeWorld()
    const one = {
      ...evidence,
      ids: ['r0'],
      groups: new Uint32Array(1),
      judge: Float64Array.of(Number.NaN),
      leads: { ids: ['r0'], columns: {} },
      traits: { ids: ['r0'], columns: {} },
    }
    const { models, values } = fitSources(
      {
        evidence: one,
        people: [[1, -1, -1]],
        sources: [
          { id: 'crowd', kind: 'human', positions: [[1]] },
          { id: 'experts', kind: 'human', positions: [[-1, -1]] },
        ],
      },
      random(),
    )
    // The crowd is wholly contradicted; each expert is half right by the mean of the other two.
    expect(models.map(({ agreement, rows }) => [agreement, rows])).toEqual([
      [0, 1],
      [0.5, 1],
    ])
    expect(models[0]!.shrunk).toBeCloseTo((30 / 31) * (1 / 3), 12)
    expect(models[1]!.constant).toBeCloseTo((0.5 + 30 / 3) / 31 - 1 / 3, 12)
    expect(values.map((own) => own[0])).toEqual(models.map(({ constant }) => constant))
  })

  it('orders people by how well they agree, judges by what a person gains over them', () => {
    const { models } = fitSources(makeWorld(), random())
    const [experts, crowd, weak, strong] = models
    expect(experts!.constant).toBeGreaterThan(crowd!.constant)
    expect(strong!.constant).toBeGreaterThan(weak!.constant)
    expect(strong!.constant).toBeGreaterThan(0)
    expect(weak!.constant).toBeLessThan(0)
  })

  it('reads row by row where a judge errs, and not whom a label of the row itself would tell', () => {
    const world = makeWorld()
    const { models, values } = fitSources(world, random())
    expect(models[2]!.model).not.toBeNull()
    expect(spearman(values[2]!, world.errs)).toBeLessThan(-0.3)
    const people = world.people.map((own, row) => (row === 17 ? own.map((p) => -p) : own))
    const sources = world.sources.map((source) =>
      source.kind === 'lm'
        ? source
        : {
            ...source,
            positions: source.positions.map((own, row) => (row === 17 ? own.map((p) => -p) : own)),
          },
    )
    const after = fitSources({ ...world, people, sources }, random())
    expect(after.values[2]![17]).toBe(values[2]![17])
    expect(after.values[2]![18]).not.toBe(values[2]![18])
  })

  it('takes over a pilot of the same labels', () => {
    const world = makeWorld()
    const alone = fitSources(world, random())
    const fitted = { outOfFold: { labelGain: new Float64Array(ROWS).fill(0.25) } }
    const known = {
      judge: world.evidence.judge,
      fitted: {
        ...fitted,
        model: alone.models[2]!.model,
        quality: { labelGain: { usable: true } },
      },
    }
    const { values } = fitSources({ ...world, known: known as never }, random())
    expect([...new Set(values[2])]).toEqual([-0.25])
    expect(values[3]).toEqual(alone.values[3])
  })

  it('is finite where nothing is known', () => {
    const world = makeWorld()
    const nobody = world.people.map(() => [])
    const { models, values } = fitSources(
      {
        ...world,
        people: nobody,
        sources: world.sources.map((source) => ({ ...source, positions: nobody })),
      },
      random(),
    )
    expect(models.every(({ agreement }) => Number.isNaN(agreement))).toBe(true)
    expect(values.flatMap((own) => [...own]).every((value) => value === 0)).toBe(true)
  })
})

describe('predictSources', () => {
  it('stands at the constant on rows that a source has not labelled, and reads the others', () => {
    const world = makeWorld()
    const { models } = fitSources(world, random())
    const sources = world.sources.map((source) => ({
      ...source,
      positions: source.positions.map((own, row) => (row < 10 ? [] : own)),
    }))
    const values = predictSources(models, world.evidence, sources)
    expect([...values[2]!.subarray(0, 10)]).toEqual(Array(10).fill(models[2]!.constant))
    expect(spearman(values[2]!.slice(10), world.errs.slice(10))).toBeLessThan(-0.3)
    expect(new Set(values[0]).size).toBe(1)
  })
})
