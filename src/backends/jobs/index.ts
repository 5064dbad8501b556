/**
 * Answers, money and chunks of work in a database that many workers share. Comes in: the place of a PostgreSQL server or a folder. Goes out:
 * an `AnswerJournal` with one wallet for all workers, and a queue of chunks. Refuses two processes in one folder, and a cap that holds for
 * one process only.
 */
export type { Database, Sql } from './database.ts'
export { type DatabaseJournalOptions, openDatabaseJournal } from './database-journal.ts'
export type {
  ChunkContext,
  FailedChunk,
  JobQueue,
  JobQueueOptions,
  QueueProgress,
  StopReason,
  WorkOptions,
  WorkSummary,
} from './job-contract.ts'
export { openJobQueue } from './job-queue.ts'
export { listJobQueues } from './list-job-queues.ts'
export { type DatabaseOptions, openDatabase } from './open-database.ts'
