import { HyperError, hash128, show } from '../../kit/index.ts'
import type { JudgeMode, JudgePrompt } from '../judge.ts'

/** Where a template lacks or repeats one of these, it cannot be asked; `{{guidelines}}` may be absent. */
export function neededPlaceholders(mode: JudgeMode): readonly string[] {
  return mode === 'scores' ? ['prompt', 'answer'] : ['prompt', 'a', 'b']
}

/**
 * Returns a prompt for a mode: `text` with the placeholders `{{prompt}}`, `{{a}}`, `{{b}}` (or `{{answer}}` for `scores`) once each, and
 * `{{guidelines}}` where guidelines may be shown.
 *
 * @throws HyperError `config/bad-prompt` that names the placeholder which is missing, unknown in this mode or there twice
 */
export function createJudgePrompt(
  mode: JudgeMode,
  options: Pick<JudgePrompt, 'name' | 'version' | 'text'>,
): JudgePrompt {
  const { name, version, text } = options
  const needed = neededPlaceholders(mode)
  const known = [...needed, 'guidelines']
  const found = [...text.matchAll(/\{\{([^{}\n]*)\}\}/g)].map((match) => match[1]!.trim())
  const refuse = (got: string, expected: string): never => {
    throw new HyperError('config/bad-prompt', `prompt ${name}: got ${got}, expected ${expected}`, {
      details: { prompt: name, mode },
    })
  }
  for (const placeholder of found) {
    if (!known.includes(placeholder))
      refuse(show(`{{${placeholder}}}`), known.map((word) => `{{${word}}}`).join(', '))
  }
  for (const placeholder of known) {
    const times = found.filter((word) => word === placeholder).length
    const once = `{{${placeholder}}} once in a prompt for mode ${mode}`
    if (times > 1) refuse(`{{${placeholder}}} ${times} times`, once)
    if (times === 0 && needed.includes(placeholder)) refuse(`no {{${placeholder}}}`, once)
  }
  return { name, version, text, hash: hashOf(text) }
}

function hashOf(text: string): string {
  return hash128(text)
    .map((word) => (word >>> 0).toString(16).padStart(8, '0'))
    .join('')
}
