import type { MatrixEngine, PreparedMatrix } from '../../domain/index.ts'
import { HyperError } from '../../kit/index.ts'
import { type GraphDescription, type GraphValue, writeOnnxModel } from '../onnx/model.ts'

type Runtime = typeof import('onnxruntime-node')
type Session = Awaited<ReturnType<Runtime['InferenceSession']['create']>>
type Tensor = InstanceType<Runtime['Tensor']>

/** How the runtime works; the defaults suit a machine whose cores are shared. */
export interface OnnxEngineOptions {
  /** Threads inside one product; 1 unless told. Two waiting threads cost more than they bring on a busy machine. */
  readonly intraOpNumThreads?: number
}

/** Largest X, in elements: its bytes must fit in one protobuf message of 2 GB. */
const LARGEST_MATRIX = 500_000_000

/**
 * Returns the engine on ONNX Runtime, loaded and warm. X becomes a constant of two graphs, one per product, and is packed once
 * when they are made; a product then runs at the speed of a tuned BLAS.
 *
 * @throws HyperError `internal/no-onnx` where the runtime cannot be loaded
 */
export async function openOnnxEngine(options: OnnxEngineOptions = {}): Promise<MatrixEngine> {
  const runtime = await loadRuntime()
  const open = sessionOpener(runtime, options.intraOpNumThreads ?? 1)
  await warmUp(runtime, open)
  return {
    id: 'onnx',
    prepare: async (x, rows, columns) => {
      checkShape(x, rows, columns)
      return prepareMatrix({ runtime, open, x, rows, columns })
    },
  }
}

async function loadRuntime(): Promise<Runtime> {
  try {
    const loaded = (await import('onnxruntime-node')) as Runtime & { readonly default?: Runtime }
    return loaded.default ?? loaded
  } catch (cause) {
    throw new HyperError(
      'internal/no-onnx',
      'matrix engine: got no onnxruntime-node that loads here, expected its native library',
      { cause, hint: 'the plain engine does the same work more slowly' },
    )
  }
}

function checkShape(x: Float32Array, rows: number, columns: number): void {
  if (x.length !== rows * columns || rows < 1 || columns < 1) {
    throw new RangeError(
      `matrix engine: got ${x.length} values, expected ${rows} x ${columns}, both at least 1`,
    )
  }
  if (x.length > LARGEST_MATRIX) {
    throw new RangeError(
      `matrix engine: got ${x.length} values, expected at most ${LARGEST_MATRIX}`,
    )
  }
}

type OpenSession = (graph: GraphDescription) => Promise<Session>

function sessionOpener(runtime: Runtime, threads: number): OpenSession {
  return (graph) =>
    runtime.InferenceSession.create(writeOnnxModel(graph), {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      logSeverityLevel: 3,
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    })
}

interface Workshop {
  readonly runtime: Runtime
  readonly open: OpenSession
  readonly x: Float32Array
  readonly rows: number
  readonly columns: number
}

// One session holds both products, so that X is handed over once; a matrix that is only read (margins of a suite) needs the first alone.
function prepareMatrix(workshop: Workshop): PreparedMatrix {
  const { runtime, open, rows, columns } = workshop
  let forward: Promise<Session> | undefined
  let pass: Promise<Session> | undefined
  const tensor = (data: Float32Array, width: number): Tensor =>
    new runtime.Tensor('float32', data, [data.length / width, width])
  const runPass = async (feeds: PassFeeds, outputs: readonly string[]): Promise<PassOutputs> => {
    pass ??= open(passGraph(workshop))
    const { w, y, v, r } = feeds
    const tensors = {
      w: tensor(w, columns),
      y: tensor(y, rows),
      v: tensor(v, rows),
      r: tensor(r, rows),
    }
    return (await (await pass).run(tensors, outputs)) as unknown as PassOutputs
  }
  return {
    rows,
    columns,
    timesTransposed: async (weights, k) => {
      checkRows(weights, k, columns)
      forward ??= open(forwardGraph(workshop))
      const { margins } = await (await forward).run({ w: tensor(weights, columns) })
      return margins!.data as Float32Array
    },
    times: async (residuals, k) => {
      checkRows(residuals, k, rows)
      const feeds = { w: NONE, y: NONE, v: NONE, r: residuals }
      return (await runPass(feeds, ['products'])).products.data as Float32Array
    },
    logisticPass: async ({ k, weights, targets, rowWeights }) => {
      checkRows(weights, k, columns)
      checkRows(targets, k, rows)
      const feeds = { w: weights, y: targets, v: rowWeights, r: NONE }
      const { margins, products } = await runPass(feeds, ['margins', 'products'])
      return {
        margins: margins.data as Float32Array,
        gradient: products.data as Float32Array,
      }
    },
    dispose: async () => {
      await (await forward)?.release()
      await (await pass)?.release()
      forward = pass = undefined
    },
  }
}

const NONE = new Float32Array(0)

interface PassFeeds {
  readonly w: Float32Array
  readonly y: Float32Array
  readonly v: Float32Array
  readonly r: Float32Array
}

interface PassOutputs {
  readonly margins: Tensor
  readonly products: Tensor
}

function checkRows(values: Float32Array, k: number, width: number): void {
  if (values.length !== k * width || k < 1) {
    throw new RangeError(`matrix engine: got ${values.length} values, expected ${k} x ${width}`)
  }
}

type Matrix = Pick<Workshop, 'x' | 'rows' | 'columns'>

// Heads in rows: the orientation that the runtime multiplies fastest.
const FORWARD = { op: 'Gemm', inputs: ['w', 'x'], outputs: ['margins'], attributes: { transB: 1 } }

// margins = W X'
function forwardGraph({ x, rows, columns }: Matrix): GraphDescription {
  return {
    nodes: [FORWARD],
    constants: [{ name: 'x', shape: [rows, columns], data: x }],
    inputs: [value('w', 'heads', columns)],
    outputs: [value('margins', 'heads', rows)],
    opset: 18,
  }
}

// products = [(sigmoid(W X') - Y) * v; R] X. W with Y, or R, may have no rows, so that one graph serves a pass and a bare product.
function passGraph({ x, rows, columns }: Matrix): GraphDescription {
  return {
    nodes: [
      FORWARD,
      { op: 'Sigmoid', inputs: ['margins'], outputs: ['p'] },
      { op: 'Sub', inputs: ['p', 'y'], outputs: ['difference'] },
      { op: 'Mul', inputs: ['difference', 'v'], outputs: ['weighted'] },
      { op: 'Concat', inputs: ['weighted', 'r'], outputs: ['all'], attributes: { axis: 0 } },
      { op: 'Gemm', inputs: ['all', 'x'], outputs: ['products'] },
    ],
    constants: [{ name: 'x', shape: [rows, columns], data: x }],
    inputs: [
      value('w', 'heads', columns),
      value('y', 'heads', rows),
      value('v', 'weights', rows),
      value('r', 'more', rows),
    ],
    outputs: [value('margins', 'heads', rows), value('products', 'both', columns)],
    opset: 18,
  }
}

// The first session of a process starts the runtime; that belongs to opening the engine, not to the first matrix.
async function warmUp(runtime: Runtime, open: OpenSession): Promise<void> {
  const session = await open(forwardGraph({ x: Float32Array.of(1), rows: 1, columns: 1 }))
  await session.run({ w: new runtime.Tensor('float32', Float32Array.of(1), [1, 1]) })
  await session.release()
}

function value(name: string, height: string, width: number): GraphValue {
  return { name, type: 'float32', shape: [height, width] }
}
