import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Returns the folder with reference data that lies beside the checkout. */
export function sharedFolder(): string {
  return process.env.HYPER_SHARED ?? resolve(import.meta.dirname, '../../../shared')
}

/** Tells whether the reference values are there. */
export function hasFixtures(): boolean {
  return existsSync(join(sharedFolder(), 'fixtures', 'stats.json'))
}

/** Returns the content of one file of the reference values. */
export function readFixture<T>(name: string): T {
  return JSON.parse(readFileSync(join(sharedFolder(), 'fixtures', name), 'utf8')) as T
}
