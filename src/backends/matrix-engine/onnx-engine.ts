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

/**
 * Returns the engine on ONNX Runtime, loaded and warm. Its graphs are opened once and take X as an input: a matrix costs nothing to prepare
 * and is never copied, and a product of many heads runs at nine tenths of the speed that X as a packed constant would give it.
 *
 * @throws HyperError `internal/no-onnx` where the runtime cannot be loaded
 */
export async function openOnnxEngine(options: OnnxEngineOptions = {}): Promise<MatrixEngine> {
  const runtime = await loadRuntime()
  const sessions = await openSessions(runtime, options.intraOpNumThreads ?? 1)
  const engine: MatrixEngine = {
    id: 'onnx',
    prepare: async (x, rows, columns) => {
      checkShape(x, rows, columns)
      return prepareMatrix({ runtime, sessions, x, rows, columns })
    },
  }
  await warmUp(engine)
  return engine
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
}

type Sessions = Readonly<Record<keyof typeof GRAPHS, Session>>

async function openSessions(runtime: Runtime, threads: number): Promise<Sessions> {
  const open = (graph: GraphDescription): Promise<Session> =>
    runtime.InferenceSession.create(writeOnnxModel(graph), {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      logSeverityLevel: 3,
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    })
  return {
    forward: await open(GRAPHS.forward),
    products: await open(GRAPHS.products),
    pass: await open(GRAPHS.pass),
    weightedPass: await open(GRAPHS.weightedPass),
  }
}

interface Workshop {
  readonly runtime: Runtime
  readonly sessions: Sessions
  readonly x: Float32Array
  readonly rows: number
  readonly columns: number
}

function prepareMatrix({ runtime, sessions, x, rows, columns }: Workshop): PreparedMatrix {
  const tensor = (data: Float32Array, width: number): Tensor =>
    new runtime.Tensor('float32', data, [data.length / width, width])
  const matrix = tensor(x, columns)
  const heads = (data: Float32Array, width: number): Tensor =>
    tensor(data.length === width ? twice(data) : data, width)
  const run = async (
    session: Session,
    feeds: Readonly<Record<string, Tensor>>,
    k: number,
  ): Promise<(name: string) => Float32Array> => {
    const outputs = await session.run({ ...feeds, x: matrix })
    return (name) => {
      const data = outputs[name]!.data as Float32Array
      return k === 1 ? data.slice(0, data.length / 2) : data
    }
  }
  return {
    rows,
    columns,
    timesTransposed: async (weights, k) => {
      checkRows(weights, k, columns)
      return (await run(sessions.forward, { w: heads(weights, columns) }, k))('margins')
    },
    times: async (residuals, k) => {
      checkRows(residuals, k, rows)
      return (await run(sessions.products, { all: heads(residuals, rows) }, k))('products')
    },
    logisticPass: async ({ k, weights, targets, rowWeights }) => {
      checkRows(weights, k, columns)
      checkRows(targets, k, rows)
      const feeds = { w: heads(weights, columns), y: heads(targets, rows) }
      const read = await (isUnweighted(rowWeights, rows)
        ? run(sessions.pass, feeds, k)
        : run(sessions.weightedPass, { ...feeds, v: tensor(rowWeights, rows) }, k))
      return { margins: read('margins'), gradient: read('products') }
    },
    dispose: async () => {},
  }
}

// A lone head would go through a kernel of its own and get other last digits than beside others; it runs beside itself instead.
function twice(row: Float32Array): Float32Array {
  const rows = new Float32Array(2 * row.length)
  rows.set(row)
  rows.set(row, row.length)
  return rows
}

function isUnweighted(rowWeights: Float32Array, rows: number): boolean {
  return rowWeights.length === rows && rowWeights.every((weight) => weight === 1)
}

function checkRows(values: Float32Array, k: number, width: number): void {
  if (values.length !== k * width || k < 1) {
    throw new RangeError(`matrix engine: got ${values.length} values, expected ${k} x ${width}`)
  }
}

const value = (name: string, height: string, width: string): GraphValue => ({
  name,
  type: 'float32',
  shape: [height, width],
})
const X = value('x', 'rows', 'columns')
const W = value('w', 'heads', 'columns')
const Y = value('y', 'heads', 'rows')
const MARGINS = value('margins', 'heads', 'rows')
const PRODUCTS = value('products', 'heads', 'columns')

// Heads in rows: the orientation that the runtime multiplies fastest.
const FORWARD = { op: 'Gemm', inputs: ['w', 'x'], outputs: ['margins'], attributes: { transB: 1 } }
const BACKWARD = { op: 'Gemm', inputs: ['all', 'x'], outputs: ['products'] }
const SIGMOID = { op: 'Sigmoid', inputs: ['margins'], outputs: ['p'] }
const graph = (
  nodes: GraphDescription['nodes'],
  inputs: readonly GraphValue[],
  outputs: readonly GraphValue[],
): GraphDescription => ({ nodes, constants: [], inputs, outputs, opset: 18 })

const GRAPHS = {
  // margins = W X'
  forward: graph([FORWARD], [W, X], [MARGINS]),
  // products = R X
  products: graph([BACKWARD], [value('all', 'heads', 'rows'), X], [PRODUCTS]),
  // products = (sigmoid(W X') - Y) X
  pass: graph(
    [FORWARD, SIGMOID, { op: 'Sub', inputs: ['p', 'y'], outputs: ['all'] }, BACKWARD],
    [W, Y, X],
    [MARGINS, PRODUCTS],
  ),
  // products = ((sigmoid(W X') - Y) * v) X
  weightedPass: graph(
    [
      FORWARD,
      SIGMOID,
      { op: 'Sub', inputs: ['p', 'y'], outputs: ['difference'] },
      { op: 'Mul', inputs: ['difference', 'v'], outputs: ['all'] },
      BACKWARD,
    ],
    [W, Y, value('v', 'weights', 'rows'), X],
    [MARGINS, PRODUCTS],
  ),
} as const

// The first run of a process starts the runtime; that belongs to opening the engine, not to the first matrix.
async function warmUp(engine: MatrixEngine): Promise<void> {
  const matrix = await engine.prepare(Float32Array.of(1), 1, 1)
  await matrix.timesTransposed(Float32Array.of(1), 1)
}
