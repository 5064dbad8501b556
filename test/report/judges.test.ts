import { parseHTML } from 'linkedom'
import { describe, expect, it } from 'vitest'
import { type ReportData, renderHtml, renderMarkdown } from '../../src/report/index.ts'
import { HOSTILE, sampleReport } from './sample-report.ts'

const open = (data: ReportData): ReturnType<typeof parseHTML>['document'] =>
  parseHTML(renderHtml(data, parseHTML('<html><body></body></html>').document)).document
const sample = sampleReport()
const withJudges = (parts: Partial<NonNullable<ReportData['judges']>>): ReportData => ({
  ...sample,
  judges: { ...sample.judges!, ...parts },
})

describe('the section on judges', () => {
  it('has tables, warnings, notes, and a diagram per judge', () => {
    const section = open(sample).querySelector('#judges')!
    expect(section.querySelector('.warning')?.textContent).toMatch(/every pair: not usable/)
    expect(section.querySelector('li')?.textContent).toMatch(/not calibrated/)
    expect(section.querySelectorAll('.panel svg').length).toBe(2)
    expect(section.querySelector('.panel-title')?.textContent).toContain(HOSTILE)
    expect(section.querySelector('td')?.textContent).toBe(HOSTILE)
  })

  it('draws a circle for every bin with pairs, before and after, and tables the same', () => {
    const section = open(sample).querySelector('#reliability')!
    expect(section.querySelectorAll('.panel:first-child circle').length).toBe(18)
    expect(section.querySelectorAll('details tbody tr').length).toBe(36)
  })

  it('draws six judges at most and says that there are more', () => {
    const [one] = sample.judges!.reliability
    const judges = Array.from({ length: 8 }, (_, at) => ({ ...one!, judge: `judge ${at}` }))
    const section = open(withJudges({ reliability: judges })).querySelector('#reliability')!
    expect(section.querySelectorAll('.panel').length).toBe(6)
    expect(section.textContent).toContain('The first 6 of 8 judges are drawn')
    expect(section.querySelectorAll('details tbody tr').length).toBe(8 * 18)
  })

  it('has no diagram where no judge could be calibrated', () => {
    const document = open(withJudges({ reliability: [] }))
    expect(document.querySelector('#judges')).not.toBeNull()
    expect(document.querySelector('#reliability')).toBeNull()
  })

  it('is absent where the data has no judge', () => {
    const without = { ...sample, judges: null }
    expect(open(without).querySelector('#judges')).toBeNull()
    expect(renderMarkdown(without)).not.toContain('What are the judges worth?')
  })

  it('says what was bought, and what it cost where times are shown', () => {
    const bought = { pilot: 1200, plan: 30 }
    const plain = open(withJudges({ bought })).querySelector('#judges')!.textContent
    expect(plain).toContain('labels of 1,200 instances for the pilot and of 30 for the plan; what')
    const paid = { count: 2460, rows: 1230, seconds: 90, device: 'endpoint', costUsd: 0.5 }
    const ledger = [...sample.ledger, { what: 'answers of small', ...paid }]
    const timed = open({ ...withJudges({ bought }), ledger }).querySelector('#judges')!.textContent
    expect(timed).toContain('2,460 answers of small about 1,230 instances: $0.50, 90.0 s')
    expect(timed).not.toContain('manifest.json')
    const none = open(withJudges({ bought: { pilot: 0, plan: 0 } })).querySelector('#judges')!
    expect(none.textContent).not.toContain('bought')
  })
})
