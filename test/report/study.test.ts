import { parseHTML } from 'linkedom'
import { describe, expect, it } from 'vitest'
import type { StudyResult } from '../../src/domain/index.ts'
import {
  type Block,
  formatDifference,
  formatInterval,
  formatP,
  formatShareInterval,
  type ReportTable,
  renderStudyHtml,
  renderStudyMarkdown,
  studySections,
} from '../../src/report/index.ts'
import { hostileStudy, smallestStudy, tightStudy, transferStudy } from './sample-hard-study.ts'
import { HOSTILE } from './sample-report.ts'
import {
  sampleLabelStudy,
  sampleRewardStudy,
  sampleTransferStudy,
  sampleWorldStudy,
} from './sample-study.ts'

const newDocument = (): unknown => parseHTML('<html><body></body></html>').document
const pageOf = (result: StudyResult) => parseHTML(renderStudyHtml(result, newDocument())).document

const drawn = new Map<() => StudyResult, string>()
/** The file of a sample, drawn once. */
const fileOf = (sample: () => StudyResult): string => {
  const html = drawn.get(sample) ?? renderStudyHtml(sample(), newDocument())
  drawn.set(sample, html)
  return html
}

const pages = new Map<() => StudyResult, ReturnType<typeof pageOf>>()
/** The page of a sample, read once. */
const page = (sample: () => StudyResult): ReturnType<typeof pageOf> => {
  const document = pages.get(sample) ?? parseHTML(fileOf(sample)).document
  pages.set(sample, document)
  return document
}

const SAMPLES: readonly (readonly [string, () => StudyResult])[] = [
  ['label quality', sampleLabelStudy],
  ['worlds', sampleWorldStudy],
  ['reward models', sampleRewardStudy],
  ['the smallest', smallestStudy],
  ['hostile names', hostileStudy],
  ['hundredths of a point', tightStudy],
  ['transfer', transferStudy],
  ['transfer by pairs', sampleTransferStudy],
  ['a file', () => JSON.parse(JSON.stringify(sampleLabelStudy())) as StudyResult],
  ['a file of the smallest', () => JSON.parse(JSON.stringify(smallestStudy())) as StudyResult],
]

const tablesOf = (blocks: readonly Block[]): ReportTable[] =>
  blocks.flatMap((block) => {
    if (block.kind === 'table') return [block.table]
    if (block.kind === 'chart') return [block.chart.table]
    return block.kind === 'panels' ? [block.panels.table] : []
  })

describe('studySections', () => {
  it('puts the verdict first and every row last', () => {
    for (const [name, sample] of SAMPLES) {
      const sections = studySections(sample())
      expect(sections[0]?.id, name).toBe('verdict')
      expect(sections.at(-1)?.id, name).toBe('appendix')
    }
  })

  it('has a section for everything that a study has, in one order', () => {
    expect(studySections(sampleLabelStudy()).map(({ id }) => id)).toEqual([
      'verdict',
      'routers',
      'curves',
      'differences',
      'sets',
      'selection',
      'predictors',
      'learning',
      'worth',
      'appendix',
    ])
    expect(studySections(sampleRewardStudy()).map(({ id }) => id)).toContain('sensitivity')
  })

  it('leaves out what a study has nothing for', () => {
    expect(studySections(smallestStudy()).map(({ id }) => id)).toEqual([
      'verdict',
      'routers',
      'appendix',
    ])
  })

  it('has as many cells in every line as columns', () => {
    for (const [name, sample] of SAMPLES) {
      for (const { id, blocks } of studySections(sample())) {
        for (const { caption, columns, rows } of tablesOf(blocks)) {
          const widths = new Set(rows.map((row) => row.length))
          expect([...widths], `${name}, ${id}, ${caption}`).toEqual(
            rows.length === 0 ? [] : [columns.length],
          )
        }
      }
    }
  })

  it('shows every figure of every row in the appendix', () => {
    const result = sampleLabelStudy()
    const appendix = studySections(result).at(-1)!
    const cells = tablesOf(appendix.blocks).flatMap(({ rows }) => rows.map((row) => row.join('|')))
    for (const row of result.rows) {
      const wanted = [
        formatInterval(row.value),
        formatDifference(row.vsRandom),
        formatDifference(row.vsAllHuman),
        formatDifference(row.vsAllLm),
        formatDifference(row.vsBetterSingle),
        formatShareInterval(row.shareOfOracle),
      ]
      expect(
        cells.some((line) => wanted.every((figure) => line.includes(figure))),
        `${row.set} ${row.router} ${row.budget} ${row.setting}`,
      ).toBe(true)
    }
  })
})

