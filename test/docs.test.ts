import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, delimiter, dirname, join, relative, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { generateDocs } from '../scripts/generate-docs.ts'
import { configKeys } from '../scripts/page-config.ts'
import { COMMANDS } from '../src/cli/commands.ts'
import { judgeSchema, loadJudge, loadTagger, parseConfig } from '../src/config/index.ts'
import { JUDGE_FLAGS, MEASURES, SIGNALS, TAG_DIMENSIONS } from '../src/features/index.ts'
import * as library from '../src/index.ts'

const root = resolve(import.meta.dirname, '..')
const read = (name: string): string => readFileSync(join(root, name), 'utf8')

/** Every page of the project, relative to its root. */
const PAGES: readonly string[] = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...['docs', 'examples', 'bench'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  ),
].sort()

interface Fence {
  readonly page: string
  readonly line: number
  /** The words after the back ticks: `sh run`, `ts`. */
  readonly info: string
  readonly text: string
}

function fencesOf(page: string): Fence[] {
  const fences: Fence[] = []
  let open: { line: number; info: string; lines: string[] } | null = null
  read(page)
    .split('\n')
    .forEach((line, index) => {
      const mark = /^```(.*)$/.exec(line)
      if (open === null && mark)
        open = { line: index + 1, info: mark[1]!.trim(), lines: [] as string[] }
      else if (open !== null && mark) {
        fences.push({ page, line: open.line, info: open.info, text: `${open.lines.join('\n')}\n` })
        open = null
      } else open?.lines.push(line)
    })
  return fences
}

const FENCES = PAGES.flatMap(fencesOf)
const fencesWith = (...infos: string[]): Fence[] =>
  FENCES.filter(({ info }) => infos.includes(info))
const placeOf = ({ page, line }: Fence): string => `${page}:${line}`
const withoutFences = (page: string): string => read(page).replace(/^```[\s\S]*?^```$/gm, '')

describe('the generated reference', () => {
  const pages = generateDocs()

  it.each(Object.keys(pages))('%s is up to date (else: npm run docs)', (name) => {
    expect(existsSync(join(root, name)) ? read(name) : '').toBe(pages[name])
  })

  it('documents every command with an example', () => {
    const page = read('docs/reference/commands.md')
    for (const { name, example } of COMMANDS) {
      expect(page).toContain(`## hyper ${name}\n`)
      expect(page).toContain(`$ hyper ${example}`)
    }
  })

  it('documents every config key with its meaning', () => {
    const keys = [...configKeys().values()].flatMap((section) => section.keys)
    expect(keys.length).toBeGreaterThan(50)
    expect(keys.filter(({ meaning }) => meaning === '').map(({ key }) => key)).toEqual([])
    const page = read('docs/reference/config.md')
    for (const { key } of keys) expect(page).toContain(`| \`${key}\` |`)
  })

  it('documents every feature group and every signal', () => {
    const page = read('docs/reference/features.md')
    const ids = [
      ...MEASURES.map(({ name }) => name),
      ...JUDGE_FLAGS.map(({ name }) => `judge:${name}`),
      ...Object.keys(SIGNALS),
    ]
    for (const id of ids) expect(page).toContain(`| \`${id}\` |`)
    for (const { id, options } of TAG_DIMENSIONS) {
      expect(page).toContain(`### ${id}\n`)
      for (const option of options) expect(page).toContain(`\`${id}:${option.id}\``)
    }
  })
})

describe('links', () => {
  const anchorsOf = (page: string): string[] =>
    [...withoutFences(page).matchAll(/^#+ (.*)$/gm)].map((match) =>
      match[1]!
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    )

  it.each(PAGES)('of %s resolve', (page) => {
    const broken: string[] = []
    for (const [, target] of withoutFences(page).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/i.test(target!)) continue
      const [path, anchor] = target!.split('#')
      const full = path === '' ? join(root, page) : resolve(root, dirname(page), path!)
      if (!existsSync(full)) broken.push(target!)
      else if (anchor !== undefined && !anchorsOf(relative(root, full)).includes(anchor))
        broken.push(target!)
    }
    expect(broken).toEqual([])
  })

  it('lead from the README to every guide and reference page', () => {
    const readme = read('README.md')
    const wanted = PAGES.filter((page) => /^docs\/(?!decisions)/.test(page))
    expect(wanted.filter((page) => !readme.includes(`](${page})`))).toEqual([])
  })
})

