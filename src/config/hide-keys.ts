/** What the name of an environment variable looks like. */
export const VARIABLE_NAME: RegExp = /^[A-Za-z_][A-Za-z0-9_]*$/

/** Returns a value with every text under `keyEnv` that is no name of a variable replaced: somebody may have put the key itself there. */
export function hideKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hideKeys)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([name, own]) => {
      const isKey = name === 'keyEnv' && typeof own === 'string' && !VARIABLE_NAME.test(own)
      return [name, isKey ? '(not shown)' : hideKeys(own)]
    }),
  )
}
