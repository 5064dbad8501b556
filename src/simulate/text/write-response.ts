import { type Random, shuffleInPlace } from '../../kit/index.ts'
import {
  ALTERNATIVES,
  CLOSINGS,
  COMPLIANCE,
  CORRECT,
  ERRONEOUS,
  OFF_TOPIC,
  OPENINGS,
  PADDING,
  REFUSALS,
  WORKED,
} from './bank-responses.ts'
import { between, capitalise, fill, pick, pickSeveral } from './draw.ts'
import type { ResponseContent } from './draw-response.ts'
import type { SimulatedPrompt } from './write-prompt.ts'

/** Returns the text of a response: every counted sentence of its content is in it, in drawn order. */
export function writeResponse(
  prompt: SimulatedPrompt,
  content: ResponseContent,
  random: Random,
): string {
  const sentence = (template: string, numbers: Numbers = NO_NUMBERS): string => {
    const [term, other] = pickSeveral(prompt.terms, 2, random) as [string, string]
    const { topic } = prompt
    const values = {
      topic,
      term,
      other,
      Topic: capitalise(topic),
      Term: capitalise(term),
      ...numbers,
    }
    return capitalise(fill(template, values))
  }
  const opening = sentence(pick(OPENINGS[content.tone], random))
  const closing = pick(CLOSINGS[content.tone], random)
  const body = writeBody(prompt, content, { sentence, random })
  const text = [opening, layOut(body, prompt, content), closing]
    .filter((part) => part !== '')
    .join(content.layout === 'plain' ? ' ' : '\n\n')
  return misspell(text, content.slips, random)
}

interface Numbers {
  readonly x: string
  readonly y: string
  readonly z: string
}

const NO_NUMBERS: Numbers = { x: '', y: '', z: '' }

interface Tools {
  readonly sentence: (template: string, numbers?: Numbers) => string
  readonly random: Random
}

function writeBody(prompt: SimulatedPrompt, content: ResponseContent, tools: Tools): string[] {
  const { sentence, random } = tools
  const padding = pickSeveral(PADDING, content.padding, random)
  if (content.stance !== 'comply') {
    const help = content.stance === 'refuse-with-help' ? pickSeveral(ALTERNATIVES, 2, random) : []
    return [pick(REFUSALS, random), ...help, ...padding]
  }
  if (prompt.profile.safety === 'unsafe') {
    const lines = pickSeveral(COMPLIANCE, Math.min(6, 2 + content.correct), random)
    return [...lines, ...padding]
  }
  const useful = [
    ...repeat(content.correct, () => statement(prompt, true, tools)),
    ...repeat(content.erroneous, () => statement(prompt, false, tools)),
    ...pickSeveral(OFF_TOPIC, content.offTopic, random),
    ...padding,
  ]
  const lines = shuffleInPlace(useful, random)
  return lines.length > 0 ? lines : [sentence('{Topic}.')]
}

function statement(prompt: SimulatedPrompt, holds: boolean, tools: Tools): string {
  const { sentence, random } = tools
  if (!prompt.profile.technical || random.next() < 0.5) {
    return sentence(pick(holds ? CORRECT : ERRONEOUS, random))
  }
  const x = between(3, 19, random)
  const y = between(3, 12, random)
  const z = x * y + (holds ? 0 : between(1, 9, random))
  const numbers = { x: String(x), y: String(y), z: String(z) }
  return sentence(pick(WORKED[holds ? 'correct' : 'erroneous'], random), numbers)
}

function repeat(count: number, make: () => string): string[] {
  return Array.from({ length: count }, make)
}

function layOut(
  body: readonly string[],
  prompt: SimulatedPrompt,
  content: ResponseContent,
): string {
  if (content.stance !== 'comply' || content.layout === 'plain') return body.join(' ')
  if (content.layout === 'list') return body.map((line) => `- ${line}`).join('\n')
  const steps = body.map((line, index) => `${index + 1}. ${line}`).join('\n')
  return content.layout === 'steps' ? steps : `${codeBlock(prompt)}\n\n${body.join(' ')}`
}

function codeBlock(prompt: SimulatedPrompt): string {
  const name = prompt.topic.replace(/^an? /, '').replace(/\W+/g, '_')
  const [first, second] = prompt.terms.map((term) =>
    term.replace(/^(the|an?) /, '').replace(/\W+/g, '_'),
  )
  return [
    '```python',
    `def ${name}(${first}, ${second}):`,
    `    result = []`,
    `    for item in ${first}:`,
    `        if item != ${second}:`,
    `            result.append(item)`,
    `    return result`,
    '```',
  ].join('\n')
}

/** Swaps two inner letters in so many words (those of five letters or more). */
function misspell(text: string, slips: number, random: Random): string {
  const words = [...text.matchAll(/\b[a-z]{5,}\b/g)]
  let result = text
  for (const word of pickSeveral(words, slips, random)) {
    const at = word.index + between(1, word[0].length - 3, random)
    result = `${result.slice(0, at)}${result[at + 1]}${result[at]}${result.slice(at + 2)}`
  }
  return result
}
