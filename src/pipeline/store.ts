/** The content of an artifact as the manifest records it. */
export interface Fingerprint {
  /** SHA-256, hex. */
  readonly sha256: string
  readonly bytes: number
}

/** Where a run keeps its artifacts. Names are relative, with `/` between folders. */
export interface RunStore {
  /** Returns the text of an artifact; null when it is not there. */
  readText(name: string): Promise<string | null>
  /** Returns the bytes of an artifact; null when it is not there. */
  readBytes(name: string): Promise<Uint8Array | null>
  /** Writes a whole artifact so that a reader sees the old content or the new one, never a part, whenever the process dies. */
  write(name: string, content: string | Uint8Array): Promise<void>
  /** Adds one line to a log. */
  append(name: string, line: string): Promise<void>
  /** Removes an artifact or a folder; nothing happens when it is not there. */
  remove(name: string): Promise<void>
  /** Returns the names inside a folder in code-point order; none when it is not there. */
  list(folder: string): Promise<string[]>
  /** Returns the fingerprint of an artifact; null when it is not there. */
  fingerprint(name: string): Promise<Fingerprint | null>
}
