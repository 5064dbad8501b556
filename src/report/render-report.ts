import type { Page } from './blocks.ts'
import type { ReportData } from './data.ts'
import { renderHtmlPage } from './html.ts'
import { renderMarkdownPage } from './markdown.ts'
import { reportSections } from './sections.ts'

/**
 * Returns `report.html`: one file that needs no network and runs no script. Texts of pairs are escaped.
 * `document` is any DOM document; charts are drawn in it.
 */
export function renderHtml(data: ReportData, document: unknown): string {
  return renderHtmlPage(pageOf(data), document)
}

/** Returns `report.md`: the same sections as the page, charts as their tables. */
export function renderMarkdown(data: ReportData): string {
  return renderMarkdownPage(pageOf(data))
}

function pageOf(data: ReportData): Page {
  return {
    title: data.title,
    kicker: `HyPER routing report${data.simulated ? ' - simulated world' : ''}`,
    sections: reportSections(data),
  }
}
