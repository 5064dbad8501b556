import { describe, expect, it } from 'vitest'
import { measureAgreement } from '../../src/annotate/index.ts'
import type { Annotation, PreferenceInstance, Verdict } from '../../src/domain/index.ts'
import { createRandom } from '../../src/kit/index.ts'
import {
  type JudgeComparison,
  judgeNotes,
  judgeTables,
  MOST_MEASURED,
  measureJudges,
} from '../../src/pipeline/index.ts'
import { judgesReport } from '../../src/pipeline/judges-report.ts'

const random = createRandom('judges of a run')

/** Returns rows of one judge `gpt-4o-mini` with people's verdicts, `-` where nobody labelled; each a prompt of its own. */
function rowsOf(verdicts: readonly (readonly [human: string, judge: Verdict])[]) {
  return verdicts.map(([human, judge], row) =>
    instanceOf(row, human, [{ annotator: 'gpt-4o-mini', verdict: judge }]),
  )
}

function instanceOf(row: number, human: string, lm: readonly Annotation[]): PreferenceInstance {
  return {
    id: String(row),
    source: 'made',
    prompt: `prompt ${row}`,
    completionA: 'x'.repeat(10 + (row % 7)),
    completionB: 'y'.repeat(10 + (row % 5)),
    human: human === '-' ? [] : [{ annotator: 'h', verdict: human as Verdict }],
    lm,
    meta: { models: ['gpt-4', 'claude-2'] },
  }
}

function compare(
  instances: readonly PreferenceInstance[],
  options: Partial<Parameters<typeof measureJudges>[1]> = {},
): JudgeComparison {
  const groups = Uint32Array.from(instances.keys())
  return measureJudges(instances, { groups, resamples: 20, ...options }, random)
}

describe('the judges of a set', () => {
  it('are counted with and without people, and agree as often as a count by hand says', () => {
    const found = compare(
      rowsOf([
        ['a', 'a'],
        ['b', 'a'],
        ['tie', 'tie'],
        ['b', 'b'],
        ['-', 'a'],
      ]),
    )
    expect(found).toMatchObject({ labelled: 5, withPeople: 4, measured: 5, resamples: 20 })
    const [judge] = found.judges
    expect(judge).toMatchObject({ judge: 'gpt-4o-mini', labelled: 5, withPeople: 4, family: 'gpt' })
    expect(judge!.threeWay!.value).toBe(3 / 4)
    expect(judge!.withoutTies!.value).toBe(2 / 3)
  })

  it('are of the family that is told, before the one that the name says', () => {
    const rows = rowsOf([['a', 'a']])
    const families = { 'gpt-4o-mini': 'claude' }
    expect(compare(rows).judges[0]!.family).toBe('gpt')
    expect(compare(rows, { families }).judges[0]!.family).toBe('claude')
  })

  it('are not those of raw answers and single aspects', () => {
    const lm: Annotation[] = [
      { annotator: 'j@ab', verdict: 'a' },
      { annotator: 'j', aspect: 'helpful', verdict: 'a' },
    ]
    expect(compare([instanceOf(0, 'a', lm)])).toMatchObject({ labelled: 0, judges: [] })
  })

  it('have habits and calibrations that do not depend on instances without a judge, and are the same again', () => {
    const rows = rowsOf(
      Array.from({ length: 90 }, (_, at) => [at % 3 === 0 ? 'b' : 'a', at % 4 === 0 ? 'b' : 'a']),
    )
    const all = [...rows, instanceOf(90, 'a', []), instanceOf(91, '-', [])]
    const agreement = { overall: measureAgreement(rows, {}, random).overall }
    expect(compare(all, { agreement })).toEqual(compare(rows, { agreement }))
  })

  it('are measured on a draw of very many instances, those that people labelled first', () => {
    const verdicts = Array.from(
      { length: MOST_MEASURED + 400 },
      (_, at) => [at % 100 === 0 ? 'a' : '-', at % 2 === 0 ? 'a' : 'b'] as const,
    )
    const found = compare(rowsOf(verdicts), { resamples: 2 })
    expect(found).toMatchObject({ labelled: MOST_MEASURED + 400, withPeople: 204 })
    expect(found.measured).toBe(MOST_MEASURED)
    expect(found.judges[0]).toMatchObject({ withPeople: 204, labelled: MOST_MEASURED })
    expect(found.judges[0]!.calibration.rows).toBe(204)
    expect(judgeNotes(found).others.join()).toMatch(/on 20,000 of 20,400 labelled instances/)
  })
})

describe('the tables of judges', () => {
  const flipping: Annotation[] = [
    { annotator: 'j', verdict: 'tie' },
    { annotator: 'j@ab', verdict: 'a', costUsd: 0.001 },
    { annotator: 'j@ba', verdict: 'b', costUsd: 0.002 },
  ]
  const rows = Array.from({ length: 60 }, (_, row) =>
    instanceOf(row, row % 2 === 0 ? 'a' : 'b', flipping),
  )
  const found = compare(rows)
  const cell = (column: string): string => {
    const table = judgeTables(found).find(({ columns }) => columns.includes(column))!
    return table.rows[0]![table.columns.indexOf(column)]!
  }

  it('have a row per judge and a cell per column', () => {
    for (const { columns, rows: cells } of judgeTables(found))
      expect(cells.map(({ length }) => length)).toEqual([columns.length])
  })

  it('say what is known, and unknown of the rest', () => {
    expect(cell('contradicts itself')).toBe('100 % (100 to 100 %)')
    expect(cell('names the first shown')).toBe('100 % (100 to 100 %)')
    expect(cell('price per 1,000')).toBe('$3.00 (3.00 to 3.00)')
    expect(cell('minutes per 1,000')).toBe('unknown')
    expect(cell('without ties')).toBe('unknown')
    expect(cell('ECE as stated')).toBe('not stated')
  })

  it('name the judges that are of no use apart from other notes', () => {
    const { unusable, others } = judgeNotes(found)
    expect(unusable[0]).toBe(
      'j: asked in both orders it contradicted itself on every pair: not usable',
    )
    expect(others.join()).not.toMatch(/not usable/)
    const few = judgeNotes(compare(rows.slice(0, 9)))
    expect(few.others).toContain(
      'j: not calibrated: 9 pairs are labelled by people and the judge, calibration needs 50',
    )
  })

  it('are no part of a report where there is no judge, or no file of them', () => {
    const bought = { pilot: 0, plan: 0 }
    const artifact = { format: 'hyper/judge-table@1', ...found, bought } as const
    expect(judgesReport(null)).toBeNull()
    expect(judgesReport({ ...artifact, judges: [] })).toBeNull()
    expect(judgesReport(artifact)!.reliability.map(({ judge }) => judge)).toEqual(['j'])
  })
})
