import type { StudyResult } from '../domain/index.ts'
import type { Page } from './blocks.ts'
import { renderHtmlPage } from './html.ts'
import { renderMarkdownPage } from './markdown.ts'
import { plainNames } from './study-plain-names.ts'
import { studySections } from './study-sections.ts'

/**
 * Returns `study.html`: one file that needs no network and runs no script. Names are escaped.
 * `document` is any DOM document; charts are drawn in it.
 */
export function renderStudyHtml(result: StudyResult, document: unknown): string {
  return renderHtmlPage(pageOf(result), document)
}

/** Returns `study.md`: the same sections as the page, charts as their tables. */
export function renderStudyMarkdown(result: StudyResult): string {
  return renderMarkdownPage(pageOf(result))
}

function pageOf(result: StudyResult): Page {
  return {
    title: plainNames(result.title === '' ? result.name : result.title),
    kicker: `HyPER study of routers${result.main.measure === 'gain' ? ' - simulated worlds' : ''}`,
    sections: studySections(result),
  }
}
