/**
 * What a spreadsheet program runs or rewrites when it opens a file of cells: a text that starts like a formula (in any width, also after a
 * tab or a line end), and a short one that it would take for a number, a date or a truth value.
 */
const FORMULA = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/
const NUMBER = /^\s*[$€£¥(.]?\s*\d/
const DATE = /^\s*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[\s./-]*\d/i
const TRUTH = /^\s*(?:true|false)\s*$/i

/** Longest text that is taken for a number or a date. */
const LONGEST_VALUE = 40

/**
 * Returns a text as a cell that a spreadsheet program shows and saves as it is: an apostrophe goes before what would be run as a formula
 * or rewritten as a number or a date. `unguardCell` takes it away again.
 */
export function guardCell(text: string): string {
  return needsGuard(text) ? `'${text}` : text
}

/** Returns the text of a guarded cell; the exact inverse of `guardCell`. A program that took the apostrophe away itself does no harm. */
export function unguardCell(cell: string): string {
  return cell.startsWith("'") && needsGuard(cell.slice(1)) ? cell.slice(1) : cell
}

/** Apostrophes in front do not count, so that a guarded text needs a guard exactly when the text itself does. */
function needsGuard(text: string): boolean {
  const bare = text.replace(/^'+/, '')
  if (FORMULA.test(bare)) return true
  return bare.length <= LONGEST_VALUE && (NUMBER.test(bare) || DATE.test(bare) || TRUTH.test(bare))
}
