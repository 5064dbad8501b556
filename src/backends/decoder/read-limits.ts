/** Tokens of a prompt that are read; the rest is left out. */
export const PROMPT_TOKENS = 48
/** Tokens of a response that are read; the rest is left out. */
export const RESPONSE_TOKENS = 96
/** Name of the template around them; it changes whenever a prompt and a response give other tokens than before. */
export const TEMPLATE = 'chatml1'
/** Tokens of the template around prompt and response at most. */
export const TEMPLATE_TOKENS = 24
