import {
  createFeatureMatrix,
  type FeatureMatrix,
  type FeatureSpec,
  setFeature,
} from '../domain/index.ts'
import type { Random } from '../kit/index.ts'

/** One block of columns drawn together. */
interface Block {
  readonly group: string
  readonly kind: FeatureSpec['kind']
  readonly exclusive: boolean
  /** Chance of each column; exclusive blocks sum to 1. */
  readonly chances: readonly number[]
}

/**
 * Returns made-up features of so many instances: text bins in exhaustive groups of three, subjects of falling (Zipf) frequency, levels that
 * exclude each other, flags; with 90 columns 27, 46, 14 and 3. A column depends on the seed and its block alone, so more instances do not
 * change earlier ones.
 */
export function drawSurfaceMatrix(
  instances: number,
  columns: number,
  random: Random,
): FeatureMatrix {
  const blocks = planBlocks(columns, random.fork('plan'))
  const specs = blocks.flatMap((block) =>
    block.chances.map((_, index) => ({
      id: `${block.group}:${index + 1}`,
      kind: block.kind,
      group: block.group,
      exclusive: block.exclusive,
      label: `simulated ${block.group} ${index + 1}`,
    })),
  )
  const ids = Array.from({ length: instances }, (_, row) => `simulated-${row}`)
  const matrix = createFeatureMatrix(ids, specs)
  let first = 0
  for (const block of blocks) {
    fillBlock(matrix, { block, first, random: random.fork(block.group) })
    first += block.chances.length
  }
  return matrix
}

function planBlocks(columns: number, random: Random): Block[] {
  const blocks: Block[] = []
  let left = columns
  const add = (block: Block): void => {
    const chances = block.chances.slice(0, left)
    if (chances.length > 0) blocks.push({ ...block, chances })
    left -= chances.length
  }
  const bins = Math.min(9, Math.floor((columns * 3) / 10 / 3))
  for (let measure = 1; measure <= bins; measure++) {
    add({
      group: `measure-${measure}`,
      kind: 'bin',
      exclusive: true,
      chances: drawShares(3, random),
    })
  }
  const levels = columns >= 60 ? [3, 4, 4, 3] : columns >= 20 ? [3] : []
  for (const [index, size] of levels.entries()) {
    add({
      group: `level-${index + 1}`,
      kind: 'tag',
      exclusive: true,
      chances: drawShares(size, random),
    })
  }
  const flags = Math.min(3, left)
  const subjects = left - flags
  add({
    group: 'subject',
    kind: 'tag',
    exclusive: false,
    chances: Array.from({ length: subjects }, (_, index) => 0.6 / (index + 1) ** 0.9),
  })
  for (let flag = 1; flag <= flags; flag++) {
    add({
      group: `flag-${flag}`,
      kind: 'flag',
      exclusive: false,
      chances: [0.1 + 0.5 * random.next()],
    })
  }
  return blocks
}

/** Shares that sum to 1, none of them tiny (gaps between uniform numbers, mixed with equal shares). */
function drawShares(count: number, random: Random): number[] {
  const cuts = Array.from({ length: count - 1 }, () => random.next()).sort((a, b) => a - b)
  return Array.from({ length: count }, (_, index) => {
    const gap = (cuts[index] ?? 1) - (cuts[index - 1] ?? 0)
    return 0.5 * gap + 0.5 / count
  })
}

function fillBlock(
  matrix: FeatureMatrix,
  fill: { readonly block: Block; readonly first: number; readonly random: Random },
): void {
  const { block, first, random } = fill
  if (block.exclusive) {
    for (let row = 0; row < matrix.ids.length; row++) {
      let left = random.next()
      let column = 0
      while (column < block.chances.length - 1 && left >= block.chances[column]!) {
        left -= block.chances[column++]!
      }
      setFeature(matrix, row, first + column, true)
    }
    return
  }
  for (const [column, share] of block.chances.entries()) {
    const stream = random.fork(column)
    for (let row = 0; row < matrix.ids.length; row++) {
      if (stream.next() < share) setFeature(matrix, row, first + column, true)
    }
  }
}
