import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startGraph } from '../../../src/backends/encoder/graph-draft.ts'
import { writeOnnxModel } from '../../../src/backends/onnx/model.ts'

/** Words of the tiny model in the order of their ids, after the special tokens. */
export const WORDS: readonly string[] = ['red', 'green', 'blue', 'one', 'two']
/** Vectors of the tiny model by id: [PAD], [UNK], [CLS], [SEP], then the words. */
export const ROWS: readonly (readonly number[])[] = [
  [0, 0, 0],
  [0, 0, 1],
  [3, 1, 0],
  [0, -2, 1],
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 2],
  [1, 1, 1],
  [-1, 2, 0],
]

/** Writes a Hugging Face folder whose model looks vectors up, and returns its path. */
export function writeTinyFolder(files: Readonly<Record<string, unknown>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'hyper-folder-'))
  mkdirSync(join(folder, 'onnx'))
  mkdirSync(join(folder, '1_Pooling'))
  writeFileSync(join(folder, 'onnx', 'model.onnx'), writeLookUp())
  const all = { 'tokenizer.json': tinyTokenizer(), ...files }
  for (const [name, content] of Object.entries(all)) {
    writeFileSync(join(folder, name), JSON.stringify(content))
  }
  return folder
}

/** Returns a model that gives every id its row, and adds nothing where the mask is 1. */
export function writeLookUp(extraInput?: string): Uint8Array {
  const draft = startGraph()
  const table = draft.floats([ROWS.length, 3], Float32Array.from(ROWS.flat()))
  const rows = draft.node('Gather', [table, 'input_ids'])
  const mask = draft.node('Cast', ['attention_mask'], { to: 1 })
  const deep = draft.node('Unsqueeze', [mask, draft.wholes(2)])
  draft.output('last_hidden_state', draft.node('Mul', [rows, deep]))
  const shape = ['batch', 'tokens']
  const names = ['input_ids', 'attention_mask', ...(extraInput === undefined ? [] : [extraInput])]
  return writeOnnxModel(
    draft.finish(
      names.map((name) => ({ name, type: 'int64' as const, shape })),
      [{ name: 'last_hidden_state', type: 'float32', shape: [...shape, 3] }],
    ),
  )
}

function tinyTokenizer(): unknown {
  const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]']
  const piece = (id: string): unknown => ({ SpecialToken: { id, type_id: 0 } })
  return {
    version: '1.0',
    truncation: { max_length: 4, strategy: 'LongestFirst', stride: 0 },
    padding: null,
    added_tokens: special.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: { type: 'Lowercase' },
    pre_tokenizer: { type: 'Whitespace' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [piece('[CLS]'), { Sequence: { id: 'A', type_id: 0 } }, piece('[SEP]')],
      pair: [],
      special_tokens: {
        '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] },
        '[SEP]': { id: '[SEP]', ids: [3], tokens: ['[SEP]'] },
      },
    },
    decoder: null,
    model: {
      type: 'WordLevel',
      vocab: Object.fromEntries([...special, ...WORDS].map((word, id) => [word, id])),
      unk_token: '[UNK]',
    },
  }
}
