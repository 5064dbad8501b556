/**
 * Honest comparison of routers. Comes in: options, data or worlds, ports. Goes out: `study.json`, one row per router, budget, measure and setting, with
 * paired intervals against random, both single sources and the oracle. The rows that fit a router, the rows that it routes and the rows that judge it are
 * disjoint by prompt group. Refuses a study without one comparison that is fixed beforehand, and to show anything else as more than exploratory.
 */
export type { CellResult, CellSpec } from './cell.ts'
export { type CellIo, rememberOnce } from './cell-io.ts'
export { DATA_FOLDER } from './gather.ts'
export type {
  Arrangement,
  BestOfSet,
  Contender,
  MainComparison,
  OtherSuite,
  PilotPlan,
  StudyOptions,
  StudySetting,
  WorldPlan,
} from './options.ts'
export { planCells } from './plan-cells.ts'
export { runCell } from './run-cell.ts'
export { runStudy } from './run-study.ts'
export { partOfStore } from './store-part.ts'
export type { StudyWorld } from './study-world.ts'