describe('the main table', () => {
  it('has every router at every budget with value, differences, share and p', () => {
    const result = sampleLabelStudy()
    const { blocks } = studySections(result).find(({ id }) => id === 'routers')!
    const lines = tablesOf(blocks).flatMap(({ rows }) => rows)
    for (const row of result.rows) {
      if (row.set !== 'all' || row.setting !== 'main' || row.router === 'random') continue
      const isShown = lines.some(
        ([name = '', ...cells]) =>
          name.startsWith(row.router) &&
          [
            formatInterval(row.value),
            formatDifference(row.vsRandom),
            formatDifference(row.vsBetterSingle),
            formatShareInterval(row.shareOfOracle),
            row.exploratory && row.adjustedP !== null ? formatP(row.adjustedP) : '-',
          ].every((figure) => cells.includes(figure)),
      )
      expect(isShown, `${row.router} ${row.budget}`).toBe(true)
    }
  })

  it('marks the one comparison that was fixed in advance and calls the rest exploratory', () => {
    for (const sample of [sampleLabelStudy, sampleWorldStudy, sampleRewardStudy]) {
      const result = sample()
      const document = page(sample)
      const marked = [...document.querySelectorAll('#routers tr.marked td:first-child')]
      expect(marked[0]?.textContent).toBe(`${result.main.router} (fixed in advance)`)
      expect(marked.filter((cell) => cell.textContent?.includes('fixed')).length).toBe(1)
      expect(document.querySelector('#verdict')?.textContent).toContain(
        'Everything else on this page is exploratory',
      )
      const status = [...document.querySelectorAll('#appendix td')].map((cell) => cell.textContent)
      expect(status.filter((text) => text === 'fixed in advance').length).toBe(1)
      expect(status.filter((text) => text === 'exploratory').length).toBe(result.rows.length - 1)
    }
  })

  it('names the means of the references, which are the values less the differences to them', () => {
    const { blocks } = studySections(sampleRewardStudy()).find(({ id }) => id === 'routers')!
    const [first] = tablesOf(blocks)
    const reference = (name: string) => first?.rows.find(([cell]) => cell === name)?.[1]
    expect(reference('all human (reference)')).toBe('63.10')
    expect(reference('all LM (reference)')).toBe('62.30')
  })

  it('shows a reference that a study routed by once, and groups it apart from the contenders', () => {
    const result = sampleRewardStudy()
    const rows = result.rows.flatMap((row) =>
      row.router === 'coverage' || row.router === 'reward-gap'
        ? [row, { ...row, router: 'all-human' }]
        : [row],
    )
    const sections = studySections({ ...result, rows })
    const { blocks } = sections.find(({ id }) => id === 'routers')!
    const names = tablesOf(blocks)[0]!.rows.map(([name]) => name)
    expect(names).toContain('all-human')
    expect(names).not.toContain('all human (reference)')
    const forest = pageOf({ ...result, rows }).querySelector('#forest-chart .wide')
    expect(forest?.textContent).toContain('one source alone')
  })
})

describe('the verdict', () => {
  it('shows the difference with its interval, refusals with counts, and false alarms', () => {
    const text = page(sampleWorldStudy).querySelector('#verdict')?.textContent ?? ''
    const { main, refusals } = sampleWorldStudy()
    expect(text).toContain(formatDifference(main.difference))
    expect(text).toContain(formatShareInterval(main.shareOfOracle))
    expect(text).toContain(`${refusals[0]!.count} of ${refusals[0]!.of} worlds`)
    expect(text).toContain('1 of 20 worlds')
    expect(text).toContain('Simulated worlds')
  })

  it.each([
    [0.2, 'The interval lies above zero'],
    [-0.2, 'The interval lies below zero'],
    [0.05, 'noise explains the difference as well'],
    [Number.NaN, 'The difference is unknown'],
  ])('says what a difference of %d with a half width of 0.1 means', (value, words) => {
    const result = sampleLabelStudy()
    const difference = { value, lo: value - 0.1, hi: value + 0.1 }
    const [verdict] = studySections({ ...result, main: { ...result.main, difference } })
    const told = verdict!.blocks.flatMap((block) => (block.kind === 'how' ? [block.text] : []))
    expect(told.join()).toContain(words)
  })
})

