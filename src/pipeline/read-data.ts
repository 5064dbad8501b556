import { type ImportOptions, type ImportSuiteOptions, readLabels } from '../dataset/index.ts'
import type { RawRow } from '../domain/index.ts'
import type { RunOptions } from './options.ts'

/**
 * Returns how the pairs of a config are read, with the labels that stand in files of their own.
 *
 * @throws HyperError `data/bad-rows` where a row of labels cannot be read and `onBadRow` is `fail`
 */
export async function importOptionsOf(
  data: RunOptions['data'],
  openRows: (patterns: readonly string[]) => AsyncIterable<RawRow>,
): Promise<ImportOptions> {
  const labels =
    data.labels.length === 0
      ? null
      : (await readLabels(openRows(data.labels), { onBadRow: data.onBadRow })).labels
  return {
    onBadRow: data.onBadRow,
    rules: { pairs: data.pairs, margin: data.margin },
    ...(data.preset === 'auto' || data.preset === 'map' ? {} : { preset: data.preset }),
    ...(data.map === null ? {} : { map: data.map as never }),
    ...(data.merge === null ? {} : { merge: data.merge }),
    ...(labels === null ? {} : { labels }),
    ...(data.limit === null ? {} : { limit: data.limit }),
  }
}

/** Returns how the suites of a config are read. */
export function suiteOptionsOf({
  suite,
  data,
}: Pick<RunOptions, 'suite' | 'data'>): ImportSuiteOptions {
  return {
    onBadRow: data.onBadRow,
    rules: { pairs: data.pairs, margin: data.margin },
    ...(suite.preset === 'auto' ? {} : { preset: suite.preset }),
  }
}
