import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseHTML } from 'linkedom'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { renderStudyHtml } from '../../src/report/index.ts'
import { hasChromium, openChromium, watchPage } from './chromium.ts'
import { hostileStudy, smallestStudy, tightStudy, transferStudy } from './sample-hard-study.ts'
import { sampleLabelStudy, sampleRewardStudy, sampleWorldStudy } from './sample-study.ts'

const STUDIES = {
  label: sampleLabelStudy,
  worlds: sampleWorldStudy,
  reward: sampleRewardStudy,
  hostile: hostileStudy,
  smallest: smallestStudy,
  tight: tightStudy,
  transfer: transferStudy,
} as const
const NAMES = Object.keys(STUDIES) as (keyof typeof STUDIES)[]

/** Returns in the page: texts that lie on each other or on a dot, and texts and marks beyond their picture. */
const MEASURE = `(() => {
  const faults = []
  const box = (element) => element.getBoundingClientRect()
  const meets = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2
  for (const svg of document.querySelectorAll('svg')) {
    const frame = box(svg)
    if (frame.width === 0) continue
    const name = svg.closest('figure').id
    const texts = [...svg.querySelectorAll('text')].filter((text) => text.textContent.trim() !== '' && text.textContent !== '\u25b6' && text.textContent !== '\u25c0')
    const dots = [...svg.querySelectorAll('[aria-label=dot] > *')]
    for (const [index, text] of texts.entries()) {
      const own = box(text)
      if (own.left < frame.left - 1 || own.right > frame.right + 1 || own.top < frame.top - 1 || own.bottom > frame.bottom + 1)
        faults.push(name + ': "' + text.textContent + '" leaves its picture')
      for (const other of texts.slice(index + 1))
        if (meets(own, box(other))) faults.push(name + ': "' + text.textContent + '" lies on "' + other.textContent + '"')
      for (const dot of dots)
        if (meets(own, box(dot))) faults.push(name + ': "' + text.textContent + '" lies on a dot')
    }
    for (const dot of dots) {
      const own = box(dot)
      if (own.left < frame.left || own.right > frame.right || own.top < frame.top || own.bottom > frame.bottom)
        faults.push(name + ': a dot leaves its picture')
    }
  }
  return faults
})()`

describe.skipIf(!hasChromium)('the report of a study in Chromium (needs Chromium)', () => {
  let folder: string
  let browser: BrowserContext
  const urlOf = (name: string): string => `file://${join(folder, `${name}.html`)}`

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hyper-study-report-'))
    for (const name of NAMES) {
      const { document } = parseHTML('<html><body></body></html>')
      writeFileSync(join(folder, `${name}.html`), renderStudyHtml(STUDIES[name](), document))
    }
    browser = await openChromium(folder)
  })

  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const open = async (name: string, width: number): Promise<Page> => {
    const page = await browser.newPage()
    await page.setViewportSize({ width, height: 900 })
    await page.goto(urlOf(name))
    return page
  }

  it('runs nothing that a name holds and asks for nothing from outside', async () => {
    const page = await browser.newPage()
    const { requests, complaints } = watchPage(page)
    await page.goto(urlOf('hostile'))
    await page.evaluate(
      'for (const details of document.querySelectorAll("details")) details.open = true',
    )
    expect(await page.evaluate('window.pwned')).toBeUndefined()
    expect(requests).toEqual([urlOf('hostile')])
    expect(complaints).toEqual([])
    await page.close()
  })

  describe.each(NAMES)('%s', (name) => {
    it.each([390, 768, 1100])('fits a screen %i pixels wide', async (width) => {
      const page = await open(name, width)
      await page.evaluate(
        'for (const details of document.querySelectorAll("details")) details.open = true',
      )
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
      await page.close()
    })

    it.each([390, 1100])('has no label on another, %i pixels wide', async (width) => {
      const page = await open(name, width)
      expect(await page.evaluate(MEASURE)).toEqual([])
      await page.close()
    })
  })

  it('shows pictures on a phone without scrolling them', async () => {
    const page = await open('label', 390)
    const wide = await page.evaluate(
      '[...document.querySelectorAll(".chart, .panel, .narrow")].filter((box) => box.clientWidth > 0 && box.scrollWidth > box.clientWidth + 1).map((box) => box.closest("figure").id)',
    )
    expect(wide).toEqual([])
    const smallest = (await page.evaluate(
      'Math.min(...[...document.querySelectorAll("svg text")].map((text) => text.getBoundingClientRect().height).filter((height) => height > 0))',
    )) as number
    expect(smallest).toBeGreaterThan(9)
    await page.close()
  })

  it('keeps names in charts readable in both schemes', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage()
      await page.emulateMedia({ colorScheme })
      await page.goto(urlOf('label'))
      const ratio = (await page.evaluate(`(() => {
        const channel = (value) => { const c = value / 255; return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4 }
        const luminance = (colour) => { const [r, g, b] = colour.match(/[\\d.]+/g).map(Number); return 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b) }
        const paper = luminance(getComputedStyle(document.documentElement).backgroundColor)
        const ratios = [...document.querySelectorAll('svg text')].map((text) => {
          const ink = luminance(getComputedStyle(text).fill)
          return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05)
        })
        return Math.min(...ratios)
      })()`)) as number
      expect(ratio).toBeGreaterThan(4.5)
      await page.close()
    }
  })
})
