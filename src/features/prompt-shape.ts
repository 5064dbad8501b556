import { looksLikeCode } from './code-pattern.ts'

/** What the wording of a prompt shows, read by patterns; English wording except for the counts. */
export interface PromptShape {
  readonly words: number
  readonly sentences: number
  readonly questions: number
  /** Sentences or lines that begin with a request ("write", "explain", "list"). */
  readonly requests: number
  readonly turns: number
  readonly hasCode: boolean
  readonly hasMath: boolean
  /** Asks for one fact: who, when, where, which, how many, yes or no. */
  readonly asksFact: boolean
  /** Asks for a name, a definition or a short answer in the asker's words. */
  readonly asksDefinition: boolean
  /** Asks for an explanation, advice or a list. */
  readonly asksExplanation: boolean
  /** Asks for a text, a role or ideas. */
  readonly asksCreation: boolean
  /** Carries material to work on: a passage, data, code, a quoted text. */
  readonly hasMaterial: boolean
  /** Says what the answer must look like. */
  readonly hasFormat: boolean
}

const REQUEST =
  /^(?:please |can you |could you |i want you to |you should |now |then |also )*(?:write|explain|describe|list|give|create|make|generate|design|develop|compose|draft|summari[sz]e|translate|compare|analy[sz]e|discuss|provide|suggest|find|calculate|solve|compute|convert|rewrite|edit|fix|classify|identify|extract|tell|show|act|pretend|imagine|rank|evaluate|implement|outline|propose|help|determine|answer|name|add|use|include|start|structure|explore|consider|prove|sort)\b/i

const FACT =
  /^(?:\W*|.*\b(?:know|tell me) )(?:who|whom|whose|when|where|which|how (?:many|much|old|long|far|tall|big|high|deep|often)|what (?:year|day|date|time|country|city|state|number|percentage|color|colour|age|name|channel|episode|season|type|kind|part|is the (?:name|capital|number|value|largest|smallest|population|sum|product|area|answer|probability|distance|speed))|is|are|was|were|does|did|do|has|have|can|will|in (?:which|what) )\b/i

