import type { CellRecord } from './cell.ts'
import { ALL } from './label-records.ts'
import { OTHERS, readTransferName } from './transfer-sets.ts'

/** Name of the set that pools what all others together give to each set. */
export const ALL_OTHERS = 'all (from all others)'

/**
 * Returns records that pool transfers, each ordered pair with equal weight: `all` over pairs of two different single sets, `all (from all others)` over
 * those from all others together. A set's use on itself is no transfer and is in neither.
 */
export function poolTransfers(records: readonly CellRecord[]): CellRecord[] {
  const pools = new Map<string, CellRecord[]>()
  for (const record of records) {
    const names = readTransferName(record.set)
    if (names === null || names.from === names.to) continue
    const set = names.from === OTHERS ? ALL_OTHERS : ALL
    const { contender, budget, measure, target, score } = record
    const key = JSON.stringify([set, contender, budget, measure, target, score])
    pools.set(key, [...(pools.get(key) ?? []), { ...record, set }])
  }
  return [...pools.values()].map(meanRecord)
}

function meanRecord(own: readonly CellRecord[]): CellRecord {
  const mean = (read: (record: CellRecord) => number): number =>
    own.reduce((sum, record) => sum + read(record), 0) / own.length
  const { samples } = own[0]!
  return {
    ...own[0]!,
    value: mean(({ value }) => value),
    samples:
      samples === null
        ? null
        : samples.map((_, at) => mean((record) => record.samples?.[at] ?? Number.NaN)),
  }
}
