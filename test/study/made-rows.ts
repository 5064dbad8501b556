import { createRandom } from '../../src/kit/index.ts'

const WORDS = 'river stone paper garden window music bridge winter market engine'.split(' ')

/** Options of made-up rows. */
export interface MadeRows {
  readonly rows: number
  readonly seed: number
  /** Name of the data set. */
  readonly source?: string
}

/**
 * Returns made-up rows of three human labels and one judge's. People mostly see which answer is right; the judge takes the longer answer wherever the lengths
 * are far apart, so that a router can learn where it is wrong.
 */
export function makeRows({ rows, seed, source = 'made' }: MadeRows): object[] {
  const random = createRandom(seed).fork('rows', source)
  return Array.from({ length: rows }, (_, row) => {
    const stream = random.fork('row', row)
    const group = Math.floor(row / 4)
    const truth = stream.next() < 0.5 ? 'a' : 'b'
    const lengths = stream.next() < 0.5 ? [6, 40] : stream.next() < 0.5 ? [40, 6] : [12, 12]
    const longer = lengths[0] === lengths[1] ? truth : lengths[0]! > lengths[1]! ? 'a' : 'b'
    const flip = (side: string, chance: number): string =>
      stream.next() < chance ? (side === 'a' ? 'b' : 'a') : side
    const label = (annotator: string, side: string) => ({
      annotator,
      preference: `${side}-is-better`,
    })
    const text = (count: number): string =>
      Array.from({ length: count }, () => WORDS[Math.floor(stream.next() * WORDS.length)]).join(' ')
    return {
      id: `${source}-${row}`,
      source,
      prompt: `${source} question number ${group} about the ${WORDS[group % WORDS.length]}`,
      response_a: text(lengths[0]!),
      response_b: text(lengths[1]!),
      human: ['p1', 'p2', 'p3'].map((annotator) => label(annotator, flip(truth, 0.1))),
      lm: [label('judge', flip(longer, 0.05))],
      meta: {},
    }
  })
}
