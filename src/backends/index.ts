/**
 * Adapters to the world, one folder each: files, the run folder, encoders and their caches, the text analyser, the numeric engine, threads, the
 * command trainer, a small model as an endpoint. Comes in: paths and options. Goes out: values that fill the ports of `domain` and `pipeline`. Refuses to decide: policy lives in the rooms below.
 */
export * from './cache/index.ts'
export * from './clock/index.ts'
export * from './decoder/index.ts'
export * from './encoder/index.ts'
export * from './files/index.ts'
export * from './hub/index.ts'
export * from './jobs/index.ts'
export * from './journal/index.ts'
export * from './llm/index.ts'
export * from './local-lm/index.ts'
export * from './matrix-engine/index.ts'
export * from './pseudonym-key/index.ts'
export * from './store/index.ts'
export * from './text-analyser/index.ts'
export * from './threads/index.ts'
export * from './trainer-command/index.ts'
