/** One change that takes a mark its power: what matches is written so that a person reads the same and no program does. */
type Disarm = readonly [RegExp, string]

const OPEN = '[<\\uFF1C\\uFE64]'
const CLOSE = '[>\\uFF1E\\uFE65]'
const BAR = '[|\\uFF5C]'

/** Names between angle brackets that chat templates, reasoning models or our own fences use. */
const TAG_NAMES = [
  's|bos|eos|pad|unk|mask|cls|sep|sop|eop|eoh|eoa|eot|eom|im_start|im_end|begin_of_text|end_of_text|endoftext',
  'start_of_turn|end_of_turn|start_of_image|end_of_image|image_soft_token|extra_id_\\d+|unused\\d+|reserved_\\d+|tokens_unused_\\d+',
  'think|thinking|thought|reasoning|scratchpad|tool|tools|tool_calls?|tool_responses?|tool_results?|function_calls?|functions?',
  'fim_(?:prefix|middle|suffix|pad)|system|user|human|assistant|bot|model|instructions?|guidelines?|verdict|judge?ment|score|rating',
  '(?:prompt|question|answers?|responses?|completions?|outputs?|texts?)[\\s_-]?[ab12]?',
].join('|')

const DISARMS: readonly Disarm[] = [
  [new RegExp(`${OPEN}(${BAR}[^\\s<>|\\uFF5C]{1,64}${BAR}?)${CLOSE}`, 'g'), '‹$1›'],
  [new RegExp(`${OPEN}([^\\s<>|\\uFF5C]{1,64}${BAR})${CLOSE}`, 'g'), '‹$1›'],
  [/<<(\/?SYS)>>/gi, '‹‹$1››'],
  [/>>(QUESTION|ANSWER|INTRODUCTION|SUMMARY|TITLE|ABSTRACT|PREFIX|SUFFIX|MIDDLE)<</g, '››$1‹‹'],
  [
    new RegExp(`${OPEN}(\\s{0,4}/?\\s{0,4}(?:${TAG_NAMES})(?:[\\s:/][^<>]{0,80})?)${CLOSE}`, 'gi'),
    '‹$1›',
  ],
  [
    /\[(\/?(?:INST|SYS|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|TOOL_CONTENT|SYSTEM_PROMPT|MODEL_SETTINGS|THINK|ARGS|CALL_ID|IMG|IMG_BREAK|IMG_END|[gs]?MASK|CLS|SEP|PAD|UNK|BOS|EOS))\]/gi,
    '⟦$1⟧',
  ],
  [/\[(\[\s*(?:[A-E]|tie|[AB]\s*[<>=]+\s*[AB]|\d{1,3}(?:\.\d+)?)\s*\])\]/gi, '⟦$1⟧'],
  [/(verdict["'*_`”’]*)\s*[:：=]/gi, '$1 [:]'],
  [
    /^([ \t]*(?:#{2,4}[ \t]*(?:instruction|response|input|human|assistant|user|system)|human|assistant|user|system))[ \t]*:/gim,
    '$1 [:]',
  ],
  // Last, because the changes before it write brackets.
  [/\]~(?=[a-z!])/g, '] ~'],
]

/** Half a surrogate pair cannot be sent; other control characters break endpoints and databases: both become visible signs. */
function showControls(text: string): string {
  return (
    text
      .replace(/\p{Surrogate}/gu, '\uFFFD')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
      .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F]/g, (mark) =>
        String.fromCharCode(0x2400 + mark.charCodeAt(0)),
      )
  )
}

/**
 * Returns a text of somebody else as data for a language model: marks that a chat template, our fences or our parsers could take for
 * structure are written in another way that people still read (`<|im_end|>` as `‹|im_end|›`, `[[A]]` as `⟦[A]⟧`, `Verdict:` as `Verdict [:]`).
 * Nothing is left out and nothing is hidden; a text without such marks comes back as it is. Applying it twice changes nothing more.
 */
export function disarmText(text: string): string {
  return DISARMS.reduce(
    (disarmed, [pattern, replacement]) => disarmed.replace(pattern, replacement),
    showControls(text),
  )
}

/**
 * Returns the smallest number from 1 on that no text ends a tag with (`:7>`, in any width), so that no fence of that number stands in any of them.
 * O(length of the texts).
 */
export function fenceNumber(texts: readonly string[]): number {
  const taken = new Set<string>()
  for (const text of texts) {
    if (!/[>\uFF1E\uFE65]/.test(text)) continue
    for (const match of text.normalize('NFKC').matchAll(/:\s*(\d+)\s*>/g))
      taken.add(match[1]!.replace(/^0+/, ''))
  }
  let number = 1
  while (taken.has(String(number))) number++
  return number
}

/**
 * Returns a text between two fences, disarmed: `<name:1>`, the text, `</name:1>`, each on its own line. The number comes from `fenceNumber` over all
 * texts of the message. A text of white space alone is followed by a line, outside the fence, that says it is empty.
 */
export function fenceText(name: string, text: string, number: number): string {
  return fenceDisarmed(name, disarmText(text), number)
}

/** Returns the same for a text that `disarmText` has been over already. */
export function fenceDisarmed(name: string, text: string, number: number): string {
  const empty = text.trim() === ''
  const body = empty ? '' : `${text}\n`
  const note = empty ? `\n(${name} is empty: it has no text.)` : ''
  return `<${name}:${number}>\n${body}</${name}:${number}>${note}`
}
