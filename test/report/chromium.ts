import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'

const executable = process.env.HYPER_CHROMIUM ?? '/usr/bin/chromium'

/** Whether there is a browser to look at reports with. */
export const hasChromium: boolean = existsSync(executable)

/** Opens Chromium with a profile of its own in a folder; it asks for nothing of its own accord. */
export function openChromium(folder: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(join(folder, 'profile'), {
    executablePath: executable,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** Returns lists that fill with what a page asks for, and with what it complains about. */
export function watchPage(page: Page): {
  readonly requests: string[]
  readonly complaints: string[]
} {
  const requests: string[] = []
  const complaints: string[] = []
  page.on('request', (request) => requests.push(request.url()))
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  return { requests, complaints }
}
