import type { MatrixEngine } from '../../domain/index.ts'
import { isHyperError } from '../../kit/index.ts'
import { createPlainEngine } from '../../reward/index.ts'
import { type OnnxEngineOptions, openOnnxEngine } from './onnx-engine.ts'

/** Returns the fastest engine that loads here: id `onnx`, or `plain` where ONNX Runtime does not load. */
export async function openMatrixEngine(
  options: OnnxEngineOptions = {},
  open: (options: OnnxEngineOptions) => Promise<MatrixEngine> = openOnnxEngine,
): Promise<MatrixEngine> {
  try {
    return await open(options)
  } catch (error) {
    if (isHyperError(error, 'internal/no-onnx')) return createPlainEngine()
    throw error
  }
}
