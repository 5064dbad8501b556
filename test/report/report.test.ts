import { parseHTML } from 'linkedom'
import { describe, expect, it } from 'vitest'
import {
  formatDifference,
  formatNumber,
  formatUsd,
  renderHtml,
  renderMarkdown,
} from '../../src/report/index.ts'
import { HOSTILE, sampleReport } from './sample-report.ts'

const page = (): string =>
  renderHtml(sampleReport(), parseHTML('<html><body></body></html>').document)

describe('renderHtml', () => {
  it('is one file without scripts, event handlers or anything loaded from outside', () => {
    const html = page()
    const { document } = parseHTML(html)
    expect(document.querySelectorAll('script, link, iframe, object, embed, base').length).toBe(0)
    for (const element of document.querySelectorAll('*')) {
      for (const { name, value } of [...element.attributes]) {
        expect(name.startsWith('on')).toBe(false)
        if (name === 'href') expect(value.startsWith('#')).toBe(true)
        expect(name === 'src').toBe(false)
      }
    }
    expect(html).not.toContain('<script>')
  })

  it('shows texts of pairs as text', () => {
    const { document } = parseHTML(page())
    const texts = [...document.querySelectorAll('pre')].map((element) => element.textContent)
    expect(texts).toContain(HOSTILE)
  })

  it('puts the verdict first and gives every chart a text alternative and its figures', () => {
    const { document } = parseHTML(page())
    expect(document.querySelector('main section h2')?.textContent).toBe('Verdict')
    const figures = [...document.querySelectorAll('figure[id]')]
    expect(figures.length).toBeGreaterThanOrEqual(5)
    for (const figure of figures) {
      const label = figure.querySelector('svg')?.getAttribute('aria-labelledby')
      expect(figure.querySelector(`#${label}`)?.textContent.length).toBeGreaterThan(30)
      expect(figure.querySelectorAll('details table tbody tr').length).toBeGreaterThan(0)
    }
  })

  it('calls simulated what is simulated and unknown what is unknown', () => {
    const html = page()
    expect(html).toContain('Simulated world')
    expect(html).toContain('price unknown')
  })
})

describe('renderMarkdown', () => {
  it('holds the same sections and escapes texts', () => {
    const text = renderMarkdown(sampleReport())
    const { document } = parseHTML(page())
    for (const heading of document.querySelectorAll('h2'))
      expect(text).toContain(`## ${heading.textContent}`)
    expect(text).not.toContain('<script>')
  })
})

describe('formats', () => {
  it('never prints minus zero, and says unknown', () => {
    expect(formatNumber(-0.001)).toBe('0.00')
    expect(formatNumber(null)).toBe('unknown')
    expect(formatNumber(Number.NaN)).toBe('unknown')
    expect(formatUsd(null)).toBe('price unknown')
    expect(formatDifference({ value: 0.001, lo: -0.2, hi: 0.21 })).toBe('0.00 (-0.20 to +0.21)')
  })
})
