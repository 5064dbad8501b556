import { HyperError } from '../../kit/index.ts'

/** Returns the HyperError of a file that could not be written; other errors come back as they are. */
export function explainWriteError(error: unknown, path: string, cacheFolder: string): unknown {
  const code = (error as { readonly code?: unknown } | null)?.code
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(path, cacheFolder, String(code))
  if (typeof code !== 'string' || !/^E[A-Z0-9]+$/.test(code)) return error
  return new HyperError('data/unwritable-file', `${path}: got ${code}, expected a writable place`, {
    hint: 'set HYPER_HUB_CACHE to a folder that can be written',
    details: { file: path, code },
  })
}

/** Returns the error of a disk without room. */
export function diskFull(what: string, cacheFolder: string, got: string): HyperError {
  return new HyperError(
    'data/disk-full',
    `${what}: got ${got}, expected room on the disk of ${cacheFolder}`,
    {
      hint: 'make room, or set HYPER_HUB_CACHE to a folder on another disk; what was downloaded is kept',
      details: { folder: cacheFolder },
    },
  )
}
