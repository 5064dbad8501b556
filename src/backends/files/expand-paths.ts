import { readdir, stat } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import { HyperError, show } from '../../kit/index.ts'
import { formatOfPath, KNOWN_ENDINGS } from './file-format.ts'
import { readError } from './read-bytes.ts'

/**
 * Returns the files that patterns name, each once, absolute and sorted by code point; `-` stays as it is and comes first. A pattern is
 * a file, a folder (all files of known endings at any depth, hidden ones left out) or a glob (`*`, `**`, `?`, `[ab]`, `{a,b}`).
 *
 * @throws HyperError `data/no-files` naming the pattern that nothing matches
 */
export async function expandPaths(patterns: readonly string[], cwd: string): Promise<string[]> {
  const found = new Set<string>()
  for (const pattern of patterns) {
    const files = pattern === '-' ? ['-'] : await expandPattern(pattern, cwd)
    if (files.length === 0) throw noFiles(pattern)
    for (const file of files) found.add(file)
  }
  return [...found].sort((a, b) => (a === '-' || (b !== '-' && a < b) ? -1 : a === b ? 0 : 1))
}

async function expandPattern(pattern: string, cwd: string): Promise<string[]> {
  const path = resolve(cwd, pattern)
  const facts = await stat(path).catch(() => null)
  if (facts?.isDirectory()) {
    return (await listFiles(path)).filter((file) => formatOfPath(file) !== null)
  }
  if (facts !== null) return [path]
  if (!/[*?[{]/.test(pattern)) return []
  const parts = path.split(sep)
  const firstWild = parts.findIndex((part) => /[*?[{]/.test(part))
  const folder = parts.slice(0, firstWild).join(sep) || sep
  const matcher = globToRegExp(parts.slice(firstWild).join('/'))
  const isFolder = await stat(folder).then(
    (one) => one.isDirectory(),
    () => false,
  )
  if (!isFolder) return []
  return (await listFiles(folder)).filter((file) =>
    matcher.test(relative(folder, file).split(sep).join('/')),
  )
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw readError(error, folder)
  })
  const files: string[] = []
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.name.startsWith('.')) continue
    if (entry.isDirectory()) files.push(...(await listFiles(path)))
    else if (entry.isFile() || (await stat(path).catch(() => null))?.isFile()) files.push(path)
  }
  return files
}

/** Returns the regular expression of a glob over a path with `/`; an unclosed `[` or `{` stands for itself. */
export function globToRegExp(glob: string): RegExp {
  let source = ''
  let depth = 0
  for (let index = 0; index < glob.length; index++) {
    const rest = glob.slice(index)
    const set = /^\[([!^]?)([^\]/]+)\]/.exec(rest)
    if (rest.startsWith('**/')) {
      source += '(?:[^/]+/)*'
      index += 2
    } else if (rest.startsWith('**')) {
      source += '.*'
      index++
    } else if (set !== null) {
      source += `[${set[1] === '' ? '' : '^'}${set[2]!.replace(/[\\\]^[]/g, '\\$&')}]`
      index += set[0].length - 1
    } else if (rest[0] === '{' && rest.includes('}')) {
      source += '(?:'
      depth++
    } else if (rest[0] === '}' && depth > 0) {
      source += ')'
      depth--
    } else if (rest[0] === ',' && depth > 0) source += '|'
    else if (rest[0] === '*') source += '[^/]*'
    else if (rest[0] === '?') source += '[^/]'
    else source += rest[0]!.replace(/[.+^$()|[\]{}\\]/g, '\\$&')
  }
  return new RegExp(`^${source}${')'.repeat(depth)}$`, 'u')
}

function noFiles(pattern: string): HyperError {
  return new HyperError(
    'data/no-files',
    `input ${show(pattern)}: got no file, expected a file, a folder or a glob of files with the ending ${KNOWN_ENDINGS}`,
    { details: { pattern } },
  )
}
