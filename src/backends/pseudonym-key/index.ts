export * from './open-pseudonyms.ts'
