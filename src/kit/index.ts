/**
 * Ground floor: seeded streams, errors, progress events, bounded concurrency and JSON. Nothing here knows
 * what a preference is. Refuses hidden randomness: there is no default stream.
 */
export * from './errors.ts'
export * from './fence-text.ts'
export * from './guard-cell.ts'
export * from './json.ts'
export * from './pool.ts'
export * from './progress.ts'
export * from './random.ts'
