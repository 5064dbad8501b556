import type { Json } from '../kit/index.ts'
import { promptGroupKey } from './prompt-group-key.ts'

/** Returns the group of a row of a suite: `meta.group` where it is given, else the key of the prompt. */
export function suiteGroup(meta: Readonly<Record<string, Json>>, prompt: string): string {
  const given = meta.group
  return typeof given === 'string' && given !== '' ? given : promptGroupKey(prompt)
}
