import type { ExamplePair, ReportTable } from './data.ts'

/** A picture with everything that a reader who cannot see it needs. */
export interface Chart {
  readonly id: string
  readonly title: string
  /** One or two sentences that say what the picture shows. */
  readonly alt: string
  /** The figures in the picture. */
  readonly table: ReportTable
  /** Returns the SVG as text. `document` is any DOM document; the width is in CSS pixels. */
  readonly draw: (document: unknown) => string
  /** The same for a narrow screen, about 400 pixels wide; without it the wide picture is scrolled there. */
  readonly drawNarrow?: (document: unknown) => string
}

/** One picture of a set of small multiples. */
export interface Panel {
  readonly title: string
  /** As `Chart.draw`. */
  readonly draw: (document: unknown) => string
}

/** Small multiples: pictures of one kind beside each other, with one text alternative and one table. */
export interface Panels extends Omit<Chart, 'draw' | 'drawNarrow'> {
  readonly panels: readonly Panel[]
}

/** What a report is made of; HTML and Markdown are two renderings of the same blocks. */
export type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'how'; readonly text: string }
  | { readonly kind: 'warning'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | {
      readonly kind: 'facts'
      readonly facts: readonly {
        readonly name: string
        readonly value: string
        readonly note: string
      }[]
    }
  | { readonly kind: 'table'; readonly table: ReportTable; readonly folded?: boolean }
  | { readonly kind: 'chart'; readonly chart: Chart }
  | { readonly kind: 'panels'; readonly panels: Panels }
  | { readonly kind: 'pairs'; readonly caption: string; readonly pairs: readonly ExamplePair[] }

/** A part of a report with its own heading. */
export interface Section {
  readonly id: string
  readonly title: string
  readonly blocks: readonly Block[]
}

/** A whole report: one HTML file, or one Markdown file. */
export interface Page {
  readonly title: string
  /** What kind of report it is; stands above the title. */
  readonly kicker: string
  readonly sections: readonly Section[]
}