describe('transfer', () => {
  const result = sampleTransferStudy()
  const section = studySections(result).find(({ id }) => id === 'transfer')!

  it('takes the place of the sets, and has every ordered pair with its interval and refusals', () => {
    expect(studySections(result).map(({ id }) => id)).not.toContain('sets')
    const chart = section.blocks.find((block) => block.kind === 'chart')!
    if (chart.kind !== 'chart') throw new TypeError('expected a chart')
    expect(chart.chart.table.rows).toHaveLength(9)
    expect(chart.chart.table.rows[1]).toEqual([
      'made',
      'other',
      '20 % (15 to 25 %)',
      '0.20 (0.15 to 0.25)',
      '4 of 20 splits',
    ])
    expect(chart.chart.table.rows[0]!.at(-1)).toBe('-')
  })

  it('draws a cell for every pair, wide and narrow', () => {
    const html = renderStudyHtml(result, newDocument())
    expect(html.match(/refused 8\/20/g)!.length).toBeGreaterThanOrEqual(2)
    expect(html).toContain('its own')
  })
})

describe('encoders', () => {
  it('stand in a table with losses and spreads', () => {
    const known = { value: 1, lo: 0.5, hi: 1.5 }
    const single = { lm: known, human: known, difference: known }
    const encoders = [
      {
        setting: 'main',
        encoder: 'decoder',
        columns: 611,
        logLoss: { lm: 0.54, human: 0.61 },
        spread: { soft: known, accuracy: null },
        sources: { soft: single, accuracy: single },
      },
    ]
    const section = studySections({ ...sampleRewardStudy(), encoders }).find(
      ({ id }) => id === 'sensitivity',
    )!
    const table = section.blocks.find(
      (block) => block.kind === 'table' && block.table.columns[1] === 'encoder',
    )
    expect(table?.kind === 'table' && table.table.rows[0]).toEqual([
      'main',
      'decoder',
      '611',
      '0.5400',
      '0.6100',
      '+1.00 (+0.50 to +1.50)',
      '+1.00 (+0.50 to +1.50)',
      '1.000 (0.500 to 1.500)',
      'unknown',
    ])
  })
})

