import { createFeatureMatrix, type FeatureMatrix } from '../../domain/index.ts'
import { drawNormal, type Random } from '../../kit/index.ts'
import { normalQuantile, sigmoid } from '../../stats/index.ts'
import { createColumns, drawWord, fillBins, fillColumns, spreadColumn } from './fill-bits.ts'
import { fillNumbers } from './fill-numbers.ts'
import { blockSpecs, SIGNAL_BLOCKS, type TagBlock } from './tag-blocks.ts'

/** What is seen of the instances before anyone labels them. */
export interface DrawnPool {
  readonly matrix: FeatureMatrix
  /** Prompt of each instance; ascending from 0. */
  readonly groups: Uint32Array
  /** Signals of the texts; n long each. */
  readonly texts: Readonly<Record<TextSignal, Float64Array>>
}

/** Signals that describe the texts of an instance. */
export type TextSignal = 'logLengthRatio' | (typeof SIGNAL_BLOCKS)[number] | 'code'

/**
 * Returns made-up instances. Every column is drawn from its own stream, so that more instances do not change earlier ones.
 */
export function drawPool(
  options: {
    readonly instances: number
    readonly blocks: readonly TagBlock[]
    /** Chance that an instance has the prompt of the one before it. */
    readonly repeatShare: number
  },
  random: Random,
): DrawnPool {
  const { instances, blocks } = options
  const groups = drawGroups(instances, options.repeatShare, random.fork('groups'))
  const latent = drawLatent(groups, random.fork('texts'))
  const ids = Array.from({ length: instances }, (_, row) => instanceId(row))
  const matrix = createFeatureMatrix(ids, blockSpecs(blocks))
  let first = 0
  for (const block of blocks) {
    const target = columnsOf(matrix, first, block.shares.length)
    fillBlock(target, { block, groups, latent }, random.fork('block', block.group))
    first += block.shares.length
  }
  return { matrix, groups, texts: readTexts(latent, matrix) }
}

/** Returns the id of an instance of a simulated world. */
export function instanceId(row: number): string {
  return `simulated-${String(row).padStart(7, '0')}`
}

function drawGroups(instances: number, repeatShare: number, random: Random): Uint32Array {
  const groups = new Uint32Array(instances)
  let prompt = 0
  for (let word = 0; word << 5 < instances; word++) {
    let repeats = drawWord(repeatShare, random)
    for (let row = word << 5; row < instances && row < (word + 1) << 5; row++, repeats >>>= 1) {
      if (row > 0 && (repeats & 1) === 0) prompt++
      groups[row] = prompt
    }
  }
  return groups
}

/** Standard normal numbers behind the signals of the texts. */
type Latent = Readonly<Record<(typeof SIGNAL_BLOCKS)[number] | 'ratio', Float64Array>>

function drawLatent(groups: Uint32Array, random: Random): Latent {
  const normals = (name: string): Float64Array => {
    const stream = random.fork(name)
    return fillNumbers(groups.length, () => drawNormal(stream))
  }
  const prompts = random.fork('promptLength')
  const promptLength = new Float64Array(groups.length)
  for (let row = 0; row < groups.length; row++) {
    const repeats = row > 0 && groups[row] === groups[row - 1]
    promptLength[row] = repeats ? promptLength[row - 1]! : drawNormal(prompts)
  }
  const ratio = normals('ratio')
  return {
    ratio,
    absLogLengthRatio: ratio.map(Math.abs),
    promptLength,
    shorterLength: normals('shorterLength'),
    wordOverlap: normals('wordOverlap'),
  }
}

/** Lengths are logs of tokens: prompts of 35 and shorter answers of 120 in the middle, one answer 1.8 times the other. */
function readTexts(latent: Latent, matrix: FeatureMatrix): Record<TextSignal, Float64Array> {
  const code = matrix.specs.findIndex(({ group }) => group === 'code')
  return {
    logLengthRatio: latent.ratio.map((z) => 0.87 * z),
    absLogLengthRatio: latent.absLogLengthRatio.map((z) => 0.87 * z),
    promptLength: latent.promptLength.map((z) => Math.max(0, 3.6 + 0.8 * z)),
    shorterLength: latent.shorterLength.map((z) => Math.max(0, 4.8 + 0.7 * z)),
    wordOverlap: latent.wordOverlap.map((z) => sigmoid(0.7 * z - 0.6)),
    code: latent.ratio.map((_, row) =>
      code < 0 ? Number.NaN : (matrix.bits[code * matrix.words + (row >> 5)]! >>> (row & 31)) & 1,
    ),
  }
}

function columnsOf(matrix: FeatureMatrix, first: number, columns: number) {
  const { words } = matrix
  const bits = matrix.bits.subarray(first * words, (first + columns) * words)
  return { places: matrix.ids.length, words, bits }
}

function fillBlock(
  target: ReturnType<typeof columnsOf>,
  from: { readonly block: TagBlock; readonly groups: Uint32Array; readonly latent: Latent },
  random: Random,
): void {
  const { block, groups, latent } = from
  const signal = SIGNAL_BLOCKS.find((name) => name === block.group && block.exclusive)
  if (signal !== undefined) {
    fillBins(target, latent[signal], cutPoints(block.shares, signal === 'absLogLengthRatio'))
  } else if (block.of === 'pair') {
    fillColumns(target, block, random)
  } else {
    const prompts = createColumns(block.shares.length, (groups.at(-1) ?? -1) + 1)
    fillColumns(prompts, block, random)
    for (let column = 0; column < block.shares.length; column++) {
      spreadColumn(
        prompts.bits.subarray(column * prompts.words, (column + 1) * prompts.words),
        groups,
        target.bits.subarray(column * target.words, (column + 1) * target.words),
      )
    }
  }
}

/** Upper bounds of bins of the given shares of a standard normal number, or of its absolute value. */
function cutPoints(shares: readonly number[], isAbsolute: boolean): number[] {
  let below = 0
  return shares.map((share) => {
    below += share
    if (below >= 1 - 1e-9) return Number.POSITIVE_INFINITY
    return normalQuantile(isAbsolute ? (1 + below) / 2 : below)
  })
}
