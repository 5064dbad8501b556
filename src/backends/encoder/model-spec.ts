import { openFolderModel } from './folder-model.ts'
import type { FolderModelSpec } from './folder-spec.ts'
import { openLightModel } from './light-model.ts'
import type { WindowModel } from './window-model.ts'

/** Which model a worker opens; plain data, so that it travels. */
export type ModelSpec = { readonly kind: 'light' } | FolderModelSpec

/** Opens the model of a specification. @throws HyperError as the model's own opener */
export function openModel(spec: ModelSpec): Promise<WindowModel> {
  return spec.kind === 'light' ? openLightModel() : openFolderModel(spec)
}
