import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseHTML } from 'linkedom'
import type { BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { renderHtml } from '../../src/report/index.ts'
import { hasChromium, openChromium, watchPage } from './chromium.ts'
import { sampleReport } from './sample-report.ts'

describe.skipIf(!hasChromium)('the report in Chromium (needs Chromium)', () => {
  let folder: string
  let browser: BrowserContext
  let url: string

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hyper-report-'))
    writeFileSync(
      join(folder, 'report.html'),
      renderHtml(sampleReport(), parseHTML('<html><body></body></html>').document),
    )
    url = `file://${join(folder, 'report.html')}`
    browser = await openChromium(folder)
  })

  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('runs nothing that a pair holds and asks for nothing from outside', async () => {
    const page = await browser.newPage()
    const { requests, complaints } = watchPage(page)
    await page.goto(url)
    for (const details of await page.locator('details').all())
      await details.evaluate('node => { node.open = true }')
    expect(await page.evaluate('window.pwned')).toBeUndefined()
    expect(requests).toEqual([url])
    expect(complaints).toEqual([])
    await page.close()
  })

  it.each([360, 768, 1280])('fits a screen %i pixels wide', async (width) => {
    const page = await browser.newPage()
    await page.setViewportSize({ width, height: 800 })
    await page.goto(url)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
    await page.close()
  })

  it('changes its colours with the scheme and keeps text readable in both', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage()
      await page.emulateMedia({ colorScheme })
      await page.goto(url)
      const ratio = (await page.evaluate(`(() => {
        const channel = (value) => { const c = value / 255; return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4 }
        const luminance = (colour) => { const [r, g, b] = colour.match(/[\\d.]+/g).map(Number); return 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b) }
        const style = getComputedStyle(document.documentElement)
        const paper = luminance(style.backgroundColor)
        const ratios = ['p.how', 'p.lead', 'td', 'figcaption', 'summary'].map((name) => {
          const ink = luminance(getComputedStyle(document.querySelector(name)).color)
          return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05)
        })
        return Math.min(...ratios)
      })()`)) as number
      expect(ratio).toBeGreaterThan(4.5)
      await page.close()
    }
  })
})
