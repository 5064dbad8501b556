/**
 * Marks that chat templates give a meaning to: turns, instructions, beginnings and ends, reasoning, tools. Every one is found whole, in any
 * case; the bars of some families are full-width.
 */
const MARKS = [
  String.raw`<[|｜][^|｜<>\n]{1,64}[|｜]>`,
  String.raw`<\/?(?:s|bos|eos|unk|pad|think|thinking|tool_call|tool_response|start_of_turn|end_of_turn|start_of_image|end_of_image|start_of_role|end_of_role|end_of_text)>`,
  String.raw`<(?:extra_id_|unused|reserved_)\d+>`,
  String.raw`<<\/?SYS>>`,
  String.raw`\[\/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_RESULTS|TOOL_CALLS|TOOL_CONTENT|ARGS|THINK|IMG|gMASK)\]`,
  String.raw`\[[|｜][^|｜[\]\n]{1,64}[|｜]\]`,
].join('|')

/**
 * Returns the text with every mark of a chat template broken by a space behind its first character (`<|im_start|>` becomes
 * `< |im_start|>`): readable as before, and no tokenizer takes it for structure. All else stays as it is.
 */
export function breakChatMarks(text: string): string {
  return text.replace(new RegExp(MARKS, 'giu'), (mark) => `${mark[0]} ${mark.slice(1)}`)
}

/** A text as data inside a question. */
export interface FencedText {
  /** The line before the text and the line behind it; neither occurs in the text in any case. */
  readonly open: string
  readonly close: string
  /** Both lines with the text between them, chat marks broken. */
  readonly block: string
}

/**
 * Returns a text between two lines that say where data begins and ends: `<<< BEGIN name` and `>>> END name`, with as many more brackets as it
 * takes until no such line occurs in the text. Equal texts give equal fences.
 */
export function fenceText(text: string, name: string): FencedText {
  const inner = breakChatMarks(text)
  const folded = inner.toLowerCase()
  for (let length = 3; ; length++) {
    const open = `${'<'.repeat(length)} BEGIN ${name}`
    const close = `${'>'.repeat(length)} END ${name}`
    const isFree = [open, close].every((line) => !folded.includes(line.toLowerCase()))
    if (isFree) return { open, close, block: `${open}\n${inner}\n${close}` }
  }
}
