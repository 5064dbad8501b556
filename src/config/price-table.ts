import { z } from 'zod'
import type { TokenPrice } from '../domain/index.ts'
import type { PriceTable } from '../judge/index.ts'
import { parseWith, readConfigText } from './read-config.ts'

const dollars = z.number().min(0)

/** USD for a million tokens, as judges and price files write it; a price of 0 must be written. */
export const tokenPriceSchema: z.ZodObject<{
  inputPerMillion: z.ZodNumber
  cachedInputPerMillion: z.ZodDefault<z.ZodNullable<z.ZodNumber>>
  outputPerMillion: z.ZodNumber
  batchDiscount: z.ZodDefault<z.ZodNumber>
}> = z.strictObject({
  inputPerMillion: dollars.describe('USD for a million tokens of the question'),
  cachedInputPerMillion: dollars
    .nullable()
    .default(null)
    .describe('USD for a million of them read from a cache; null for no difference'),
  outputPerMillion: dollars.describe('USD for a million tokens of the answer'),
  batchDiscount: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe('share taken off in a batch file: 0.5 is half price'),
})

const priceFileSchema = z.strictObject({
  source: z.string().nullable().default(null),
  asOf: z.string().nullable().default(null),
  prices: z.record(
    z.string().min(1),
    tokenPriceSchema.extend({ source: z.string().optional(), asOf: z.string().optional() }),
  ),
})

interface PriceFile {
  readonly source: string | null
  readonly asOf: string | null
  readonly prices: Readonly<
    Record<string, TokenPrice & { readonly source?: string; readonly asOf?: string }>
  >
}

/**
 * Returns the prices of a YAML or JSON file:
 *
 * ```yaml
 * source: https://vendor.example/pricing
 * asOf: 2025-08-01
 * prices:
 *   some-model: { inputPerMillion: 0.15, cachedInputPerMillion: 0.075, outputPerMillion: 0.6, batchDiscount: 0.5 }
 *   "local/*": { inputPerMillion: 0, outputPerMillion: 0 }
 * ```
 *
 * A key is the name of a model or a pattern with `*`; `source` and `asOf` may stand at a model too.
 *
 * @throws HyperError `config/missing-file`, or `config/invalid` with every problem at once in `details.problems`
 */
export async function loadPriceTable(file: string): Promise<PriceTable> {
  const { text } = await readConfigText(file)
  return parsePriceTable(text, file)
}

/**
 * Returns the prices in the text of a price file.
 *
 * @throws HyperError `config/invalid` with every problem at once in `details.problems`
 */
export function parsePriceTable(text: string, file: string): PriceTable {
  const written = parseWith(priceFileSchema, text, file) as unknown as PriceFile
  const entries = Object.entries(written.prices).map(([model, { source, asOf, ...price }]) => ({
    model,
    price,
    source: source ?? written.source,
    asOf: asOf ?? written.asOf,
  }))
  return { from: 'file', entries }
}
