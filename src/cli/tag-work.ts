import { stopsPurchase } from '../collect/index.ts'
import {
  type OpenedLocalTagger,
  type OpenedTaggers,
  type OpenShop,
  openLocalTagger,
} from '../config/index.ts'
import { createRandom } from '../kit/index.ts'
import {
  buyTags,
  createTagComparer,
  createTagCounts,
  type InstanceSource,
  type PromptTagger,
  readingTagger,
  readTags,
  type TagComparer,
  type TagCounts,
  type TaggingPlan,
  type TagPurchase,
} from '../pipeline/index.ts'
import type { CommandContext } from './command.ts'
import { writePairs } from './pair-source.ts'
import { renderTagResult, tagResult } from './tag-report.ts'
import { taggerOptions, type WantedTagger } from './tag-request.ts'
import { VERSION } from './version.ts'

/** Name of the work in progress events. */
export const TAG_STAGE = 'tag'

/** Everything that tagging needs. */
export interface TagWork {
  readonly source: InstanceSource
  readonly wanted: readonly WantedTagger[]
  readonly opened: OpenedTaggers
  readonly shop: OpenShop
  readonly planned: TaggingPlan
  readonly output: string
  /** Null where no language model is asked. */
  readonly journal: string | null
}

/**
 * Buys what the plan says, writes the rows and prints what was done. What a cap stopped is written as well: the tags are paid for.
 *
 * @throws HyperError as `buyAnswers`
 */
export async function buyAndTag(work: TagWork, context: CommandContext): Promise<void> {
  const { opened, shop, planned, source, output, journal } = work
  let stopped: unknown
  let purchases: TagPurchase[] = []
  try {
    const total = planned.prompts
    purchases = await buyTags(source, opened.seats, shop.shop, { stage: TAG_STAGE, total })
  } catch (error) {
    if (!stopsPurchase(error)) throw error
    stopped = error
  }
  const { taggers, comparer } = await writeTagged(work, context)
  const result = tagResult({
    ok: stopped === undefined,
    ...{ output, journal, planned, purchases, taggers },
    comparisons: comparer.compare(streamOf(context)),
    wallet: journal === null ? null : await shop.shop.journal.totals(),
  })
  if (stopped !== undefined) {
    context.io.err(renderTagResult(result))
    throw stopped
  }
  const text = renderTagResult(result)
  // Rows on standard output leave no room for words there.
  if (output === '-') context.io.err(text)
  else context.print({ format: 'hyper/tag-result@1', ...result }, text)
}

async function writeTagged(
  work: TagWork,
  context: CommandContext,
): Promise<{ readonly taggers: readonly TagCounts[]; readonly comparer: TagComparer }> {
  const { source, planned, output } = work
  const { io, progress } = context
  const ids = work.wanted.map(({ id }) => id)
  const comparer = createTagComparer(ids, planned.prompts, streamOf(context))
  const counts = ids.map(createTagCounts)
  const local = await openLocal(work, context)
  try {
    const tagged = readTags(source, taggersOf(work, local), {
      ...{ counts, comparer, cancel: io.signal },
      advance: (done) =>
        progress({
          type: 'stage-advance',
          stage: TAG_STAGE,
          done,
          total: planned.rows,
          unit: 'rows',
        }),
    })
    await writePairs(output, tagged, context)
  } finally {
    await local?.dispose()
  }
  return { taggers: counts, comparer }
}

function streamOf({ common }: CommandContext): ReturnType<typeof createRandom> {
  return createRandom(common.seed ?? 42).fork(TAG_STAGE)
}

async function openLocal(
  { wanted }: TagWork,
  context: CommandContext,
): Promise<OpenedLocalTagger | null> {
  if (!wanted.some(({ kind }) => kind === 'local')) return null
  const { io, common, progress } = context
  return openLocalTagger({
    options: await taggerOptions(context),
    version: VERSION,
    workers: common.maxConcurrency,
    ...{ cwd: io.cwd, env: io.env, progress, cancel: io.signal },
  })
}

function taggersOf({ wanted, shop }: TagWork, local: OpenedLocalTagger | null): PromptTagger[] {
  return wanted.map((one) =>
    one.kind === 'local' ? local!.tagger : readingTagger(one.setup, shop.shop),
  )
}
