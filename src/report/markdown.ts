import type { Block, Chart, Page, Section } from './blocks.ts'
import type { ExamplePair, ReportTable } from './data.ts'
import { formatDifference } from './format.ts'

/** Returns a page as Markdown: the same sections as the HTML file, charts as their tables. */
export function renderMarkdownPage({ title, sections }: Page): string {
  return `# ${escapeMarkdown(title)}\n\n${sections.map(renderSection).join('\n\n')}\n`
}

function renderSection(section: Section): string {
  return [
    `## ${section.title}`,
    ...section.blocks.map(renderBlock).filter((text) => text !== ''),
  ].join('\n\n')
}

function renderBlock(block: Block): string {
  switch (block.kind) {
    case 'text':
      return escapeMarkdown(block.text)
    case 'how':
      return `*${escapeMarkdown(block.text)}*`
    case 'warning':
      return `> **Note:** ${escapeMarkdown(block.text)}`
    case 'list':
      return block.items.map((item) => `- ${escapeMarkdown(item)}`).join('\n')
    case 'facts':
      return block.facts
        .map(
          ({ name, value, note }) =>
            `- **${escapeMarkdown(name)}**: ${escapeMarkdown(value)} (${escapeMarkdown(note)})`,
        )
        .join('\n')
    case 'table':
      return renderTable(block.table)
    case 'chart':
      return renderFigure(block.chart)
    case 'panels':
      return renderFigure(block.panels)
    case 'pairs':
      return block.pairs.length === 0
        ? ''
        : `### ${block.caption}\n\n${block.pairs.map(renderPair).join('\n')}`
  }
}

const renderFigure = ({ title, alt, table }: Omit<Chart, 'draw'>): string =>
  `**${escapeMarkdown(title)}.** ${escapeMarkdown(alt)}\n\n${renderTable(table)}`

function renderTable(table: ReportTable): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escapeMarkdown).join(' | ')} |`
  return [
    `${escapeMarkdown(table.caption)}:`,
    '',
    line(table.columns),
    line(table.columns.map(() => '---')),
    ...table.rows.map(line),
  ].join('\n')
}

function renderPair(pair: ExamplePair): string {
  const prompt = pair.prompt.replace(/\s+/g, ' ').slice(0, 160)
  return `- \`${pair.id.replaceAll('`', "'")}\` people say ${pair.human}, judge says ${pair.lm}, gain ${formatDifference(pair.gain, 4)}: ${escapeMarkdown(prompt)}`
}

/** Returns text that Markdown shows as it is, on one line. */
export function escapeMarkdown(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>|#~]/g, (character) => `\\${character}`)
}
