import type { RawRow } from '../../domain/index.ts'

/** Says that a file ends early or cannot be decoded from some byte on; what came before it is good. */
export class DamagedFile extends Error {
  readonly code: 'truncated-file' | 'corrupt-file'

  constructor(code: 'truncated-file' | 'corrupt-file', message: string) {
    super(message)
    this.name = 'DamagedFile'
    this.code = code
  }
}

/** Returns the row that stands for the unreadable rest of a file of which `rows` rows were read. */
export function damageRow(damage: DamagedFile, file: string, line: number, rows: number): RawRow {
  return {
    file,
    line,
    problem: {
      code: damage.code,
      field: null,
      got: `${damage.message} after ${rows} rows`,
      expected: 'a complete file',
    },
  }
}
