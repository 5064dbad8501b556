/**
 * Language models as annotators: what a judge is asked about an instance, how its answers are read, and what they are worth. Comes in:
 * instances, a judge, the answers of a model. Goes out: requests, annotations, prices and estimates, calibrations, panels and cascades.
 * Refuses to guess: a reply that names no verdict is a problem with its raw text, an unknown price is null.
 */
export * from './batch-file.ts'
export * from './batch-file-read.ts'
export * from './bound.ts'
export * from './estimate.ts'
export * from './estimate-compare.ts'
export * from './estimate-create.ts'
export * from './price.ts'
export * from './price-built-in.ts'
export * from './price-entry.ts'
export * from './price-table.ts'
export * from './token-bytes.ts'
export * from './token-vocabulary.ts'
