import { bareWords } from './read-preference.ts'
import type { ReadingProblemCode } from './read-result.ts'
import { filledLines } from './read-text.ts'

/** A line longer than this names more than two labels. */
const MOST_LETTERS = 40

/** A label, lower case, and the end of the answer from it on. */
export interface BareLabel {
  readonly label: string
  readonly tail: string
}

/**
 * Returns the one label that a bare answer gives, or why there is none. The first line must hold the label and nothing else but marks around it
 * and `Answer:` or `Verdict:` before it; prose after that line is let pass unless one of its lines is another label.
 */
export function readLabel(
  text: string,
  labels: readonly string[],
): BareLabel | { readonly code: ReadingProblemCode } {
  const [line = '', ...others] = filledLines(text)
  const first = withoutLead(line)
  if (labels.includes(first)) {
    const words = others.map(withoutLead)
    if (words.some((other) => other !== first && labels.includes(other)))
      return { code: 'two-verdicts' }
    const start = text.indexOf(line) + line.toLowerCase().lastIndexOf(first)
    return { label: first, tail: text.slice(start) }
  }
  if (first.length > MOST_LETTERS) return { code: 'no-verdict' }
  const parts = first.split(/\s*(?:\/|,|&|\band\b|\bor\b)\s*/).map(bareWords)
  const named = new Set(parts.filter((part) => labels.includes(part)))
  const onlyLabels = parts.every((part) => labels.includes(part) || part === 'both')
  return { code: onlyLabels && named.size > 1 ? 'two-verdicts' : 'no-verdict' }
}

function withoutLead(line: string): string {
  return bareWords(bareWords(line).replace(/^(?:final )?(?:answer|verdict|choice)[*_]* ?:/, ''))
}
