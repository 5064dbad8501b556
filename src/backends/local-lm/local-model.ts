import type { AnswerToken } from '../../domain/index.ts'
import { HyperError } from '../../kit/index.ts'
import { createGrammarMaker, type GrammarMaker, isWholeJson } from './answer-grammar.ts'
import { createAnswerText, findStop } from './answer-text.ts'
import { ApiError } from './api-error.ts'
import type { ChatQuestion } from './chat-request.ts'
import { createQuestionTokens, type QuestionTokens } from './question-tokens.ts'
import {
  type Llama,
  type LlamaModel,
  type LlamaRuntime,
  type LlamaSequence,
  startEngine,
} from './runtime.ts'
import { readChoices } from './token-choices.ts'

/** What the model answered. */
export interface LocalAnswer {
  readonly text: string
  /** Null where no probabilities were asked for. */
  readonly tokens: readonly AnswerToken[] | null
  readonly finish: 'stop' | 'length'
  readonly inputTokens: number
  readonly outputTokens: number
}

/** A model in memory; it answers one question at a time. */
export interface LocalModel {
  /** Tokens of question and answer together at most. */
  readonly contextSize: number
  /** @throws ApiError for a question that cannot be answered; the reason of the signal once it is aborted */
  answer(question: ChatQuestion, signal: AbortSignal): Promise<LocalAnswer>
  dispose(): Promise<void>
}

/** Everything an answer is made with. */
interface Workbench {
  readonly model: LlamaModel
  readonly sequence: LlamaSequence
  readonly contextSize: number
  readonly questionTokens: QuestionTokens
  readonly grammarOf: GrammarMaker
  readonly runtime: LlamaRuntime
}

/**
 * Loads a model.
 *
 * @throws HyperError `config/local-lm-runtime`, `config/local-lm-model` for a file that is no model or has no chat template
 */
export async function openLocalModel(
  runtime: LlamaRuntime,
  path: string,
  { contextSize }: { readonly contextSize: number },
): Promise<LocalModel> {
  const llama = await startEngine(runtime)
  try {
    const model = await loadModel(llama, path)
    const context = await model.createContext({
      contextSize: Math.min(contextSize, model.trainContextSize),
      sequences: 1,
      threads: 1,
      batchSize: 512,
    })
    const bench: Workbench = {
      model,
      sequence: context.getSequence(),
      contextSize: context.contextSize,
      questionTokens: createQuestionTokens(model, new runtime.Template(templateOf(model, path))),
      grammarOf: createGrammarMaker(llama),
      runtime,
    }
    return {
      contextSize: bench.contextSize,
      answer: (question, signal) => answer(bench, question, signal),
      dispose: () => llama.dispose(),
    }
  } catch (error) {
    await llama.dispose()
    throw error
  }
}

async function loadModel(llama: Llama, path: string): Promise<LlamaModel> {
  try {
    return await llama.loadModel({ modelPath: path })
  } catch (cause) {
    throw unusable(`${path} (${(cause as Error).message})`, cause)
  }
}

function templateOf({ fileInfo }: LlamaModel, path: string): string {
  const template = fileInfo.metadata.tokenizer?.chat_template
  if (template === undefined) throw unusable(`${path} without a chat template`)
  return template
}

function unusable(got: string, cause?: unknown): HyperError {
  return new HyperError(
    'config/local-lm-model',
    `local model: got ${got}, expected a GGUF file of a chat model`,
    cause === undefined ? {} : { cause },
  )
}

async function answer(
  bench: Workbench,
  question: ChatQuestion,
  signal: AbortSignal,
): Promise<LocalAnswer> {
  const tokens = bench.questionTokens(question.messages)
  const room = bench.contextSize - tokens.length
  if (room < 1)
    throw new ApiError(
      `messages: got ${tokens.length} tokens, expected fewer than ${bench.contextSize} with the answer`,
      { status: 400, code: 'context_length_exceeded', param: 'messages' },
    )
  const options = await drawOptions(bench, question)
  // Equal questions get equal answers: nothing is kept of the last one.
  await bench.sequence.clearHistory()
  return draw(bench, question, {
    tokens,
    options,
    limit: Math.min(room, question.maxTokens ?? room),
    signal,
  })
}

async function drawOptions(
  { model, grammarOf, runtime }: Workbench,
  { constraint, temperature, topP, seed }: ChatQuestion,
): Promise<Record<string, unknown>> {
  const grammar = constraint === null ? null : await grammarOf(constraint)
  return {
    temperature,
    topK: 0,
    topP,
    minP: 0,
    yieldEogToken: true,
    ...(seed === null ? {} : { seed: seed >>> 0 }),
    ...(grammar === null
      ? {}
      : {
          grammarEvaluationState: new runtime.LlamaGrammarEvaluationState({ model, grammar }),
        }),
  }
}

interface Draw {
  readonly tokens: readonly number[]
  readonly options: Readonly<Record<string, unknown>>
  readonly limit: number
  readonly signal: AbortSignal
}

async function draw(
  { model, sequence }: Workbench,
  { topLogprobs, temperature, stop, constraint }: ChatQuestion,
  { tokens, options, limit, signal }: Draw,
): Promise<LocalAnswer> {
  const wantsProbabilities = topLogprobs !== null
  const written = createAnswerText(model)
  const drawn: AnswerToken[] = []
  let count = 0
  const end = (finish: 'stop' | 'length', text: string): LocalAnswer => ({
    text,
    tokens: wantsProbabilities ? drawn : null,
    finish,
    inputTokens: tokens.length,
    outputTokens: count,
  })
  const metadata = { probabilities: wantsProbabilities }
  for await (const step of sequence.evaluateWithMetadata(tokens, metadata, options)) {
    signal.throwIfAborted()
    if (model.isEogToken(step.token)) return end('stop', written.end())
    count++
    if (wantsProbabilities)
      drawn.push({
        token: model.detokenize([step.token], true),
        ...readChoices(step, model, { count: topLogprobs, temperature }),
      })
    const text = written.push(step.token)
    const cut = findStop(text, stop)
    if (cut !== null) return end('stop', text.slice(0, cut))
    if (constraint !== null && constraint.kind !== 'grammar' && isWholeJson(text))
      return end('stop', text)
    if (count >= limit) return end('length', written.end())
  }
  return end('stop', written.end())
}
