import type { Block, Chart, Page, Panels, Section } from './blocks.ts'
import type { ExamplePair, ReportTable } from './data.ts'
import { escapeHtml, formatDifference } from './format.ts'
import { STYLE } from './style.ts'

/**
 * Returns a page as one HTML file that needs no network and runs no script. All texts are escaped.
 * `document` is any DOM document; charts are drawn in it.
 */
export function renderHtmlPage({ title, kicker, sections }: Page, document: unknown): string {
  const contents = sections
    .map((section) => `<a href="#${section.id}">${escapeHtml(section.title)}</a>`)
    .join('')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)} - HyPER report</title>
<style>${STYLE}</style>
</head>
<body>
<header><p class="kicker">${escapeHtml(kicker)}</p><h1>${escapeHtml(title)}</h1><nav aria-label="Contents">${contents}</nav></header>
<main>
${sections.map((section) => renderSection(section, document)).join('\n')}
</main>
</body>
</html>
`
}

function renderSection(section: Section, document: unknown): string {
  const blocks = section.blocks.map((block, index) =>
    renderBlock(block, document, section.id === 'verdict' && firstText(section, index)),
  )
  return `<section id="${section.id}" aria-labelledby="${section.id}-title"><h2 id="${section.id}-title">${escapeHtml(section.title)}</h2>\n${blocks.join('\n')}\n</section>`
}

const firstText = (section: Section, index: number): boolean =>
  section.blocks.findIndex((block) => block.kind === 'text') === index

function renderBlock(block: Block, document: unknown, lead: boolean): string {
  switch (block.kind) {
    case 'text':
      return `<p${lead ? ' class="lead"' : ''}>${escapeHtml(block.text)}</p>`
    case 'how':
      return `<p class="how">${escapeHtml(block.text)}</p>`
    case 'warning':
      return `<p class="warning" role="note">${escapeHtml(block.text)}</p>`
    case 'list':
      return block.items.length === 0
        ? ''
        : `<ul>${block.items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`
    case 'facts':
      return `<dl class="facts">${block.facts.map(({ name, value, note }) => `<div><dt>${escapeHtml(name)}</dt><dd><b>${escapeHtml(value)}</b><span>${escapeHtml(note)}</span></dd></div>`).join('')}</dl>`
    case 'table':
      return block.folded
        ? `<details><summary>${escapeHtml(block.table.caption)}</summary>${renderTable(block.table)}</details>`
        : renderTable(block.table)
    case 'chart':
      return renderChart(block.chart, document)
    case 'panels':
      return renderPanels(block.panels, document)
    case 'pairs':
      return renderPairs(block.caption, block.pairs)
  }
}

function renderTable(table: ReportTable): string {
  const numeric = table.columns.map(
    (_, column) =>
      column > 0 &&
      table.rows.every((row) =>
        /^[-+<$\d(]|^unknown|^yes$|^no$|^not asked$|^not stated$|^price unknown/.test(
          row[column] ?? '',
        ),
      ),
  )
  const cell = (tag: 'th' | 'td', text: string, column: number): string =>
    `<${tag}${tag === 'th' ? ' scope="col"' : ''}${numeric[column] ? ' class="number"' : ''}>${escapeHtml(text)}</${tag}>`
  const head = table.columns.map((text, column) => cell('th', text, column)).join('')
  const body = table.rows
    .map(
      (row, index) =>
        `<tr${table.marked?.includes(index) ? ' class="marked"' : ''}>${row.map((text, column) => cell('td', text, column)).join('')}</tr>`,
    )
    .join('')
  return `<div class="table"><p class="caption">${escapeHtml(table.caption)}</p><div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(table.caption)}"><table aria-label="${escapeHtml(table.caption)}"><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div></div>`
}

function renderChart(chart: Chart, document: unknown): string {
  const label = `aria-labelledby="${chart.id}-alt"`
  const wide = namePicture(chart.draw(document), chart.id, label)
  if (chart.drawNarrow === undefined) return renderFigure(chart, `<div class="chart">${wide}</div>`)
  const narrow = namePicture(chart.drawNarrow(document), `${chart.id}-narrow`, label)
  return renderFigure(
    chart,
    `<div class="chart wide">${wide}</div><div class="narrow">${narrow}</div>`,
  )
}

function renderPanels(panels: Panels, document: unknown): string {
  const drawn = panels.panels.map(({ title, draw }, index) => {
    const id = `${panels.id}-${index + 1}`
    const svg = namePicture(
      draw(document),
      id,
      `aria-labelledby="${id}-title" aria-describedby="${panels.id}-alt"`,
    )
    return `<div class="panel"><p class="panel-title" id="${id}-title">${escapeHtml(title)}</p>${svg}</div>`
  })
  return renderFigure(panels, `<div class="panels">${drawn.join('')}</div>`)
}

function renderFigure({ id, title, alt, table }: Omit<Chart, 'draw'>, picture: string): string {
  return `<figure id="${id}"><figcaption>${escapeHtml(title)}</figcaption>${picture}<p class="alt" id="${id}-alt">${escapeHtml(alt)}</p><details><summary>Figures of this chart</summary>${renderTable(table)}</details></figure>`
}

const namePicture = (svg: string, id: string, label: string): string =>
  nameParts(svg, id).replace('<svg ', `<svg role="img" ${label} `)

// Plot counts the parts of all charts of a process; the second report would have other bytes than the first.
function nameParts(svg: string, chart: string): string {
  const names = new Map<string, string>()
  return svg.replaceAll(/plot-([a-z]+)-\d+/g, (found: string, kind: string) => {
    const name = names.get(found) ?? `${chart}-${kind}-${names.size + 1}`
    names.set(found, name)
    return name
  })
}

function renderPairs(caption: string, pairs: readonly ExamplePair[]): string {
  if (pairs.length === 0) return ''
  return `<h3>${escapeHtml(caption)}</h3><div class="pairs">${pairs.map(renderPair).join('')}</div>`
}

const MOST_CHARACTERS = 1500

function renderPair(pair: ExamplePair): string {
  const cut = (text: string): string =>
    escapeHtml(
      text.length > MOST_CHARACTERS
        ? `${text.slice(0, MOST_CHARACTERS)} [cut here: ${text.length} characters in all]`
        : text,
    )
  return `<details><summary><b>${escapeHtml(pair.prompt.replace(/\s+/g, ' ').slice(0, 110))}</b><span>people: ${escapeHtml(pair.human)}, judge: ${escapeHtml(pair.lm)}, gain ${escapeHtml(formatDifference(pair.gain, 4))}</span></summary>
<p class="how">${escapeHtml(pair.id)}${pair.features.length > 0 ? `: ${escapeHtml(pair.features.join(', '))}` : ''}</p>
<h4>Prompt</h4><pre>${cut(pair.prompt)}</pre><div class="sides"><div><h4>A</h4><pre>${cut(pair.completionA)}</pre></div><div><h4>B</h4><pre>${cut(pair.completionB)}</pre></div></div></details>`
}
