import { resolve } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { loadPriceTable, type PriceRules } from '../config/index.ts'
import { parsePrice } from '../judge/index.ts'
import { HyperError } from '../kit/index.ts'
import type { CommandContext } from './command.ts'
import { environmentWith } from './env-file.ts'

/** What every command that buys answers is told. */
export interface PurchaseOptions {
  readonly prices: PriceRules
  readonly attempts: number | null
  readonly retryFailed: boolean
  readonly env: Readonly<Record<string, string | undefined>>
  /** Folder of the journal; beside the output unless told. */
  readonly folder: string
}

/** Adds the options of every command that buys answers. */
export function addPurchaseOptions(command: Command): Command {
  return command
    .option('--plan', 'show calls, tokens, money, minutes and one prompt, and buy nothing')
    .option('--cap <usd>', 'most money that the journal may hold in all', parseMoney)
    .option('--price <in,out>', 'USD for a million tokens of question and answer')
    .option('--prices <file>', 'price table (YAML or JSON)')
    .option('--allow-unpriced', 'buy from a model without a known price')
    .option('--journal <folder>', 'where paid answers are kept (default: OUTPUT.answers)')
    .option('--retry-errors', 'ask again what failed before')
    .option('--no-retry', 'never ask a second time after an error')
    .option('--env-file <file>', 'file of NAME=value lines with keys')
}

function parseMoney(text: string): number {
  if (!/^\d+(?:\.\d+)?$/.test(text)) throw new InvalidArgumentError('expected USD, such as 2.50')
  return Number(text)
}

/** Returns what the options of a command say of a purchase. @throws HyperError `usage/bad-price`, `config/invalid` */
export async function purchaseOptions(
  options: Readonly<Record<string, unknown>>,
  output: string,
  { io }: Pick<CommandContext, 'io'>,
): Promise<PurchaseOptions> {
  const { price, prices, cap, allowUnpriced, retry, retryErrors, journal, envFile } = options
  if (output === '-' && journal === undefined) {
    throw new HyperError(
      'usage/no-journal',
      '-o -: got no place for the paid answers, expected --journal FOLDER beside standard output',
    )
  }
  return {
    prices: {
      option: price === undefined ? null : parsePrice(String(price)),
      file: prices === undefined ? null : await loadPriceTable(resolve(io.cwd, String(prices))),
      allowUnpriced: allowUnpriced === true,
      capUsd: (cap as number | undefined) ?? null,
    },
    attempts: retry === false ? 1 : null,
    retryFailed: retryErrors === true,
    env: await environmentWith(envFile, io),
    folder: resolve(io.cwd, journal === undefined ? `${output}.answers` : String(journal)),
  }
}
