/**
 * Cuts the frontier chart out of a report and writes it as an SVG that reads in light and dark:
 * `npm run demo && npx tsx scripts/cut-picture.ts runs/demo/report.html`.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'

const WIDTH = 744
const HEIGHT = 476

const LEGEND = [
  { color: 'faint', text: 'candidate mix' },
  { color: 'random', text: 'random mixes, 2 sd' },
  { color: 'single', text: 'one source alone' },
  { color: 'routed', text: 'routed mix, 95 % against random' },
]

const STYLE = `
:root{--ink:#1b1f24;--soft:#57606a;--faint:#8c959f;--paper:#ffffff;--routed:#047857;--random:#6b7280;--single:#7c3aed}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9aa7b4;--faint:#6e7681;--paper:#0d1117;--routed:#34d399;--random:#9ca3af;--single:#c4a1ff}}
svg{color:var(--ink);font-family:system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
.paper{fill:var(--paper)} .title{font-size:17px;font-weight:600;fill:var(--ink)} .soft{font-size:12px;fill:var(--soft)}`

/** Returns the first chart of a report as a picture of its own. */
function cutPicture(html: string): string {
  const from = html.indexOf('<svg', html.indexOf('id="frontier-chart"'))
  const to = html.indexOf('</svg>', from) + '</svg>'.length
  if (from < 0 || to <= from) throw new Error('report: got no frontier chart, expected one')
  const chart = html
    .slice(from, to)
    .replace(/aria-labelledby="[^"]*" /, '')
    .replace('<svg ', '<svg x="12" y="70" ')
    .replaceAll('&nbsp;', ' ')
  let at = 24
  const legend = LEGEND.map(({ color, text }) => {
    const entry = `<circle cx="${at}" cy="462" r="4.5" fill="var(--${color})"/><text class="soft" x="${at + 9}" y="466">${text}</text>`
    at += 30 + text.length * 6.4
    return entry
  }).join('')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="Score against human share in the simulated world of hyper demo">
<style>${STYLE}</style>
<rect class="paper" width="${WIDTH}" height="${HEIGHT}" rx="8"/>
<text class="title" x="24" y="30">Score of a reward model against the share of human labels</text>
<text class="soft" x="24" y="50">Simulated world of “hyper demo”; every point is a reward model, scored on rows the predictor never saw</text>
${chart}
${legend}
</svg>
`
}

const report = resolve(process.argv[2] ?? 'runs/demo/report.html')
const target = resolve(import.meta.dirname, '..', 'docs/images/frontier.svg')
writeFileSync(target, cutPicture(readFileSync(report, 'utf8')))
console.log(`wrote docs/images/frontier.svg from ${process.argv[2] ?? 'runs/demo/report.html'}`)
