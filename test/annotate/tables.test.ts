import { describe, expect, it } from 'vitest'
import {
  type AgreementReport,
  type MeasuredValue,
  measureAgreement,
} from '../../src/annotate/index.ts'
import { createRandom } from '../../src/kit/index.ts'
import { groupsOf, isShared, readPairs, readTable } from './shared-files.ts'

const present = isShared('data/README.md')
const SETS = ['vicuna80', 'mtbench', 'pandalm', 'autoj', 'xstest', 'nq301', 'llmeval2', 'llmbar']

function measureSet(set: string, resamples: number): AgreementReport {
  const instances = readPairs(`pairs-${set}`)
  return measureAgreement(instances, { resamples, groups: groupsOf(instances) }, createRandom(42))
}

const rounded = (value: MeasuredValue): string => value!.value.toFixed(3)

describe.skipIf(!present)('tables of the data README (needs ../shared/data)', () => {
  const reports = new Map(present ? SETS.map((set) => [set, measureSet(set, 20)]) : [])
  const byPeople = present ? readTable(['set', 'items', 'prompts']) : []
  const byJudge = present ? readTable(['set', 'judge', 'n']) : []
  const raw = present ? readTable(['set', 'raw human labels']) : []

  it('reads all rows of the three tables', () => {
    expect([byPeople.length, byJudge.length, raw.length]).toEqual([8, 24, 8])
  })

  it.each(byPeople)('people, %s', (set, items, prompts, labels, verdicts, agreement) => {
    const { overall } = reports.get(set!)!
    expect(String(overall.instances)).toBe(items)
    expect(String(overall.groups)).toBe(prompts)
    const perInstance = Object.entries(overall.labelsPerInstance).map(([n, k]) => `${k}×${n}`)
    expect(perInstance.join(', ')).toBe(labels)
    const { a, tie, b } = overall.humanVerdicts
    expect(`${a}/${tie}/${b}`).toBe(verdicts)
    const people = overall.humanHuman
    expect(
      people === null
        ? 'one label an item'
        : `${rounded(people.threeWay)} / ${rounded(people.scottPi)} / ${rounded(people.withoutTies)} (${people.labelPairs})`,
    ).toBe(agreement)
  })

  it.each(byJudge)('judge, %s %s', (set, judge, n, verdicts, threeWay, kappa, withoutTies) => {
    const found = reports.get(set!)!.overall.judges.find((row) => row.judge === judge)!
    expect(String(found.instances)).toBe(n)
    const { a, tie, b } = found.verdicts
    expect(`${a}/${tie}/${b}`).toBe(verdicts)
    expect(rounded(found.threeWay)).toBe(threeWay)
    expect(rounded(found.cohenKappa)).toBe(kappa)
    expect(`${rounded(found.withoutTies)} (${found.withoutTiesCount})`).toBe(withoutTies)
  })

  it('has no judge that the table has not', () => {
    const found = SETS.flatMap((set) =>
      reports.get(set)!.overall.judges.map(({ judge }) => `${set} ${judge}`),
    )
    expect(found.sort()).toEqual(byJudge.map(([set, judge]) => `${set} ${judge}`).sort())
  })

  it.each(raw)('raw labels, %s', (set, labels) => {
    const expected = labels!.split(', ').map((part) => part.split(' '))
    expect(reports.get(set!)!.overall.humanLabels).toEqual(
      Object.fromEntries(expected.map(([name, count]) => [name, Number(count)])),
    )
  })

  it('human-ukpconvarg1: verdicts and agreement, 1,000 resamples within seconds of one core', () => {
    const instances = readPairs('human-ukpconvarg1')
    const started = process.cpuUsage()
    const { overall } = measureAgreement(instances, {}, createRandom(1))
    expect(process.cpuUsage(started).user / 1e6).toBeLessThan(10)
    expect(overall.humanVerdicts).toEqual({ a: 6912, tie: 3150, b: 6865 })
    const people = overall.humanHuman!
    expect([people.threeWay, people.scottPi, people.withoutTies].map(rounded)).toEqual([
      '0.524',
      '0.267',
      '0.731',
    ])
    expect(overall.humanLm).toBeNull()
  })
})
