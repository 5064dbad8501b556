/**
 * The folder of a run. Comes in: names and content. Goes out: artifacts that are whole or not there, and their fingerprints. Refuses a
 * second process in the same folder.
 */
export { createDirectoryStore, type DirectoryStore, openDirectoryStore } from './directory.ts'
export { type HeldFolder, holdFolder } from './folder-lock.ts'
