/**
 * The config file. Comes in: `hyper.yaml`. Goes out: the options of a run with every default filled in, the JSON Schema, and the world
 * of a run with its adapters connected. Refuses unknown keys (naming the nearest known one) and reports every problem at once, with file, line and field.
 */
export {
  type ConnectedWorld,
  connectWorld,
  openDocument,
} from './connect.ts'
export type { Embeddings } from './connect-embeddings.ts'
export type { ConnectOptions } from './connect-options.ts'
export { connectStudy } from './connect-study.ts'
export { databaseOfWord } from './database-word.ts'
export { openEndpointRecord } from './endpoint-record.ts'
export { judgeSchema } from './judge-schema.ts'
export type { EndpointLimits as EndpointPace, EndpointSetup, JudgeSetup } from './judge-setup.ts'
export { type LoadedConfig, loadConfig, parseConfig } from './load.ts'
export { listJudges, loadJudge, toJudgeSetup } from './load-judge.ts'
export { type LoadedStudy, loadStudy } from './load-study.ts'
export { listTaggers, loadTagger, type TaggerSetup } from './load-tagger.ts'
export {
  type DatabaseSetup,
  type DatabaseShop,
  type DatabaseShopOptions,
  openDatabaseShop,
  refuseDatabaseFolder,
  serveDatabase,
} from './open-database-shop.ts'
export {
  type OpenedJudging,
  type OpenShop,
  openJudging,
  openShop,
  type ShopOptions,
} from './open-shop.ts'
export { type OpenedSource, openSource, type PriceRules, readKeys } from './open-source.ts'
export { loadPriceTable, parsePriceTable, tokenPriceSchema } from './price-table.ts'
export type { ConfigProblem } from './read-config.ts'
export { configJsonSchema, configSchema } from './schema.ts'
export type { Served } from './serve-queues.ts'
export { studyJsonSchema, studySchema } from './study-schema.ts'
export {
  type LocalTaggerOptions,
  type OpenedLocalTagger,
  type OpenedTaggers,
  openLocalTagger,
  openTaggers,
} from './tagger-open.ts'
export { taggerSchema } from './tagger-schema.ts'
