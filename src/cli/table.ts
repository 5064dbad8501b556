/** Returns rows as aligned columns for a terminal; numbers (every cell after the first that starts with a digit or sign) to the right. */
export function renderTextTable(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const widths = columns.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => (row[column] ?? '').length)),
  )
  const right = columns.map(
    (_, column) => column > 0 && rows.every((row) => /^[-+$\d]/.test(row[column] ?? '0')),
  )
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        right[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      )
      .join('  ')
      .trimEnd()
  return `${[line(columns), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')}\n`
}
