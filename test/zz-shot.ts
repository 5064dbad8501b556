import { openChromium } from './report/chromium.ts'
import { mkdtempSync } from 'node:fs'
const b = await openChromium(mkdtempSync('/tmp/wt-shot-'))
for (const [width, scheme] of [[1280,'light'],[400,'light'],[1280,'dark']] as const) {
  const p = await b.newPage(); await p.setViewportSize({width, height: 900}); await p.emulateMedia({colorScheme: scheme})
  await p.goto('file://'+process.argv[2]+'/report.html')
  await p.locator('#judges').screenshot({path: `/tmp/wt-shot-${width}-${scheme}.png`})
  console.log(await p.evaluate('document.documentElement.scrollWidth'))
}
await b.close()
