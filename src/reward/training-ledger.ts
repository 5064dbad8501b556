/** What one training cost and where it ran; kept in the manifest, since it changes between equal runs. */
export interface TrainingEntry {
  readonly mix: string
  readonly seed: number
  readonly trainer: string
  /** Base model; null for the probe. */
  readonly baseModel: string | null
  /** Training rows. */
  readonly rows: number
  readonly seconds: number
  /** `cpu`, or what the trainer says. */
  readonly device: string
  /** Null when the price is not known, never zero for unknown. */
  readonly costUsd: number | null
}

/** Totals of a ledger. */
export interface LedgerTotals {
  readonly trainings: number
  readonly rows: number
  readonly seconds: number
  /** Sum of the known prices. */
  readonly knownCostUsd: number
  /** Price of all; null when any is unknown. */
  readonly costUsd: number | null
  /** Trainings whose price is unknown. */
  readonly unknownPrices: number
}

/** Returns the price of some seconds of a device, USD; null when the price per hour is unknown. */
export function priceSeconds(seconds: number, usdPerHour: number | null): number | null {
  return usdPerHour === null ? null : (seconds / 3600) * usdPerHour
}

/** Returns the sums of a ledger; a missing price makes the total unknown instead of smaller. */
export function sumLedger(entries: readonly TrainingEntry[]): LedgerTotals {
  let rows = 0
  let seconds = 0
  let knownCostUsd = 0
  let unknownPrices = 0
  for (const entry of entries) {
    rows += entry.rows
    seconds += entry.seconds
    if (entry.costUsd === null) unknownPrices++
    else knownCostUsd += entry.costUsd
  }
  const costUsd = unknownPrices > 0 ? null : knownCostUsd
  return { trainings: entries.length, rows, seconds, knownCostUsd, costUsd, unknownPrices }
}
