/**
 * Runs studies of `examples/studies` and writes their tables into `docs/results.md`: `npm run results -- worlds paper`, all of them without names. A study
 * whose folder below `runs` is complete is not run again unless its code or config changed: delete the folder for that. Refuses to record figures of
 * sources that are not committed.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join, resolve } from 'node:path'
import type { StudyResult } from '../src/domain/index.ts'
import { requirementsPage } from './requirements-page.ts'
import { replaceSection } from './results-page.ts'

const root = resolve(import.meta.dirname, '..')
const page = join(root, 'docs', 'results.md')
const git = (...args: string[]): string =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim()

const every = readdirSync(join(root, 'examples', 'studies'))
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.replace(/\.yaml$/, ''))
  .sort()
const named = process.argv.slice(2)
const names = named.length > 0 ? named : every
if (git('status', '--porcelain', '--', 'src', 'examples', 'package-lock.json') !== '') {
  console.error(
    'results: got sources with changes that are not committed, expected a clean checkout',
  )
  process.exit(2)
}
for (const name of names) {
  const folder = join(root, 'runs', name)
  const commitFile = join(folder, 'commit')
  if (!existsSync(join(folder, 'study.json')) || !existsSync(commitFile)) runStudy(name, folder)
  const text = readFileSync(join(folder, 'study.json'), 'utf8')
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
    readonly finishedAt: string
    readonly seconds: number
  }
  const processors = cpus()
  writeFileSync(
    page,
    replaceSection(readFileSync(page, 'utf8'), {
      result: JSON.parse(text) as StudyResult,
      config: name,
      date: manifest.finishedAt.slice(0, 10),
      commit: readFileSync(commitFile, 'utf8').trim().slice(0, 10),
      machine: `${processors.length} x ${processors[0]?.model.trim() ?? 'unknown processor'}, Node ${process.versions.node}`,
      seconds: manifest.seconds,
      digest: createHash('sha256').update(text).digest('hex'),
    }),
  )
  console.log(`${name}: ${page}`)
}

const resultOf = (name: string): string => join(root, 'runs', name, 'study.json')
const studies = new Map(
  every
    .filter((name) => existsSync(resultOf(name)))
    .map((name) => [name, JSON.parse(readFileSync(resultOf(name), 'utf8')) as StudyResult]),
)
writeFileSync(join(root, 'docs', 'requirements.md'), requirementsPage(studies))

function runStudy(name: string, folder: string): void {
  const commit = git('rev-parse', 'HEAD')
  const args = ['src/cli/main.ts', 'study', '-c', `examples/studies/${name}.yaml`]
  const { status } = spawnSync('npx', ['tsx', ...args, '-o', folder, '--yes', '--no-progress'], {
    cwd: root,
    stdio: 'inherit',
  })
  if (status !== 0) process.exit(status ?? 1)
  writeFileSync(join(folder, 'commit'), `${commit}\n`)
}
