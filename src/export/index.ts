/**
 * Labels on their way out: labelled instances become the rows of a trainer, unlabelled ones the tasks of an annotation tool. Comes in:
 * instances with the label that a plan chose. Goes out: records, companion files, and plainly what a format cannot carry. Refuses to hide
 * where a label comes from: provenance stands on every row.
 */
export * from './croissant.ts'
export * from './describe-losses.ts'
export * from './export-shape.ts'
export * from './fit-length.ts'
export * from './format.ts'
export * from './formats.ts'
export * from './licences.ts'
export * from './pseudonyms.ts'
export * from './scrub.ts'
export * from './scrub-text.ts'
export * from './shown-order.ts'
export * from './task-formats.ts'
export * from './task-options.ts'
export * from './train-row.ts'
