import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { HyperError } from '../../kit/index.ts'

/** The parts of `node-llama-cpp` 3.21 and of `@huggingface/jinja` that are used here; neither is a dependency of this package. */
export interface LlamaRuntime {
  readonly getLlama: (options: Readonly<Record<string, unknown>>) => Promise<Llama>
  readonly LlamaGrammarEvaluationState: new (given: {
    readonly model: LlamaModel
    readonly grammar: LlamaGrammar
  }) => object
  /** A chat template in Jinja. */
  readonly Template: new (
    text: string,
  ) => { render(given: Record<string, unknown>): string }
}

/** The engine. */
export interface Llama {
  loadModel(options: { readonly modelPath: string }): Promise<LlamaModel>
  createGrammar(options: { readonly grammar: string }): Promise<LlamaGrammar>
  createGrammarForJsonSchema(schema: object): Promise<LlamaGrammar>
  getGrammarFor(name: 'json'): Promise<LlamaGrammar>
  dispose(): Promise<void>
}

/** A compiled grammar; nothing of it is read. */
export type LlamaGrammar = object

/** A loaded model; tokens are numbers from 0. */
export interface LlamaModel {
  readonly trainContextSize: number
  readonly tokens: {
    readonly bos: number | null
    readonly eos: number | null
    readonly shouldPrependBosToken: boolean
  }
  readonly fileInfo: {
    readonly metadata: { readonly tokenizer?: { readonly chat_template?: string } }
  }
  tokenize(text: string, specialTokens: boolean): readonly number[]
  detokenize(
    tokens: readonly number[],
    specialTokens?: boolean,
    lastTokens?: readonly number[],
  ): string
  isEogToken(token: number): boolean
  createContext(options: Readonly<Record<string, unknown>>): Promise<LlamaContext>
}

/** Memory for one sequence of tokens. */
export interface LlamaContext {
  readonly contextSize: number
  getSequence(): LlamaSequence
}

/** A token that was drawn, with the probabilities it was drawn by, most probable first. */
export interface LlamaStep {
  readonly token: number
  readonly probabilities?: ReadonlyMap<number, number>
}

/** Reads tokens and draws the next ones. */
export interface LlamaSequence {
  clearHistory(): Promise<void>
  evaluateWithMetadata(
    tokens: readonly number[],
    metadata: { readonly probabilities: boolean },
    options: Readonly<Record<string, unknown>>,
  ): AsyncGenerator<LlamaStep, void, void>
}

/** How the runtime is come by, one sentence for hints. */
const HOW_TO_GET =
  'get it with "npm run local-lm:install" in a checkout (115 MB), or name the folder that it was installed in with --runtime'

/**
 * Loads the runtime from a folder that holds its `node_modules`.
 *
 * @throws HyperError `config/local-lm-runtime` where it is absent or does not run on this machine
 */
export async function loadRuntime(folder: string): Promise<LlamaRuntime> {
  const home = resolve(folder, 'node_modules')
  const files = ['node-llama-cpp/dist/index.js', '@huggingface/jinja/dist/index.js']
  const absent = files.map((file) => join(home, file)).find((file) => !existsSync(file))
  if (absent !== undefined) throw unusable(`no file ${absent}`)
  try {
    const [engine, jinja] = await Promise.all(
      files.map((file) => import(pathToFileURL(join(home, file)).href) as Promise<object>),
    )
    return { ...engine, ...jinja } as LlamaRuntime
  } catch (cause) {
    throw unusable((cause as Error).message, cause)
  }
}

/** Starts the engine on one thread, without a graphics card: its threads spin, so that two on a busy machine are far slower than one. */
export async function startEngine({ getLlama }: LlamaRuntime): Promise<Llama> {
  try {
    return await getLlama({
      gpu: false,
      build: 'never',
      maxThreads: 1,
      logLevel: 'disabled',
      progressLogs: false,
    })
  } catch (cause) {
    throw unusable((cause as Error).message, cause)
  }
}

function unusable(got: string, cause?: unknown): HyperError {
  return new HyperError(
    'config/local-lm-runtime',
    `runtime of the local model: got ${got}, expected node-llama-cpp 3.21 with a build for this machine`,
    { hint: HOW_TO_GET, ...(cause === undefined ? {} : { cause }) },
  )
}
