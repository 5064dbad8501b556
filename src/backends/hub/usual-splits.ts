import { formatOfPath } from '../files/file-format.ts'
import type { ConfigSplits, RepoFile } from './repo-file.ts'

/** Words in the names of folders and files by which a split is told, as the hub's own viewer does. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  train: ['train', 'training'],
  validation: ['validation', 'valid', 'dev', 'val'],
  test: ['test', 'testing', 'eval', 'evaluation'],
}

/** Descriptions that tools put beside data. */
const NO_DATA = /(^|\/)(dataset_infos?|dataset_dict|state|config|package(-lock)?|tsconfig)\.json$/i
const HIDDEN = /(^|\/)(\.|__)[^/]*/
const PREFERENCE = ['parquet', 'json', 'csv', 'tsv']

/**
 * Returns the splits of files below a folder by their names: `data/SPLIT-00000-of-00002.*` where there is one, else by the words train, validation and
 * test in the names of folders, else in those of files, else all of them as `train`. Parquet is taken where it is there, else the one next
 * format of JSON, CSV and TSV, so that no row is read twice.
 */
export function findUsualSplits(files: readonly RepoFile[], folder: string): ConfigSplits {
  const below = files
    .filter(({ path }) => folder === '' || path.startsWith(`${folder}/`))
    .filter(({ path }) => !NO_DATA.test(path) && !HIDDEN.test(path.slice(folder.length)))
  const format = PREFERENCE.find((one) => below.some(({ path }) => formatOfPath(path) === one))
  const kept = below.filter(({ path }) => formatOfPath(path) === format)
  const inFolder = (file: RepoFile): string =>
    file.path.slice(folder === '' ? 0 : folder.length + 1)
  const ways = [shardSplit, folderSplit, fileSplit, () => 'train']
  for (const way of ways) {
    const splits = new Map<string, RepoFile[]>()
    for (const file of kept) {
      const split = way(inFolder(file))
      if (split !== null) splits.set(split, [...(splits.get(split) ?? []), file])
    }
    if (splits.size > 0)
      return new Map(
        [...splits].map(([split, found]) => [split, { files: found, partial: false, unread: [] }]),
      )
  }
  return new Map()
}

function shardSplit(path: string): string | null {
  return /^data\/(\w+(?:\.\w+)*)-\d{5}-of-\d{5}[^/]*$/.exec(path)?.[1] ?? null
}

function folderSplit(path: string): string | null {
  return splitNamedIn(path.split('/').slice(0, -1).reverse())
}

function fileSplit(path: string): string | null {
  return splitNamedIn(path.split('/').slice(-1))
}

function splitNamedIn(names: readonly string[]): string | null {
  for (const name of names) {
    const words = name.toLowerCase().split(/[-._ 0-9]+/)
    const found = Object.entries(WORDS).find(([, known]) =>
      known.some((word) => words.includes(word)),
    )
    if (found !== undefined) return found[0]
  }
  return null
}
