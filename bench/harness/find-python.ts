import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

/** Root of the checkout. */
export const repoRoot: string = resolve(import.meta.dirname, '../..')

/** Folder of data and baselines beside the checkout. */
export function sharedFolder(): string {
  return process.env.HYPER_SHARED ?? resolve(repoRoot, '../shared')
}

/** Folder with the Python programs that we are timed beside. */
export function baselineFolder(): string {
  return resolve(sharedFolder(), 'baselines')
}

/** Why there is no Python side, or the interpreter with the folder of programs. */
export type PythonSide =
  | { readonly python: string; readonly folder: string; readonly missing?: undefined }
  | { readonly missing: string; readonly python?: undefined }

/** Returns `HYPER_PYTHON`, else `.venv/bin/python`, else the `python3` of the path, if it can import the packages. */
export function findPython(modules: readonly string[]): PythonSide {
  const folder = baselineFolder()
  if (!existsSync(folder)) return { missing: `no baselines at ${folder}` }
  const candidates = [process.env.HYPER_PYTHON, resolve(repoRoot, '.venv/bin/python'), 'python3']
  const tried: string[] = []
  for (const python of candidates) {
    if (python === undefined || (python.includes('/') && !existsSync(python))) continue
    tried.push(python)
    const probe = spawnSync(python, ['-c', `import ${modules.join(', ')}`], { stdio: 'ignore' })
    if (probe.status === 0) return { python, folder }
  }
  return {
    missing: `no Python with ${modules.join(', ')} (tried ${tried.join(', ')}; set HYPER_PYTHON)`,
  }
}
