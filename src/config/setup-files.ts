import { readdir, readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { HyperError, nearestName, show } from '../kit/index.ts'

/** A kind of thing that stands in files of its own: `judge` is a file, a folder with `judge.yaml`, or a name in `judges/`. */
export type SetupKind = 'judge' | 'tagger'

const ENDINGS = ['yaml', 'yml', 'json']

/** Returns the file of the judge or tagger that a word names. @throws HyperError `usage/unknown-judge` or `usage/unknown-tagger` with those at hand */
export async function findSetup(kind: SetupKind, word: string, cwd: string): Promise<string> {
  const path = resolve(cwd, word)
  const named = join(cwd, `${kind}s`, word)
  const file = await firstFile([
    path,
    ...inFolder(kind, path),
    ...ENDINGS.map((ending) => `${named}.${ending}`),
    ...inFolder(kind, named),
  ])
  if (file === null) throw await unknownSetup(kind, word, cwd)
  return file
}

/** Returns the judges in `judges/`, or the taggers in `taggers/`, of a folder by name, with the files that say what they are. */
export async function listSetups(
  kind: SetupKind,
  cwd: string,
): Promise<{ name: string; file: string }[]> {
  const home = join(cwd, `${kind}s`)
  const entries = await readdir(home, { withFileTypes: true }).catch(() => [])
  const found: { name: string; file: string }[] = []
  for (const entry of entries) {
    if (entry.isFile() && /\.(?:ya?ml|json)$/.test(entry.name))
      found.push({ name: entry.name.replace(/\.[^.]+$/, ''), file: join(home, entry.name) })
    else if (entry.isDirectory()) {
      const file = await firstFile(inFolder(kind, join(home, entry.name)))
      if (file !== null) found.push({ name: entry.name, file })
    }
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Returns the text of a file that a setup names in a field. @throws HyperError `config/missing-file` */
export async function readSetupText(path: string, field: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new HyperError(
      'config/missing-file',
      `${field}: got no readable file at ${path}, expected a text file`,
      { cause },
    )
  }
}

function inFolder(kind: SetupKind, folder: string): string[] {
  return ENDINGS.map((ending) => join(folder, `${kind}.${ending}`))
}

async function firstFile(paths: readonly string[]): Promise<string | null> {
  for (const path of paths) {
    const facts = await stat(path).catch(() => null)
    if (facts?.isFile() === true) return path
  }
  return null
}

async function unknownSetup(kind: SetupKind, word: string, cwd: string): Promise<HyperError> {
  const names = (await listSetups(kind, cwd)).map(({ name }) => name)
  const nearest = nearestName(word, names)
  return new HyperError(
    `usage/unknown-${kind}`,
    `${kind}: got ${show(word)}, expected a ${kind} file, a folder with ${kind}.yaml, or a name in ${kind}s/`,
    {
      hint:
        nearest !== undefined
          ? `did you mean ${show(nearest)}?`
          : names.length > 0
            ? `at hand: ${names.join(', ')}`
            : `write one after docs/guides/judges.md, or copy one of examples/${kind}s`,
    },
  )
}
