import type { PreferenceInstance } from '../../domain/index.ts'
import { hash128 } from '../../kit/index.ts'
import { type InstanceSource, windowsOf } from '../judging/index.ts'

/** Remembers prompts by 128 bits of each, about 100 bytes of memory a prompt however long it is. */
export interface PromptMemory {
  /** Tells whether a prompt is new, and remembers it. */
  add(prompt: string): boolean
}

/** Returns an empty memory. Two prompts that it took for one would leave the second unasked: unknown, never tagged as the first. */
export function createPromptMemory(): PromptMemory {
  const seen = new Set<string>()
  return {
    add: (prompt) => {
      const before = seen.size
      return seen.add(shortKey(prompt)).size > before
    },
  }
}

function shortKey(prompt: string): string {
  return String.fromCharCode(...new Uint16Array(Int32Array.from(hash128(prompt)).buffer))
}

/** Yields the first instance of each prompt, in windows, with the number of instances that the source had in between. */
export async function* distinctWindows(
  source: InstanceSource,
): AsyncGenerator<
  { readonly first: readonly PreferenceInstance[]; readonly rows: number },
  void,
  undefined
> {
  const memory = createPromptMemory()
  for await (const window of windowsOf(source)) {
    yield { first: window.filter(({ prompt }) => memory.add(prompt)), rows: window.length }
  }
}
