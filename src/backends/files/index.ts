/**
 * Files in and out. Comes in: paths, folders, globs, standard input; rows to write. Goes out: raw rows with file and line, streamed, from
 * JSON Lines, a JSON array, CSV, TSV (each plain or gzip) and Parquet; files that are replaced in one step. Refuses to guess: bytes that
 * are not UTF-8, lines beyond the limit, broken or cut-off files are problems with their place, never repaired text.
 */
export { expandPaths } from './expand-paths.ts'
export { type LineFiles, openLineFiles, type WrittenFile } from './open-line-files.ts'
export { type OpenRowsOptions, openRows } from './open-rows.ts'
export { LARGEST_LINE_BYTES } from './read-context.ts'
export { readJson } from './read-json.ts'
export { readTextLines, type TextLine } from './read-text-lines.ts'
export { sha256Of } from './sha256-of.ts'
export { sha256OfFile } from './sha256-of-file.ts'
export { replaceFile, writeAtomic } from './write-atomic.ts'
export { csvLines, writeCsv } from './write-csv.ts'
export { writeJsonArray } from './write-json-array.ts'
export { type FileHeader, writeJsonLines } from './write-json-lines.ts'
export { PAIR_COLUMNS, type ParquetColumn, writeParquet } from './write-parquet.ts'