describe('renderStudyHtml', () => {
  it.each(SAMPLES)(
    'is one file without scripts or anything loaded from outside: %s',
    (_, sample) => {
      const document = page(sample)
      expect(
        document.querySelectorAll('script, link, iframe, object, embed, base, img').length,
      ).toBe(0)
      for (const element of document.querySelectorAll('*')) {
        for (const { name, value } of [...element.attributes]) {
          expect(name.startsWith('on')).toBe(false)
          if (name === 'href') expect(value.startsWith('#')).toBe(true)
          expect(name === 'src').toBe(false)
        }
      }
    },
  )

  it.each(SAMPLES)('leaks no number that is none: %s', (_, sample) => {
    const words =
      page(sample)
        .toString()
        .match(/NaN|undefined|Infinity|\bnull\b|\[object/g) ?? []
    expect(words).toEqual([])
  })

  it.each(SAMPLES)('gives every picture a text alternative and its figures: %s', (_, sample) => {
    const document = page(sample)
    for (const figure of document.querySelectorAll('figure[id]')) {
      expect(figure.querySelector('.alt')?.textContent?.length).toBeGreaterThan(30)
      expect(figure.querySelectorAll('details table tbody tr').length).toBeGreaterThan(0)
      for (const svg of figure.querySelectorAll('svg')) {
        for (const attribute of ['aria-labelledby', 'aria-describedby']) {
          const id = svg.getAttribute(attribute)
          if (id !== null) expect(document.getElementById(id)).not.toBeNull()
        }
        expect(svg.getAttribute('role')).toBe('img')
        expect(svg.getAttribute('aria-labelledby')).not.toBeNull()
      }
    }
  })

  it('has no id twice', () => {
    for (const [name, sample] of SAMPLES) {
      const ids = [...page(sample).querySelectorAll('[id]')].map((element) => element.id)
      expect(ids.length, name).toBe(new Set(ids).size)
    }
  })

  it('shows names as text', () => {
    const document = page(hostileStudy)
    const cells = [...document.querySelectorAll('td')].map((cell) => cell.textContent)
    const seen = HOSTILE.replace('\u202E', ' ')
    expect(cells.some((text) => text?.includes(seen))).toBe(true)
    expect(document.querySelector('h1')?.textContent).toContain(seen)
    expect(fileOf(hostileStudy)).not.toContain('\u202E')
  })

  it('makes the same bytes from the same figures', () => {
    expect(renderStudyHtml(sampleLabelStudy(), newDocument())).toBe(fileOf(sampleLabelStudy))
  })

  it('draws the main router, random, the oracle and at most five others, and names the rest', () => {
    const document = page(sampleLabelStudy)
    const names = [...document.querySelectorAll('#value-chart .wide text')]
      .map((text) => text.textContent)
      .filter((text) => /^[a-z]/.test(text ?? ''))
    for (const name of ['combined', 'random', 'oracle', 'label-gain']) expect(names).toContain(name)
    expect(names).not.toContain('coverage')
    expect(document.querySelector('#curves .how')?.textContent).toContain('"coverage"')
  })

  it('keeps points and shares in charts of their own', () => {
    const sections = studySections(sampleWorldStudy())
    const bySet = sections.flatMap(({ blocks }) =>
      blocks.flatMap((block) =>
        block.kind === 'panels' && block.panels.id.startsWith('set-') ? [block.panels] : [],
      ),
    )
    expect(bySet.map(({ id }) => id)).toEqual(['set-share', 'set-points'])
    const [share, points] = bySet
    expect(share!.alt).not.toContain('no-signal')
    expect(points!.alt).toContain('no-signal')
  })

  it('works for a comparison over all budgets, and without any oracle', () => {
    const label = sampleLabelStudy()
    const area = label.rows.find(
      ({ set, router, budget }) => set === 'all' && router === 'combined' && budget === 'area',
    )!
    const rows = label.rows.map((row) => ({ ...row, exploratory: row !== area }))
    const main = { ...label.main, budget: 'area' as const, difference: area.vsRandom! }
    const document = pageOf({ ...label, rows, main })
    expect(document.querySelector('#routers tr.marked')?.textContent).toContain('combined')
    expect(document.querySelector('#forest-chart figcaption')?.textContent).toContain(
      'over all budgets',
    )
    const bare = rows.filter(({ router }) => router !== 'oracle' && router !== 'random')
    const without = pageOf({
      ...label,
      rows: bare.map((row) => ({ ...row, shareOfOracle: null })),
      main: { ...main, shareOfOracle: null },
    })
    expect(without.querySelector('#share-chart')).toBeNull()
    expect(without.querySelector('#difference-chart')).not.toBeNull()
    expect(without.querySelector('#routers')?.textContent).toContain('random (reference)')
  })

  it('shows many sets for the main router alone, and names no more than a sentence holds', () => {
    const document = page(transferStudy)
    expect(document.querySelectorAll('#sets .panels').length).toBe(0)
    expect(document.querySelectorAll('#set-points .wide text').length).toBeGreaterThan(30)
    expect(document.querySelector('#sets p')?.textContent).toMatch(/of 30 sets/)
    const rows = [...document.querySelectorAll('#set-points tbody tr')]
    expect(rows.length).toBe(transferStudy().rows.length)
  })

  it('leaves single sources that would squeeze the lines outside the picture and says so', () => {
    const texts = [...page(tightStudy).querySelectorAll('#value-chart .wide text')].map(
      (text) => text.textContent,
    )
    expect(texts.filter((text) => text?.endsWith('↓')).length).toBe(2)
  })

  it('is loud where a price is unknown', () => {
    const result = { ...sampleLabelStudy(), prices: { human: null, lm: 0.0031 } }
    const text = pageOf(result).querySelector('#curves')?.textContent
    expect(text).toContain('Price unknown: without the price of a human label')
    expect(text).not.toContain('price of 1,000 labels')
  })

  it('prices labels by their shares', () => {
    const text = page(sampleLabelStudy).querySelector('#curves')?.textContent ?? ''
    const perLabel = 0.5 * 0.84 + 0.5 * 0.0031
    expect(text).toContain(`$${(1000 * perLabel).toFixed(2)}`)
    expect(text).toContain((14210 * perLabel).toLocaleString('en-US', { maximumFractionDigits: 2 }))
  })
})

describe('renderStudyMarkdown', () => {
  it.each(SAMPLES)(
    'holds the same sections, and tables with equal numbers of cells: %s',
    (_, sample) => {
      const text = renderStudyMarkdown(sample())
      for (const heading of page(sample).querySelectorAll('h2'))
        expect(text).toContain(`## ${heading.textContent}`)
      const lines = text.split('\n')
      let width = 0
      for (const [at, line] of lines.entries()) {
        if (!line.startsWith('| ')) continue
        const cells = line.replaceAll(/\\./g, '').split('|').length
        if (!lines[at - 1]!.startsWith('| ')) width = cells
        expect(cells, line).toBe(width)
      }
      expect(text).not.toMatch(/NaN|undefined|Infinity|<script>/)
    },
  )
})
