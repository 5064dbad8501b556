import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { createDirectoryStore, openMatrixEngine } from '../backends/index.ts'
import type { MatrixEngine } from '../domain/index.ts'
import { isHyperError } from '../kit/index.ts'
import {
  type CellIo,
  type CellSpec,
  DATA_FOLDER,
  rememberOnce,
  runCell,
  type StudyOptions,
} from '../study/index.ts'

/** What a worker is started with. */
export interface StudyWorkerData {
  readonly options: StudyOptions
  /** Folder of the study; its data lie inside. */
  readonly folder: string
}

/** What a worker answers to a cell. */
export type StudyAnswer =
  | { readonly result: Awaited<ReturnType<typeof runCell>> }
  | {
      readonly error: {
        readonly code: string | null
        readonly message: string
        readonly hint: string | null
        readonly stack: string
      }
    }

const port = parentPort
if (port !== null) {
  const { options, folder } = workerData as StudyWorkerData
  let engine: Promise<MatrixEngine> | undefined
  const io: CellIo = {
    store: createDirectoryStore(join(folder, DATA_FOLDER)),
    engine: () => (engine ??= openMatrixEngine()),
    once: rememberOnce(),
  }
  port.on('message', (cell: CellSpec) => {
    runCell(cell, options, io).then(
      (result) => port.postMessage({ result } satisfies StudyAnswer),
      (error: unknown) => port.postMessage({ error: describe(error) } satisfies StudyAnswer),
    )
  })
}

function describe(error: unknown): Extract<StudyAnswer, { error: unknown }>['error'] {
  const known = isHyperError(error)
  return {
    code: known ? error.code : null,
    message: error instanceof Error ? error.message : String(error),
    hint: known ? (error.hint ?? null) : null,
    stack: error instanceof Error ? (error.stack ?? '') : '',
  }
}
