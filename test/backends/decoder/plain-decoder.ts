import type { PlainMatrix, PlainModel } from './plain-model.ts'

/** Numbers that every part needs. */
interface Sizes {
  readonly heads: number
  /** Query heads that share one head of keys and values. */
  readonly share: number
  readonly head: number
  readonly epsilon: number
  readonly base: number
}

type Vector = Float64Array

/** Returns the mean state of the tokens from a place on, after so many layers: a forward pass in double precision, token by token. */
export function plainMeanState(
  model: PlainModel,
  layers: number,
  { ids, from }: { readonly ids: readonly number[]; readonly from: number },
): Vector {
  const size = (key: string): number => model.metadata.get(`llama.${key}`) as number
  const heads = size('attention.head_count')
  const sizes: Sizes = {
    heads,
    share: heads / size('attention.head_count_kv'),
    head: size('embedding_length') / heads,
    epsilon: size('attention.layer_norm_rms_epsilon'),
    base: size('rope.freq_base'),
  }
  let states: Vector[] = ids.map((id) => model.row('token_embd.weight', id))
  for (let block = 0; block < layers; block++) {
    const take = (name: string): PlainMatrix => model.matrix(`blk.${block}.${name}.weight`)
    const attended = attend(states, take, sizes)
    states = states.map((state, position) => plus(state, attended[position]!))
    states = feedForward(states, take, sizes)
  }
  const read = states.slice(from)
  return read.reduce(plus).map((value) => value / read.length)
}

type Take = (name: string) => PlainMatrix

function attend(states: readonly Vector[], take: Take, sizes: Sizes): Vector[] {
  const [scale, q, k, v, out] = ['norm', 'q', 'k', 'v', 'output'].map((name) =>
    take(`attn_${name}`),
  )
  const normal = states.map((state) => normalise(state, scale!.values, sizes))
  const queries = normal.map((x, position) => turn(times(q!, x), position, sizes))
  const keys = normal.map((x, position) => turn(times(k!, x), position, sizes))
  const values = normal.map((x) => times(v!, x))
  return queries.map((query, position) =>
    times(out!, lookBack(query, { keys: keys.slice(0, position + 1), values }, sizes)),
  )
}

function lookBack(
  query: Vector,
  { keys, values }: { readonly keys: readonly Vector[]; readonly values: readonly Vector[] },
  { heads, share, head }: Sizes,
): Vector {
  const answer = new Float64Array(heads * head)
  for (let own = 0; own < heads; own++) {
    const shared = Math.floor(own / share) * head
    const scores = keys.map((key) => {
      let sum = 0
      for (let i = 0; i < head; i++) sum += query[own * head + i]! * key[shared + i]!
      return Math.exp(sum / Math.sqrt(head))
    })
    const total = scores.reduce((sum, score) => sum + score, 0)
    scores.forEach((score, seen) => {
      for (let i = 0; i < head; i++)
        answer[own * head + i]! += (score / total) * values[seen]![shared + i]!
    })
  }
  return answer
}

function feedForward(states: readonly Vector[], take: Take, sizes: Sizes): Vector[] {
  const [scale, gate, up, down] = ['norm', 'gate', 'up', 'down'].map((name) => take(`ffn_${name}`))
  return states.map((state) => {
    const inner = normalise(state, scale!.values, sizes)
    const rise = times(up!, inner)
    const opened = times(gate!, inner).map(
      (value, index) => (value / (1 + Math.exp(-value))) * rise[index]!,
    )
    return plus(state, times(down!, opened))
  })
}

function normalise(x: Vector, scale: Vector, { epsilon }: Sizes): Vector {
  const power = x.reduce((sum, value) => sum + value * value, 0) / x.length
  return x.map((value, index) => (value / Math.sqrt(power + epsilon)) * scale[index]!)
}

// Neighbours are the real and the imaginary part of a number that is turned by its position.
function turn(x: Vector, position: number, { head, base }: Sizes): Vector {
  return x.map((value, index) => {
    const angle = position * base ** (-(2 * Math.floor((index % head) / 2)) / head)
    const other = index % 2 === 0 ? -x[index + 1]! : x[index - 1]!
    return value * Math.cos(angle) + other * Math.sin(angle)
  })
}

function times({ columns, rows, values }: PlainMatrix, x: Vector): Vector {
  const product = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    let sum = 0
    for (let column = 0; column < columns; column++)
      sum += values[row * columns + column]! * x[column]!
    product[row] = sum
  }
  return product
}

function plus(x: Vector, y: Vector): Vector {
  return x.map((value, index) => value + y[index]!)
}
