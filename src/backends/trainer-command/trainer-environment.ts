const SECRET_NAME = /KEY|TOKEN|SECRET|PASSW|CREDENTIAL|AUTH|COOKIE|PRIVATE|SESSION/i
const SECRET_VALUE = /:\/\/[^/\s:@]+:[^/\s@]+@/

/**
 * Returns the environment that a trainer sees: ours without variables whose name or value looks like a secret, except those named. One
 * OpenMP thread unless the environment says otherwise: waiting threads on shared cores cost more than they bring.
 */
export function trainerEnvironment(
  from: Readonly<Record<string, string | undefined>>,
  named: readonly string[] = [],
): Record<string, string> {
  const kept: Record<string, string> = { OMP_NUM_THREADS: '1' }
  for (const [name, value] of Object.entries(from)) {
    if (value === undefined) continue
    const secret = SECRET_NAME.test(name) || SECRET_VALUE.test(value)
    if (!secret || named.includes(name)) kept[name] = value
  }
  return kept
}
