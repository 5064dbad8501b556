import { spawn } from 'node:child_process'
import { builtProgram } from './build-ours.ts'
import { repoRoot, sharedFolder } from './find-python.ts'

/** The last JSON line that a program printed. */
export type Printed = Readonly<Record<string, unknown>>

/** Threads that both sides may use: one, or as they come. */
export type Threads = 'one' | 'own'

/** Returns what one of our compiled programs printed; it runs alone in a process of its own. */
export function runOurs(
  program: string,
  args: readonly string[],
  threads: Threads,
): Promise<Printed> {
  return runProgram(process.execPath, [builtProgram(program), ...args], threads)
}

/** Returns the last JSON line of a program. Limits BLAS and OpenMP to one thread where told. */
export function runProgram(
  command: string,
  args: readonly string[],
  threads: Threads,
): Promise<Printed> {
  const limits =
    threads === 'one'
      ? {
          OMP_NUM_THREADS: '1',
          OPENBLAS_NUM_THREADS: '1',
          MKL_NUM_THREADS: '1',
          HYPER_BENCH_THREADS: '1',
        }
      : {}
  const env = {
    ...process.env,
    HYPER_SHARED: sharedFolder(),
    PYTHONDONTWRITEBYTECODE: '1',
    ...limits,
  }
  return new Promise((settle, fail) => {
    const child = spawn(command, args, { cwd: repoRoot, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    let errors = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
    })
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      errors = (errors + chunk).slice(-4000)
    })
    child.on('error', fail)
    child.on('close', (status) => {
      const line = output.trim().split('\n').at(-1)
      if (status === 0 && line?.startsWith('{')) return settle(JSON.parse(line) as Printed)
      fail(new Error(`${command} ${args.join(' ')}: got status ${status}\n${errors}`))
    })
  })
}
