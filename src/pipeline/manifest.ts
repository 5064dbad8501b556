import { canonicalJson } from '../kit/index.ts'
import type { Fingerprint, RunStore } from './store.ts'

/** What the manifest holds of one finished stage. */
export interface StageRecord {
  /** Hash of the stage's options and of everything it read; equal key, equal outputs. */
  readonly key: string
  readonly outputs: Readonly<Record<string, Fingerprint>>
  readonly counts: Readonly<Record<string, number>>
  readonly seconds: number
  /** ISO 8601. */
  readonly finishedAt: string
}

/** One line of the ledger: what a stage cost. */
export interface LedgerEntry {
  readonly stage: string
  /** What was done: `probe heads`, `jobs`, `texts encoded`. */
  readonly what: string
  readonly count: number
  readonly rows: number | null
  readonly seconds: number
  readonly device: string
  /** Null when no price is known. */
  readonly costUsd: number | null
}

/** `manifest.json`: the only artifact, beside `events.jsonl`, that may differ between equal runs. */
export interface RunManifest {
  readonly format: 'hyper/manifest@1'
  readonly version: string
  readonly seed: number
  readonly configHash: string
  readonly dataFingerprint: string
  /** Facts of the machine and of the engines in use. */
  readonly environment: Readonly<Record<string, string | number>>
  readonly stages: Readonly<Record<string, StageRecord>>
  readonly ledger: readonly LedgerEntry[]
}

const NAME = 'manifest.json'

/** Returns the manifest of a run; null when there is none, or none that can be read (a run then starts afresh). */
export async function readManifest(store: RunStore): Promise<RunManifest | null> {
  const text = await store.readText(NAME)
  if (text === null) return null
  try {
    const value = JSON.parse(text) as RunManifest
    return value.format === 'hyper/manifest@1' && typeof value.stages === 'object' ? value : null
  } catch {
    return null
  }
}

/** Writes the manifest. */
export async function writeManifest(store: RunStore, manifest: RunManifest): Promise<void> {
  await store.write(NAME, `${JSON.stringify(JSON.parse(canonicalJson(manifest)), null, 2)}\n`)
}
