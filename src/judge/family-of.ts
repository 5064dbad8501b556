/** Families by what their models are called; the last part of a path, in lower case, is looked at. */
const FAMILIES: readonly (readonly [family: string, names: RegExp])[] = [
  [
    'gpt',
    /^(?!.*cerebras)(?:.*[^a-z])?(?:chat)?gpt-?(?:3|4(?!-?all)|5|oss)|^chatgpt|davinci|^o[134](?:$|[^a-z\d])/,
  ],
  ['claude', /claude/],
  ['gemini', /gemini|gemma/],
  ['palm', /^bard|palm-?\d|bison/],
  ['llama', /(?<!(?:tiny|open)[-_]?)llama|vicuna|alpaca|guanaco/],
  ['mistral', /mistral|mixtral|ministral|codestral|magistral/],
  ['qwen', /qwen|qwq/],
  ['deepseek', /deepseek/],
  ['phi', /(?:^|[^a-z])phi-?\d/],
  ['command', /(?:^|[^a-z])command(?:$|[^a-z])|c4ai|(?:^|[^a-z])aya(?:$|[^a-z])/],
  ['smollm', /smollm/],
  ['yi', /(?:^|[^a-z])yi-\d/],
  ['glm', /glm/],
  ['grok', /grok/],
  ['olmo', /olmo/],
  ['falcon', /falcon/],
  ['granite', /granite/],
  ['kimi', /kimi/],
  ['nova', /(?:^|[^a-z])nova-/],
  ['bloom', /bloom/],
  ['pythia', /pythia|gpt-neox|gpt-j(?:$|[^a-z])/],
  ['opt', /(?:^|[^a-z])opt-\d/],
  ['cerebras-gpt', /cerebras-?gpt/],
  ['stablelm', /stablelm/],
]

/**
 * Returns the family that a model's name says it is of, a fine-tune under its own name being of the family it started from; null where the name says
 * nothing, or names two families (a distillation).
 */
export function familyOf(model: string): string | null {
  const name = model.trim().toLowerCase().split('/').at(-1) ?? ''
  const found = FAMILIES.filter(([, names]) => names.test(name))
  return found.length === 1 ? found[0]![0] : null
}
