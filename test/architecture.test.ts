import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const source = join(root, 'src')

/** Reads the import table of ARCHITECTURE.md: lines `| room | ring | may import |`. */
function readTable(): Map<string, { ring: string; imports: Set<string> }> {
  const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')
  const table = text.slice(
    text.indexOf('<!-- import-table -->'),
    text.indexOf('<!-- /import-table -->'),
  )
  const rows = new Map<string, { ring: string; imports: Set<string> }>()
  for (const line of table.split('\n')) {
    const cells = line.split('|').map((cell) => cell.trim())
    const room = /^`([a-z]+)`$/.exec(cells[1] ?? '')?.[1]
    if (room === undefined) continue
    rows.set(room, {
      ring: cells[2] ?? '',
      imports: new Set([...(cells[3] ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1]!)),
    })
  }
  return rows
}

/** Files that may read hidden truth: what scores a decision after it was made, and the oracle. */
const MAY_REVEAL: readonly string[] = [
  'cli/write-analytic-world.ts',
  'cli/write-world.ts',
  'route/routers/oracle.ts',
  'simulate/achievable-gain.ts',
  'study/score-world.ts',
]

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') || name.endsWith('.mts'))
  .map((name) => join(source, name))
const table = readTable()
const roomOf = (file: string): string => {
  const parts = relative(source, file).split('/')
  return parts.length === 1 ? 'index' : parts[0]!
}
const importsOf = (file: string): string[] =>
  [
    ...readFileSync(file, 'utf8').matchAll(
      /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)import\s+['"]([^'"]+)['"]/g,
    ),
  ].map((match) => match[1] ?? match[2] ?? match[3]!)

describe('the import table', () => {
  it('names every room and no other', () => {
    const rooms = new Set(files.map(roomOf).filter((room) => room !== 'index'))
    expect([...table.keys()].filter((room) => room !== 'index').sort()).toEqual([...rooms].sort())
  })

  it('is kept by every import', () => {
    const offences: string[] = []
    for (const file of files) {
      const room = roomOf(file)
      const allowed = table.get(room)
      for (const target of importsOf(file)) {
        const wanted = target.startsWith('.')
          ? roomOf(resolve(dirname(file), target))
          : target.startsWith('node:')
            ? 'node:*'
            : target
                .split('/')
                .slice(0, target.startsWith('@') ? 2 : 1)
                .join('/')
        if (wanted === room) continue
        const free =
          allowed?.imports.has(wanted) ||
          (allowed?.imports.has('packages') && !target.startsWith('.') && wanted !== 'node:*')
        if (!free) offences.push(`${relative(root, file)} imports ${target}`)
      }
    }
    expect(offences).toEqual([])
  })

  it('has no circle between files', () => {
    const graph = new Map(
      files.map((file) => [
        file,
        importsOf(file)
          .filter((t) => t.startsWith('.'))
          .map((t) => resolve(dirname(file), t)),
      ]),
    )
    const state = new Map<string, 'open' | 'done'>()
    const circles: string[] = []
    const visit = (file: string, path: string[]): void => {
      if (state.get(file) === 'done') return
      if (state.get(file) === 'open') {
        circles.push(
          [...path.slice(path.indexOf(file)), file].map((f) => relative(source, f)).join(' > '),
        )
        return
      }
      state.set(file, 'open')
      for (const next of graph.get(file) ?? []) visit(next, [...path, file])
      state.set(file, 'done')
    }
    for (const file of files) visit(file, [])
    expect(circles).toEqual([])
  })
})

describe('the house rules', () => {
  it('keeps hidden clocks and randomness out of the pure and flow rings', () => {
    const offences: string[] = []
    for (const file of files) {
      if (table.get(roomOf(file))?.ring === 'edge') continue
      const text = readFileSync(file, 'utf8')
      for (const word of ['Math.random', 'Date.now', 'new Date()', 'performance.now']) {
        if (text.includes(word)) offences.push(`${relative(root, file)} uses ${word}`)
      }
    }
    expect(offences).toEqual([])
  })

  it('keeps every file under 401 lines', () => {
    const long = files.filter((file) => readFileSync(file, 'utf8').split('\n').length > 401)
    expect(long.map((file) => relative(root, file))).toEqual([])
  })

  it('lets only the oracle and the scorers look at what is hidden', () => {
    const readers = files
      .filter((file) => /\brevealTruth\b/.test(readFileSync(file, 'utf8')))
      .map((file) => relative(source, file))
      .filter((file) => file !== 'domain/hidden.ts' && file !== 'index.ts')
    expect(readers.filter((file) => !MAY_REVEAL.includes(file))).toEqual([])
  })

  it('opens every room with a paragraph that says what comes in, goes out and is refused', () => {
    const silent = [...table.keys()]
      .filter((room) => room !== 'index')
      .filter(
        (room) =>
          !readFileSync(
            join(source, room, room === 'cli' ? 'main.ts' : 'index.ts'),
            'utf8',
          ).includes('/**'),
      )
    expect(silent).toEqual([])
  })
})
