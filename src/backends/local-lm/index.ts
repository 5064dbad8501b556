/**
 * A small language model on this machine as an OpenAI-compatible endpoint: a GGUF file and a folder with the runtime come in, an address that answers
 * chat completions goes out, with probabilities, JSON Schema, grammars and stop texts. Refuses web pages, streams, more than one choice, and contents that
 * pose as marks of the chat. One thread, one question at a time; equal questions get equal answers.
 */
export { type LocalLm, type LocalLmOptions, openLocalLm } from './open-local-lm.ts'
