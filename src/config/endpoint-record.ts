import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type LmCapabilities, writeAtomic } from '../backends/index.ts'

/** What endpoints were found to take, by their id; plain JSON beside a journal, so that nothing is tried twice. */
export interface EndpointRecord {
  get(id: string): LmCapabilities | undefined
  put(id: string, capabilities: LmCapabilities): void
  /** Writes what is new. */
  save(): Promise<void>
}

const NAME = 'capabilities.json'

/** Opens the record of a folder; one that cannot be read is as good as none. Without a folder it is kept in memory. */
export async function openEndpointRecord(folder: string | null): Promise<EndpointRecord> {
  const path = folder === null ? null : join(folder, NAME)
  const known = new Map(Object.entries(path === null ? {} : await readRecord(path)))
  let written = JSON.stringify([...known])
  return {
    get: (id) => known.get(id),
    put: (id, capabilities) => void known.set(id, capabilities),
    save: async () => {
      const now = JSON.stringify([...known])
      if (path === null || now === written) return
      const content = { format: 'hyper/capabilities@1', endpoints: Object.fromEntries(known) }
      await writeAtomic(path, `${JSON.stringify(content, null, 2)}\n`)
      written = now
    },
  }
}

async function readRecord(path: string): Promise<Record<string, LmCapabilities>> {
  try {
    const content = JSON.parse(await readFile(path, 'utf8')) as {
      readonly endpoints?: Record<string, LmCapabilities>
    }
    return content.endpoints ?? {}
  } catch {
    return {}
  }
}
