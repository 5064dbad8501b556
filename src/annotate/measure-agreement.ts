import type { PreferenceInstance } from '../domain/index.ts'
import type { Random } from '../kit/index.ts'
import type { AgreementOptions, AgreementReport, AgreementSlice } from './agreement-report.ts'
import { type ReadInstance, readInstances } from './agreement-rows.ts'
import { measureSlice } from './measure-slice.ts'

/**
 * Returns how far people agree with people, people with judges and judges with judges, over all instances, per source and per slice, every value
 * with a bootstrap interval. All values of one part rest on the same resamples; parts have streams of their own, so one more slice changes no other interval.
 *
 * @throws RangeError where groups are not parallel to the instances
 */
export function measureAgreement(
  instances: readonly PreferenceInstance[],
  options: AgreementOptions,
  random: Random,
): AgreementReport {
  if (options.groups !== undefined && options.groups.length !== instances.length) {
    throw new RangeError(
      `groups: got ${options.groups.length}, expected one per instance (${instances.length})`,
    )
  }
  const rows = readInstances(instances, options)
  const resampling = { resamples: options.resamples ?? 1000, level: options.level ?? 0.95 }
  const measure = (kind: string, name: string, own: readonly ReadInstance[]): AgreementSlice =>
    measureSlice({ name, rows: own }, resampling, random.fork('agreement', kind, name))
  const bySource = groupRows(rows, (row) => [row.instance.source])
  const bySlice = groupRows(rows, (row) => [...new Set(options.slices?.(row.instance) ?? [])])
  const sources = [...bySource].map(([name, own]) => measure('source', name, own))
  const sorted = [...bySlice].sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    ...resampling,
    overall: sources.length === 1 ? { ...sources[0]!, name: 'all' } : measure('all', 'all', rows),
    sources,
    slices: sorted.map(([name, own]) => measure('slice', name, own)),
  }
}

function groupRows(
  rows: readonly ReadInstance[],
  namesOf: (row: ReadInstance) => readonly string[],
): Map<string, ReadInstance[]> {
  const byName = new Map<string, ReadInstance[]>()
  for (const row of rows) {
    for (const name of namesOf(row)) {
      const own = byName.get(name)
      if (own) own.push(row)
      else byName.set(name, [row])
    }
  }
  return byName
}
