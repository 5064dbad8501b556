/**
 * The nouns: preference instances, features, budgets, mixes, scores, predictors, plans, and the ports through which the
 * world is reached. Comes in: nothing. Goes out: types and the few functions that belong to a noun. Refuses effects.
 */
export * from './answer-journal.ts'
export * from './budget.ts'
export * from './feature.ts'
export * from './hidden.ts'
export * from './influence.ts'
export * from './language-model.ts'
export * from './ledger.ts'
export * from './mix.ts'
export * from './plan.ts'
export * from './pool.ts'
export * from './ports.ts'
export * from './predictor.ts'
export * from './preference.ts'
export * from './raw-row.ts'
export * from './score.ts'
export * from './signal-columns.ts'
export * from './study.ts'
export * from './summary.ts'
