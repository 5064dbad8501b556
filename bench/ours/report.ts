/** What a timed piece of work took. */
export interface Timed<T> {
  readonly result: T
  readonly seconds: number
  readonly cpuSeconds: number
}

/** The same after warm-up calls, with what the first call of the process took. */
export interface TimedWarm<T> extends Timed<T> {
  readonly coldSeconds: number
  /** Calls of the very same work before the timed one. */
  readonly warmUps: number
}

/** Returns the result of work with its wall and processor seconds. */
export async function timeWork<T>(work: () => T | Promise<T>): Promise<Timed<T>> {
  const cpu = process.cpuUsage()
  const start = performance.now()
  const result = await work()
  const seconds = (performance.now() - start) / 1000
  const used = process.cpuUsage(cpu)
  return { result, seconds, cpuSeconds: (used.user + used.system) / 1e6 }
}

/** Returns the timing of work as a long-running program sees it: the same call was made `warmUps` times before, so it is compiled. */
export async function timeWarm<T>(
  work: () => T | Promise<T>,
  warmUps: number,
): Promise<TimedWarm<T>> {
  const cold = await timeWork(work)
  for (let call = 1; call < warmUps; call++) await work()
  return { ...(await timeWork(work)), coldSeconds: cold.seconds, warmUps }
}

/** Prints the one line that the harness reads. */
export function report(timed: TimedWarm<unknown>, fields: Readonly<Record<string, unknown>>): void {
  const peak = process.resourceUsage().maxRSS / 1024
  const { seconds, cpuSeconds, coldSeconds, warmUps } = timed
  const times = { seconds, cpu_seconds: cpuSeconds, cold_seconds: coldSeconds, warm_ups: warmUps }
  console.log(JSON.stringify({ ...times, peak_mb: peak, ...fields }))
}
