/**
 * Paid answers in a file. Comes in: answers and reservations. Goes out: the same after any kill, and the money that they stand for. Refuses a
 * second process in the same folder, and to count what is not on disk.
 */
export { ANSWERS_FILE, type FileJournalOptions, openFileJournal } from './file-journal.ts'
