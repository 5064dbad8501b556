import { matchesModel } from './price-table.ts'

/** Families whose tokens are those of o200k_base, the vocabulary that HyPER counts with. */
const O200K_MODELS = [
  'gpt-4o*',
  'chatgpt-4o*',
  'gpt-4.1*',
  'gpt-5*',
  'gpt-oss*',
  'o1*',
  'o3*',
  'o4*',
]

/** Tells whether a model is known to count tokens as o200k_base does; a vendor before a slash (`openai/gpt-4o`) is passed over. */
export function usesO200k(model: string): boolean {
  const name = model.slice(model.lastIndexOf('/') + 1)
  return O200K_MODELS.some((pattern) => matchesModel(pattern, name))
}
