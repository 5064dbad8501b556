/** What a file's bytes hash to: SHA-256 of the bytes for large files, Git's own SHA-1 of a blob for the others. */
export interface FileOid {
  readonly kind: 'sha256' | 'git-sha1'
  readonly hex: string
}

/** A file of a data set at one commit. */
export interface RepoFile {
  /** With `/`, from the root of the data set. */
  readonly path: string
  readonly bytes: number
  readonly oid: FileOid
}

/** The files of one split, in order. */
export interface SplitFiles {
  readonly files: readonly RepoFile[]
  /** True where the hub converted the first part of the data only. */
  readonly partial: boolean
  /** Paths that belong to it by the card and are of no format that is read. */
  readonly unread: readonly string[]
}

/** The splits of a config by name. */
export type ConfigSplits = ReadonlyMap<string, SplitFiles>

/** The configs of a data set by name. */
export type RepoConfigs = ReadonlyMap<string, ConfigSplits>

/** Returns the files in the order of their paths, numbers in them by value: `part-2` before `part-10`. */
export function sortFiles(files: readonly RepoFile[]): RepoFile[] {
  return [...files].sort((one, other) => compareNatural(one.path, other.path))
}

// The same on every machine, unlike an order by locale.
function compareNatural(one: string, other: string): number {
  const a = one.split(/(\d+)/)
  const b = other.split(/(\d+)/)
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const [left = '', right = ''] = [a[index], b[index]]
    if (left === right) continue
    const byValue = index % 2 === 1 ? Number(left) - Number(right) : 0
    return byValue || (left < right ? -1 : 1)
  }
  return a.length - b.length
}
