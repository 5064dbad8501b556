/** Writes the generated reference pages and JSON Schemas; with `--check` it only says whether they are up to date. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { generateDocs } from './generate-docs.ts'

const root = resolve(import.meta.dirname, '..')
const check = process.argv.includes('--check')
let stale = 0
for (const [name, text] of Object.entries(generateDocs())) {
  const path = join(root, name)
  const held = existsSync(path) ? readFileSync(path, 'utf8') : null
  if (held === text) continue
  stale++
  if (check) {
    console.log(`${name} is out of date: run "npm run docs"`)
  } else {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    console.log(`wrote ${name}`)
  }
}
if (check && stale > 0) process.exit(1)
