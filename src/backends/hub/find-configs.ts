import { globToRegExp } from '../files/expand-paths.ts'
import { formatOfPath } from '../files/file-format.ts'
import type { DeclaredConfig, FrontMatter } from './front-matter.ts'
import {
  type ConfigSplits,
  type RepoConfigs,
  type RepoFile,
  type SplitFiles,
  sortFiles,
} from './repo-file.ts'
import { findUsualSplits } from './usual-splits.ts'

/** Returns the configs of a branch that the hub converted: `CONFIG/SPLIT/NNNN.parquet`, where `partial-SPLIT` holds the first part only. */
export function findConvertedConfigs(files: readonly RepoFile[]): RepoConfigs {
  const configs = new Map<string, Map<string, SplitFiles>>()
  for (const file of sortFiles(files)) {
    const match = /^([^/]+)\/(partial-)?([^/]+)\/[^/]+\.parquet$/.exec(file.path)
    if (match === null) continue
    const [, config = '', mark, split = ''] = match
    const splits = configs.get(config) ?? new Map<string, SplitFiles>()
    const known = splits.get(split)
    const partial = mark !== undefined
    configs.set(config, splits)
    // A whole split that stands beside its first part is the one to read.
    if (known?.partial === false && partial) continue
    const before = known?.partial === partial ? known.files : []
    splits.set(split, { files: [...before, file], partial, unread: [] })
  }
  return configs
}

/**
 * Returns the configs of a data set as its people laid it out: those that the card declares, else one named `default` by the names of the files.
 * Splits without a file that can be read are left out, and so are configs without a split.
 */
export function findOriginalConfigs(files: readonly RepoFile[], card: FrontMatter): RepoConfigs {
  const sorted = sortFiles(files)
  const declared = card.configs.map((config) => [config.name, findSplits(sorted, config)] as const)
  const found: (readonly [string, ConfigSplits])[] =
    declared.length > 0 ? declared : [['default', findUsualSplits(sorted, '')]]
  return new Map(found.filter(([, splits]) => splits.size > 0))
}

function findSplits(files: readonly RepoFile[], config: DeclaredConfig): ConfigSplits {
  if (config.patterns === null) return findUsualSplits(files, config.folder)
  const splits = [...config.patterns].map(([split, patterns]) => {
    const matches = patterns.map((pattern) => matcherOf(pattern, config.folder))
    const meant = files.filter(({ path }) => matches.some((match) => match(path)))
    const found = meant.filter(isReadable)
    const unread = meant.filter((file) => !isReadable(file)).map(({ path }) => path)
    return [split, { files: found, partial: false, unread }] as const
  })
  return new Map(splits.filter(([, { files: found }]) => found.length > 0))
}

function isReadable({ path }: RepoFile): boolean {
  return formatOfPath(path) !== null
}

function matcherOf(pattern: string, folder: string): (path: string) => boolean {
  const plain = pattern.replace(/^(\.?\/)+/, '')
  const glob = folder === '' ? plain : `${folder}/${plain}`
  const expression = globToRegExp(glob)
  // A name may hold brackets that are no pattern.
  return (path) => path === glob || expression.test(path)
}
