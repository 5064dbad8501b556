import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { repoRoot } from './find-python.ts'

/** Folder of our compiled side; inside the checkout, so that packages resolve, and ignored by git. */
const builtFolder = '.cache/bench-dist'

/**
 * Compiles the sources and our programs as users get them, without a loader in between (about 6 s, less when little changed). Type errors
 * are shown but do not stop a bench: they are the business of the type check.
 *
 * @throws Error where the compiler wrote nothing
 */
export function buildOurs(): void {
  const compiler = resolve(repoRoot, 'node_modules/typescript/bin/tsc')
  const built = spawnSync(process.execPath, [compiler, '-p', 'bench/tsconfig.json'], {
    cwd: repoRoot,
    encoding: 'utf8',
  })
  if (built.status !== 0) console.error(built.stdout || built.stderr)
  if (!existsSync(resolve(repoRoot, builtFolder, 'bench/ours'))) {
    throw new Error(`bench: got no compiled programs in ${builtFolder}, expected them from tsc`)
  }
}

/** Returns the path of one of our compiled programs, from the root of the checkout. */
export function builtProgram(program: string): string {
  return `${builtFolder}/bench/ours/${program}.js`
}
