/** A piece of a SentencePiece unigram vocabulary and its log probability. */
export type Piece = readonly [text: string, score: number]

/** Cuts texts into pieces of a vocabulary. */
export interface UnigramTokenizer {
  /** Returns the piece ids of a text; 0 stands for a run of characters that no piece covers. */
  tokenise(text: string): Int32Array
}

/** Stands for a space inside pieces. */
const SPACE_MARK = '\u2581'

/**
 * Returns a tokenizer that finds the most probable cut (Viterbi over a trie of UTF-16 units). The ids equal those of
 * `@energetic-ai/embeddings` 0.2.0 on every text, its two oddities included: an uncovered character costs nothing, and of
 * equally probable cuts the one with the shorter last piece wins.
 *
 * @param reserved number of ids at the start of the vocabulary that never match text
 */
export function createUnigramTokenizer(pieces: readonly Piece[], reserved = 6): UnigramTokenizer {
  const trie = buildTrie(pieces, reserved)
  const lengths = Int32Array.from(pieces, ([text]) => text.length)
  const scores = Float64Array.from(pieces, ([, score]) => score)
  lengths[0] = 1
  let best = new Float64Array(1024)
  let chosen = new Int32Array(1024)

  const reserve = (size: number): void => {
    if (best.length >= size) return
    best = new Float64Array(size * 2)
    chosen = new Int32Array(size * 2)
  }

  const tokenise = (text: string): Int32Array => {
    const marked = markSpaces(text)
    reserve(marked.length + 1)
    best.fill(0, 0, marked.length + 1)
    chosen.fill(0, 0, marked.length + 1)
    findBestCut(marked, trie, scores, { best, chosen })
    return readBack(chosen, marked.length, lengths)
  }
  return { tokenise }
}

function markSpaces(text: string): string {
  const normal = text.normalize('NFKC')
  return normal.length === 0 ? '' : SPACE_MARK + normal.replaceAll(' ', SPACE_MARK)
}

/** Rows of the table are nodes, columns the units that occur in pieces (0: none of them); node 0 is the root and "no way on". */
interface Trie {
  readonly columnOf: Uint16Array
  readonly columns: number
  readonly next: Uint16Array
  /** Id of the piece that ends at a node, -1 when none does. */
  readonly pieceAt: Int32Array
}

function buildTrie(pieces: readonly Piece[], reserved: number): Trie {
  const columnOf = new Uint16Array(0x10000)
  let columns = 1
  let nodes = 1
  for (const [text] of pieces.slice(reserved)) {
    nodes += text.length
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at)
      if (columnOf[unit] === 0) columnOf[unit] = columns++
    }
  }
  if (nodes > 0xffff) throw new RangeError(`buildTrie: got ${nodes} nodes, expected at most 65535`)
  const next = new Uint16Array(nodes * columns)
  const pieceAt = new Int32Array(nodes).fill(-1)
  let last = 0
  for (let id = reserved; id < pieces.length; id++) {
    const text = pieces[id]![0]
    let node = 0
    for (let at = 0; at < text.length; at++) {
      const cell = node * columns + columnOf[text.charCodeAt(at)]!
      if (next[cell] === 0) next[cell] = ++last
      node = next[cell]!
    }
    pieceAt[node] = id
  }
  return { columnOf, columns, next: next.slice(0, (last + 1) * columns), pieceAt }
}

interface Lattice {
  /** Per end position the score of the best cut so far; 0 where none is known. */
  readonly best: Float64Array
  /** Per end position the last piece of that cut. */
  readonly chosen: Int32Array
}

function findBestCut(text: string, trie: Trie, scores: Float64Array, lattice: Lattice): void {
  const { columnOf, columns, next, pieceAt } = trie
  const { best, chosen } = lattice
  for (let start = 0; start < text.length; start++) {
    const soFar = best[start]!
    let node = 0
    let covered = false
    for (let end = start; end < text.length; ) {
      const column = columnOf[text.charCodeAt(end)]!
      node = column === 0 ? 0 : next[node * columns + column]!
      if (node === 0) break
      end++
      const piece = pieceAt[node]!
      if (piece < 0) continue
      covered = true
      const score = scores[piece]! + soFar
      if (best[end] === 0 || score >= best[end]!) {
        best[end] = score
        chosen[end] = piece
      }
    }
    if (!covered && (best[start + 1] === 0 || soFar >= best[start + 1]!)) {
      best[start + 1] = soFar
      chosen[start + 1] = 0
    }
  }
}

function readBack(chosen: Int32Array, length: number, lengths: Int32Array): Int32Array {
  const ids: number[] = []
  let afterUnknown = false
  for (let end = length; end > 0; ) {
    const id = chosen[end]!
    if (id !== 0 || !afterUnknown) ids.push(id)
    afterUnknown = id === 0
    end -= lengths[id]!
  }
  return Int32Array.from(ids.reverse())
}
