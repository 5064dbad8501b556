import { sha1Hex } from './sha1.ts'

/** Returns a prompt as it is compared: lower case, each run of white space one space, none at the ends. */
export function normalizePrompt(prompt: string): string {
  return prompt.toLowerCase().replace(/\s+/g, ' ').trim()
}

/** Returns the first turn of a prompt of several turns (`[Turn 1]`, `[Turn 2]` blocks), any other prompt as it is. */
export function firstTurn(prompt: string): string {
  const match = /^\s*\[Turn 1\]\s*\n([\s\S]*?)\n\s*\[Turn 2\]/.exec(prompt)
  return match?.[1] ?? prompt
}

/**
 * Returns the key that rows with one prompt share: the first 12 hex digits of the SHA-1 of the normalised prompt, in items of several
 * turns of the first turn. It is the `meta.group` of the pair format, so that keys of different files can be compared.
 */
export function promptGroupKey(prompt: string): string {
  return sha1Hex(normalizePrompt(firstTurn(prompt))).slice(0, 12)
}
