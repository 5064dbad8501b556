/** How the token vectors of a window become one vector. */
export type Pooling = 'mean' | 'cls' | 'max' | 'last'

/** Names that `1_Pooling/config.json` uses for them. */
export const POOLINGS: Readonly<Record<string, Pooling>> = {
  pooling_mode_mean_tokens: 'mean',
  pooling_mode_cls_token: 'cls',
  pooling_mode_max_tokens: 'max',
  pooling_mode_lasttoken: 'last',
}

/** A Hugging Face model folder whose files were found; plain data, so that it travels to workers. */
export interface FolderModelSpec {
  readonly kind: 'folder'
  readonly modelFile: string
  readonly tokenizerFile: string
  /** May be absent on disk. */
  readonly tokenizerConfigFile: string
  readonly pooling: Pooling
  /** Tokens of a window with the special ones. */
  readonly maxTokens: number
}