const DEFINITION =
  /\b(?:what(?:'s| is| are| was| were| does)|define|meaning of|stand for|means?)\b/i
const EXPLANATION =
  /\b(?:explain|why|how (?:do|does|did|can|could|to|would|should|is|are)|what (?:are (?:some|the)|would|could|should|if|makes?|happens)|describe|discuss|compare|difference between|advantages?|pros and cons|tips|advice|suggest|recommend|ideas?|ways? to|steps|analy[sz]e|evaluate|implications|role of|strategies|list|plan|should i|summari[sz]e|review|examples? of)\b/i
const CREATION =
  /\b(?:(?:write|compose|create|draft|generate|produce|make up|tell|invent|come up with|brainstorm|craft)\b(?:\W+\w+){0,8}?\W+(?:story|poem|essay|song|lyrics|letter|email|e-mail|speech|script|dialogue|conversation|blog|post|article|slogan|tagline|joke|novel|scene|monologue|haiku|limerick|sonnet|review|description|advertisement|ad|biography|tweet|caption|message|toast|recipe|bio|title|titles|names?|ideas?|paragraph|proposal|cover letter|resume|cv|press release|outline|plot|chapter|fable|rap|ballad|presentation|statement|anecdote|news|reflection)|pretend|imagine|role ?play|act as|you are (?:now )?(?:a|an|the)\b|as if you were|assume the role|embody|picture yourself|suppose you|if you were|creative)\b/i

const MATERIAL =
  /(?:"[^"]{80,}"|“[^”]{80,}”|^(?:>|\|).*\n(?:>|\|)|\b(?:input|text|passage|paragraph|article|context|document|sentence|sentences|question|data|table|code|email|review|abstract|given|reviews|conversation|notes|content|premise|original|tweet|story|statement|options?|list)\s*:\s*\S|\b(?:following|below|above)\b[^.?\n]{0,60}[:.?]\s*\n|\([A-E]\)[^\n]+\([B-E]\)|^\s*[A-D][.)] .+\n\s*[B-E][.)] )/im

const FORMAT =
  /\b(?:(?:in|under|within|at least|at most|no more than|fewer than|less than|exactly|about|around|maximum|up to|minimum|limit(?:ed)? (?:of|to)|over|than|approximately)\s+(?:\w+\s+){0,2}?(?:\d[\d,]*|one|two|three|four|five|six|seven|eight|ten)(?:\s*-\s*\d+)?[ -](?:\w+ )?(?:words?|sentences?|paragraphs?|characters?|lines?|bullet|points?|pages?|steps|items|syllables)|(?:one|two|three|four|five|six|seven|eight|ten|\d+)[ -](?:short )?(?:sentences?|paragraphs?|words?|lines?|stanzas?|bullet points?|syllables?|verses?)|bullet(?:ed)?[ -](?:points?|list)|numbered list|(?:as|in|into) (?:a |an )?(?:json|csv|xml|yaml|html|markdown|table|list|latex|code block|tabular)|json (?:format|string|object|array)|markdown|format (?:of|as|it|your|the (?:output|answer|response))|in the (?:form(?:at)?|style|tone|voice) of|following format|only (?:output|answer|respond|reply|return|with)|output (?:only|the answer)|answer only|(?:respond|reply|answer) (?:only )?with|without (?:using|any)|must (?:start|begin|end|include|contain|rhyme)|begins? with|starts? with|ends? with|start (?:each|every|with)|each (?:line|sentence|paragraph)|do not (?:include|use|write|explain)|don't (?:include|use|write|explain)|in (?:simple|formal|plain|professional|informal) (?:english|language|tone|terms|words)|rhym(?:e|es|ing)|table of|columns?|headings?|subheadings?|hashtags?|template|all caps|uppercase|lowercase|double[- ]space|step[- ]by[- ]step|haiku|limerick|sonnet)\b/i

const MATH =
  /\d\s*[-+*/×÷^=]\s*\(?-?\d|[a-z]\s*[=<>]\s*-?\d|\b[xyz]\^?\d?\s*[-+*/=]|\b(?:sqrt|sin|cos|tan|log|integral|derivative|equation|solve for|remainder|percent of|sum of)\b|\$\d+.{1,200}\bhow (?:much|many)\b|\\frac|∫|√|∑/i

/** Returns the shape of a prompt. A two-turn prompt counts as a whole. */
export function readPromptShape(prompt: string): PromptShape {
  const body = prompt.replace(/^\s*\[turn \d+\]\s*/gim, '')
  const prose = body.replace(/```[\s\S]*?(?:```|$)/g, ' ')
  const pieces = prose
    .split(/(?<=[.?!])\s+|\n+/)
    .map((piece) => piece.replace(/^[\s\-*•\d.)"'(]+/, ''))
  const asksCreation = CREATION.test(prose)
  const words = body.match(/[\p{L}\p{N}]+/gu)?.length ?? 0
  return {
    words,
    sentences: pieces.filter((piece) => /[\p{L}\p{N}]/u.test(piece)).length,
    questions: prose.match(/\?(?=\s|$|["”)])/g)?.length ?? 0,
    requests: pieces.filter((piece) => REQUEST.test(piece)).length,
    turns: Math.max(1, prompt.match(/^\s*(?:\[turn \d+\]|human:)/gim)?.length ?? 1),
    hasCode: looksLikeCode(body),
    hasMath: MATH.test(prose),
    asksFact: pieces.some((piece) => FACT.test(piece)),
    asksDefinition: DEFINITION.test(prose),
    asksExplanation: EXPLANATION.test(prose),
    asksCreation,
    hasMaterial:
      MATERIAL.test(body) || /```[\s\S]{20,}/.test(body) || (words > 120 && /\n\s*\n/.test(body)),
    hasFormat: FORMAT.test(prose),
  }
}
