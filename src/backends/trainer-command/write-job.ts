import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { canonicalJson } from '../../kit/index.ts'
import type {
  EvaluationFile,
  EvaluationRow,
  TrainingJob,
  TrainingRequest,
} from '../../reward/index.ts'
import { sha256Of } from '../files/sha256-of.ts'

/** One suite on disk, with the digest of its rows. */
export interface WrittenSuite extends EvaluationFile {
  readonly digest: string
}

/** Writes the suites once for all jobs, into `FOLDER/suites`, and returns where they lie as seen from a job's folder. */
export async function writeSuites(
  folder: string,
  suites: readonly { readonly name: string; readonly rows: readonly EvaluationRow[] }[],
): Promise<WrittenSuite[]> {
  const written: WrittenSuite[] = []
  await mkdir(join(folder, 'suites'), { recursive: true })
  for (const [index, { name, rows }] of suites.entries()) {
    const file = `${index}-${fileName(name)}.jsonl`
    const digest = await writeLines(join(folder, 'suites', file), rows)
    written.push({ name, file: `../suites/${file}`, rows: rows.length, digest })
  }
  return written
}

/** Writes the rows and the job file of one job into `FOLDER/ID` and returns the job; equal inputs give equal bytes. */
export async function writeJob(
  job: TrainingRequest,
  into: {
    readonly folder: string
    readonly trainer: string
    readonly command: readonly string[]
    readonly suites: readonly WrittenSuite[]
  },
): Promise<{ readonly job: TrainingJob; readonly jobFile: string; readonly resultFile: string }> {
  const folder = join(into.folder, fileName(job.id))
  await mkdir(folder, { recursive: true })
  const rows = job.rows()
  const digest = await writeLines(join(folder, 'train.jsonl'), rows)
  const open: Omit<TrainingJob, 'hash'> = {
    format: 'hyper/training-job@1',
    id: job.id,
    mix: job.mix,
    seed: job.seed,
    trainer: into.trainer,
    baseModel: job.baseModel,
    budget: job.budget,
    humanShare: job.humanShare,
    trainFile: 'train.jsonl',
    trainRows: rows.length,
    evaluations: into.suites.map(({ name, file, rows: count }) => ({ name, file, rows: count })),
    resultFile: 'result.json',
    parameters: job.parameters,
  }
  const suiteDigests = into.suites.map((suite) => suite.digest)
  const hash = sha256Of(canonicalJson([open, into.command, digest, suiteDigests]))
  const written: TrainingJob = { ...open, hash }
  const jobFile = join(folder, 'job.json')
  await writeWhole(jobFile, `${JSON.stringify(written, null, 2)}\n`)
  return { job: written, jobFile, resultFile: join(folder, 'result.json') }
}

async function writeLines(file: string, rows: readonly object[]): Promise<string> {
  const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('')
  await writeWhole(file, text)
  return sha256Of(text)
}

// A reader never sees half a file: it is written beside and then renamed.
async function writeWhole(file: string, text: string): Promise<void> {
  await writeFile(`${file}.part`, text)
  await rename(`${file}.part`, file)
}

// Ids may hold characters that a file name must not; a digest keeps changed names apart.
function fileName(id: string): string {
  const safe = id.replaceAll(/[^A-Za-z0-9._-]/g, '_').replace(/^\.+/, '_')
  return safe === id && id.length <= 120 ? id : `${safe.slice(0, 100)}-${sha256Of(id).slice(0, 8)}`
}
