import { fromNanoDollars, type PaidAnswer, type Place, toNanoDollars } from '../../domain/index.ts'
import {
  type BatchProblem,
  type BatchResult,
  boundOf,
  createBatchReader,
  paidBatchAnswer,
} from '../../judge/index.ts'
import type { AnswerShop } from './answer-shop.ts'
import { askAbout } from './judge-window.ts'
import { type InstanceSource, type JudgeSeat, type Judging, windowsOf } from './judging.ts'

/** A line of a result file. */
export interface BatchLine {
  readonly place: Place
  readonly text: string
}

/** What result files held. */
export interface BatchRead {
  readonly lines: number
  /** Answers that are new in the journal. */
  readonly answers: number
  /** Answers that the journal had already. */
  readonly known: number
  /** Requests that failed for good; asked again on demand. */
  readonly failures: number
  /** Requests that were not run, or gave nothing: their questions stay open. */
  readonly open: number
  /** Requests without a usable answer that may have been charged. */
  readonly lost: number
  /** Charged for the new answers at the batch price; null where a price is not known. */
  readonly spentUsd: number | null
  /** Lines that belong to no question, repeat one, or are errors. */
  readonly problems: number
}

interface Known {
  readonly seat: JudgeSeat
  /** The most that the request can have cost, USD; null where the price is not known, or the question was answered before. */
  readonly boundUsd: number | null
}

type Outcome = Readonly<Record<'answers' | 'known' | 'failures' | 'open' | 'lost', number>> & {
  readonly spentNano: number
}

/** Lines that are written to the journal together. */
const BLOCK = 256

/**
 * Reads results of batch files into the journal. What a vendor charged is counted whatever the cap says; where a result does not say what was charged, its upper bound
 * stands for it. Memory holds about 150 bytes a question, and a block of lines. `onProblem` hears of each line that is no answer: `FILE:LINE WHAT: got X, expected Y`.
 */
export async function readBatch(
  source: InstanceSource,
  { seats }: Pick<Judging, 'seats'>,
  shop: AnswerShop,
  given: { readonly lines: AsyncIterable<BatchLine>; readonly onProblem: (text: string) => void },
): Promise<BatchRead> {
  const known = await indexQuestions(source, seats, shop)
  const read = createBatchReader((key) => known.has(key))
  const total = { lines: 0, problems: 0, answers: 0, known: 0, failures: 0, open: 0, lost: 0 }
  let spentNano = 0
  const onProblem = (text: string): void => {
    total.problems++
    given.onProblem(text)
  }
  let block: BatchResult[] = []
  const flush = async (): Promise<void> => {
    const outcome = await keepBlock(block, { known, shop, onProblem })
    for (const name of ['answers', 'known', 'failures', 'open', 'lost'] as const)
      total[name] += outcome[name]
    spentNano += outcome.spentNano
    block = []
  }
  for await (const { text, place } of given.lines) {
    shop.cancel.throwIfAborted()
    if (text.trim() === '') continue
    total.lines++
    const result: BatchResult | BatchProblem = read(text, place)
    if ('problem' in result) onProblem(result.problem)
    else block.push(result)
    if (block.length >= BLOCK) await flush()
  }
  await flush()
  const isPriced = seats.every(({ price }) => price !== null)
  return { ...total, spentUsd: isPriced ? fromNanoDollars(spentNano) : null }
}

async function indexQuestions(
  source: InstanceSource,
  seats: readonly JudgeSeat[],
  shop: AnswerShop,
): Promise<Map<string, Known>> {
  const known = new Map<string, Known>()
  const settled = new Map(seats.map((seat) => [seat, { seat, boundUsd: null } satisfies Known]))
  for await (const window of windowsOf(source)) {
    shop.cancel.throwIfAborted()
    for (const seat of seats) {
      const questions = window.flatMap((instance) => askAbout(instance, seat.judge))
      const keys = questions.map(({ identity }) => shop.hash(identity))
      const states = await shop.journal.states(keys)
      questions.forEach(({ request }, index) => {
        const [key, state] = [keys[index]!, states[index]!]
        if (known.has(key)) return
        if (state === 'answered') {
          known.set(key, settled.get(seat)!)
          return
        }
        const boundUsd = seat.price === null ? null : boundOf(request, seat.price, { batch: true })
        known.set(key, { seat, boundUsd })
      })
    }
  }
  return known
}

interface Keeping {
  readonly known: ReadonlyMap<string, Known>
  readonly shop: AnswerShop
  readonly onProblem: (text: string) => void
}

async function keepBlock(
  block: readonly BatchResult[],
  { known, shop, onProblem }: Keeping,
): Promise<Outcome> {
  const states = await shop.journal.states(block.map(({ key }) => key))
  const counts = { answers: 0, known: 0, failures: 0, open: 0, lost: 0, spentNano: 0 }
  const paid: PaidAnswer[] = []
  for (const [index, result] of block.entries()) {
    const own = known.get(result.key)!
    if (states[index] === 'answered') {
      counts.known++
      continue
    }
    // The same file may be read again: what it lost was counted at the first time.
    const isFresh = states[index] === 'open' || shop.retryFailed
    if (result.outcome.kind !== 'reply') onProblem(errorLine(result))
    if (result.outcome.kind === 'lost' && isFresh) {
      await countLost(result, own, shop)
      counts.lost++
    }
    const answer = answerOf(result, own)
    if (answer === null) counts.open++
    else if (answer.failure !== null) {
      counts.failures++
      if (isFresh) paid.push(answer)
    } else {
      counts.answers++
      counts.spentNano += toNanoDollars(answer.costUsd)
      paid.push(answer)
    }
  }
  await shop.journal.add(paid)
  return counts
}

/** Returns the answer for the journal; null where the question stays open. */
function answerOf(result: BatchResult, { seat, boundUsd }: Known): PaidAnswer | null {
  const { outcome } = result
  if (outcome.kind === 'lost' && outcome.again) return null
  return paidBatchAnswer(result, seat.price, { boundUsd })
}

async function countLost(
  { key, outcome }: BatchResult,
  { boundUsd }: Known,
  { journal }: AnswerShop,
): Promise<void> {
  const reservation = await journal.reserve(key, boundUsd)
  // The journal is open without a cap here: what a vendor charged is counted whatever one may spend.
  if (reservation === null) throw new RangeError('batch results: got a capped journal')
  await journal.settle(reservation, { lost: 'reason' in outcome ? outcome.reason : 'no answer' })
}

function errorLine({ place, outcome }: BatchResult): string {
  const reason = outcome.kind === 'reply' ? '' : outcome.reason
  return `${place.file}:${place.line} response: got ${reason}, expected an answer`
}
