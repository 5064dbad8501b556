import { fenceNumber, fenceText, HyperError, hash128, nearestName, show } from '../../kit/index.ts'
import { describeDimensions } from './describe-dimensions.ts'

/** A template that asks for tags: `{{dimensions}}` becomes the definitions of the catalogue, `{{prompt}}` the fenced prompt. */
export interface TagPrompt {
  readonly name: string
  readonly version: number
  readonly text: string
  /** Fingerprint of the text with the definitions filled in: 32 hex digits. */
  readonly hash: string
}

const PLACEHOLDERS = ['dimensions', 'prompt'] as const
const PLACEHOLDER = /\{\{\s*([^{}]*?)\s*\}\}/g

/**
 * Returns a template that was checked. It must hold `{{prompt}}`; `{{dimensions}}` may be left out by a template that defines them itself.
 *
 * @throws HyperError `config/bad-prompt` naming the placeholder that is missing or unknown
 */
export function createTagPrompt({ name, version, text }: Omit<TagPrompt, 'hash'>): TagPrompt {
  const used = [...text.matchAll(PLACEHOLDER)].map((match) => match[1]!)
  const strange = used.find((one) => !PLACEHOLDERS.some((known) => known === one))
  if (strange !== undefined) {
    const near = nearestName(strange, PLACEHOLDERS)
    throw badPrompt(name, `placeholder ${show(strange)}`, near)
  }
  if (!used.includes('prompt')) throw badPrompt(name, 'no {{prompt}}', undefined)
  return { name, version, text, hash: hashText(fill(text, { dimensions: describeDimensions() })) }
}

/** Returns the question about one prompt, which stands in it as disarmed data. Placeholders inside the prompt are never filled. */
export function renderTagPrompt(template: TagPrompt, prompt: string): string {
  const fenced = fenceText('request', prompt, fenceNumber([prompt]))
  return fill(template.text, { dimensions: describeDimensions(), prompt: fenced })
}

/** One pass over the template, so that what was filled in is not read again. */
function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(PLACEHOLDER, (whole, name: string) => values[name] ?? whole)
}

function badPrompt(name: string, got: string, near: string | undefined): HyperError {
  return new HyperError(
    'config/bad-prompt',
    `tag prompt ${show(name)}: got ${got}, expected {{prompt}} and, if wanted, {{dimensions}}`,
    near === undefined ? {} : { hint: `did you mean "{{${near}}}"?` },
  )
}

function hashText(text: string): string {
  return hash128(text)
    .map((word) => (word >>> 0).toString(16).padStart(8, '0'))
    .join('')
}