describe('pages', () => {
  const FORBIDDEN: readonly [string, RegExp][] = [
    ['a machine path', /(?:^|[\s`"'(=])\/(?:work|tmp|home|root|Users|mnt|var|opt)\b/m],
    ['an issue number', /(?:^|[\s(])(?:[\w-]+\/[\w-]+)?#\d+\b/m],
    [
      'a registry host',
      /registry\.(?:npmjs|yarnpkg)|npmjs\.(?:com|org)|pypi\.org|artifactory|verdaccio/i,
    ],
  ]

  it.each(PAGES)('%s names no machine path, issue number or registry host', (page) => {
    const text = read(page)
    expect(FORBIDDEN.filter(([, pattern]) => pattern.test(text)).map(([what]) => what)).toEqual([])
  })

  it('keeps the README short', () => {
    expect(read('README.md').split('\n').length).toBeLessThanOrEqual(160)
  })

  it('keeps every guide short', () => {
    const guides = PAGES.filter((page) => page.startsWith('docs/guides/'))
    expect(guides.filter((page) => read(page).split('\n').length > 81)).toEqual([])
  })

  it('numbers the decision records without gaps, in name and title', () => {
    const records = readdirSync(join(root, 'docs/decisions')).sort()
    records.forEach((name, index) => {
      expect(name).toMatch(new RegExp(`^${String(index + 1).padStart(4, '0')}-[a-z0-9-]+\\.md$`))
      expect(read(`docs/decisions/${name}`)).toMatch(new RegExp(`^# ${index + 1}\\. `))
    })
  })

  it('gives every run-time dependency its line in the record of dependencies', () => {
    const { dependencies } = JSON.parse(read('package.json')) as { dependencies: object }
    const table = read('docs/decisions/0002-run-time-dependencies.md')
    const names = Object.keys(dependencies)
    expect(names.filter((name) => !table.includes(`\`${name}\``))).toEqual([])
    const listed = [...table.matchAll(/^\| (`[^|]*) \|/gm)].flatMap(([, cell]) =>
      [...cell!.matchAll(/`([^`]+)`/g)].map((match) => match[1]!),
    )
    expect(listed.filter((name) => !names.includes(name))).toEqual([])
  })

  it('names functions and files in docs/method.md that are there', () => {
    const rows = read('docs/method.md')
      .split('\n')
      .filter((line) => line.startsWith('| ') && line.includes('`src/'))
    expect(rows.length).toBeGreaterThan(10)
    for (const row of rows) {
      const [, , functions, files] = row.split('|')
      const room = /src\/[a-z]+\//.exec(files!)![0]
      let folder = room
      for (const [, name] of files!.matchAll(/`([^`]+)`/g)) {
        const path = name!.startsWith('src/') ? name! : `${folder}${name}`
        folder = `${dirname(path)}/`.startsWith(room) ? /^src\/[a-z]+\//.exec(path)![0] : folder
        expect(existsSync(join(root, path)), path).toBe(true)
      }
      if (functions!.includes('inside a run')) continue
      for (const [, name] of functions!.matchAll(/`(\w+)`/g)) expect(library).toHaveProperty(name!)
    }
  })
})

describe('fences', () => {
  it('of the README and of docs are marked with a language', () => {
    const own = FENCES.filter(({ page }) => page === 'README.md' || page.startsWith('docs/'))
    expect(own.filter(({ info }) => info === '').map(placeOf)).toEqual([])
  })

  it('in JSON and YAML can be read', () => {
    const unreadable = (fence: Fence, work: () => unknown): string[] => {
      try {
        work()
        return []
      } catch {
        return [placeOf(fence)]
      }
    }
    expect(
      fencesWith('json').flatMap((fence) => unreadable(fence, () => JSON.parse(fence.text))),
    ).toEqual([])
    expect(
      fencesWith('yaml').flatMap((fence) => unreadable(fence, () => parse(fence.text))),
    ).toEqual([])
  })

  it('in YAML hold configs that are accepted', () => {
    for (const { text } of fencesWith('yaml')) {
      const config = parse(text) as Record<string, unknown>
      if ('baseUrl' in config) {
        expect(judgeSchema.safeParse(config).error?.issues ?? []).toEqual([])
        continue
      }
      const whole = 'data' in config ? config : { data: { files: ['pairs.jsonl'] }, ...config }
      expect(() => parseConfig(JSON.stringify(whole), 'hyper.yaml')).not.toThrow()
    }
  })

  it.each(readdirSync(join(root, 'examples/judges')))('%s is a judge', async (name) => {
    const { judge } = await loadJudge(join(root, 'examples/judges', name), root)
    expect(judge.id).not.toBe('')
  })

  it.each(readdirSync(join(root, 'examples/taggers')))('%s is a tagger', async (name) => {
    const { tagger } = await loadTagger(join(root, 'examples/taggers', name), root)
    expect(tagger.id).not.toBe('')
  })

  describe('in TypeScript', () => {
    const fences = fencesWith('ts', 'ts run')
    const folder = join(root, '.cache', `fences-${process.pid}`)
    const project = join(folder, 'tsconfig.json')
    const fileOf = (fence: Fence): string => join(folder, `fence-${fences.indexOf(fence)}.ts`)

    beforeAll(() => {
      mkdirSync(folder, { recursive: true })
      const paths = {
        'hyper-router': [join(root, 'src/index.ts')],
        'hyper-router/backends': [join(root, 'src/backends/index.ts')],
      }
      const settings = {
        extends: join(root, 'tsconfig.json'),
        compilerOptions: { paths, isolatedDeclarations: false, declaration: false },
        include: ['*.ts'],
      }
      writeFileSync(project, JSON.stringify(settings))
      for (const fence of fences) writeFileSync(fileOf(fence), fence.text)
    })
    afterAll(() => rmSync(folder, { recursive: true, force: true }))

    it('compile', () => {
      expect(fences.length).toBeGreaterThan(0)
      const compiler = join(root, 'node_modules/typescript/bin/tsc')
      const { stdout } = spawnSync(process.execPath, [compiler, '-p', project], {
        encoding: 'utf8',
      })
      expect(stdout.split('\n').filter((line) => line.includes('fence-'))).toEqual([])
    })

    it('run where they are marked so', () => {
      for (const fence of fencesWith('ts run')) {
        const printed = execFileSync(process.execPath, ['--import', 'tsx', fileOf(fence)], {
          encoding: 'utf8',
          env: { ...process.env, TSX_TSCONFIG_PATH: project },
        })
        expect(printed.trim(), placeOf(fence)).not.toBe('')
        expect(printed).not.toContain('undefined')
      }
    })
  })

  describe('in shell', () => {
    const scratch = mkdtempSync(join(tmpdir(), 'hyper-docs-'))
    const bin = join(scratch, 'bin')

    beforeAll(() => {
      mkdirSync(bin)
      const hyper = join(bin, 'hyper')
      const loader = join(root, 'node_modules/tsx/dist/esm/index.mjs')
      writeFileSync(
        hyper,
        `#!/bin/sh\nexec "${process.execPath}" --import "${loader}" "${join(root, 'src/cli/main.ts')}" "$@"\n`,
      )
      chmodSync(hyper, 0o755)
    })
    afterAll(() => rmSync(scratch, { recursive: true, force: true }))

    const marked = fencesWith('sh run')
    const pages = [...new Set(marked.map(({ page }) => page))]

    it.each(pages)(
      '%s runs from top to bottom',
      (page) => {
        const folder = join(scratch, basename(page, '.md'))
        mkdirSync(folder)
        for (const fence of marked.filter((own) => own.page === page)) {
          const { status, stderr, stdout } = spawnSync('sh', ['-ec', fence.text], {
            cwd: folder,
            encoding: 'utf8',
            env: {
              ...process.env,
              PATH: `${bin}${delimiter}${process.env.PATH}`,
              HYPER_CACHE: join(scratch, 'cache'),
            },
          })
          expect(status, `${placeOf(fence)}\n${stdout}${stderr}`).toBe(0)
        }
        expect(existsSync(join(folder, 'first/report.html'))).toBe(true)
      },
      400_000,
    )
  })
})
