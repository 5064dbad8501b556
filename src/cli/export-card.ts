import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { createDirectoryStore, writeAtomic } from '../backends/index.ts'
import type { RunSummary } from '../domain/index.ts'
import { type CroissantFacts, renderCroissant } from '../export/index.ts'
import { HyperError } from '../kit/index.ts'
import {
  CARD_MARK,
  type CardFacts,
  readJsonArtifact,
  readManifest,
  renderDatasetCard,
} from '../pipeline/index.ts'

/** Name of the card, as hubs want it. */
export const CARD_NAME = 'README.md'

/** Name of the Croissant description. */
export const CROISSANT_NAME = 'croissant.json'

/**
 * Refuses a place whose card would take another README away.
 *
 * @throws HyperError `usage/wrong-option`, `usage/file-exists`
 */
export async function requireCardPlace(path: string, replace: boolean): Promise<void> {
  const card = join(dirname(path), CARD_NAME)
  if (basename(path) === CARD_NAME)
    throw new HyperError(
      'usage/wrong-option',
      'export -o: got README.md, which is the dataset card, expected another name',
    )
  const held = await readFile(card, 'utf8').catch(() => null)
  if (held === null || held.includes(CARD_MARK) || replace) return
  throw new HyperError(
    'usage/file-exists',
    `export: got another README.md beside ${basename(path)}, expected a folder of its own for data and card`,
    { hint: 'give a path in a new folder with -o, or --yes to replace that README.md' },
  )
}

/** Writes the card beside the data. */
export async function writeCard(folder: string, facts: CardFacts): Promise<void> {
  await writeAtomic(join(folder, CARD_NAME), renderDatasetCard(facts))
}

/** Writes the Croissant description beside the data. */
export async function writeCroissant(
  folder: string,
  facts: Omit<CroissantFacts, 'name'>,
): Promise<void> {
  const described = renderCroissant({ ...facts, name: 'hybrid-preference-labels' })
  await writeAtomic(join(folder, CROISSANT_NAME), `${JSON.stringify(described, null, 2)}\n`)
}

/** Returns what a run measured and spent, as far as it has got. */
export async function readRunFigures(
  folder: string,
): Promise<Pick<CardFacts, 'agreement' | 'spentUsd'>> {
  const store = createDirectoryStore(folder)
  const summary =
    (await store.readText('summary.json')) === null
      ? null
      : await readJsonArtifact<RunSummary>(store, 'summary.json', 'summary')
  const ledger = (await readManifest(store))?.ledger ?? []
  const costs = ledger.map(({ costUsd }) => costUsd)
  const isKnown = costs.length > 0 && costs.every((cost) => cost !== null)
  return {
    agreement:
      summary === null
        ? null
        : { humanHuman: summary.dataset.humanHuman, humanLm: summary.dataset.humanLm },
    spentUsd: isKnown ? costs.reduce((sum: number, cost) => sum + (cost ?? 0), 0) : null,
  }
}
