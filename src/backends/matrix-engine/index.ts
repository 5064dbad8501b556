/**
 * The numeric engine of this machine. Comes in: nothing but thread counts. Goes out: the port `MatrixEngine`, on ONNX Runtime where it
 * loads, else on plain typed arrays; its id says which. Refuses matrices whose size is not what was
 * said.
 */
export { type OnnxEngineOptions, openOnnxEngine } from './onnx-engine.ts'
export { openMatrixEngine } from './open-matrix-engine.ts'
