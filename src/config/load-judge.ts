import { basename, isAbsolute, resolve } from 'node:path'
import {
  BUILT_IN_PROMPTS,
  checkJudge,
  createJudgePrompt,
  type Judge,
  type JudgePrompt,
  promptLabel,
} from '../judge/index.ts'
import { judgeSchema } from './judge-schema.ts'
import type { EndpointLimits, EndpointSetup, JudgeSetup } from './judge-setup.ts'
import { parseWith, readConfigText } from './read-config.ts'
import { findSetup, listSetups, readSetupText } from './setup-files.ts'

/**
 * Returns the judge that a word names: a file, a folder with `judge.yaml`, or the name of one in `judges/` of the folder.
 *
 * @throws HyperError `usage/unknown-judge` with those at hand; `config/invalid`, `config/bad-prompt`, `config/missing-file`
 */
export async function loadJudge(word: string, cwd: string): Promise<JudgeSetup> {
  const file = await findSetup('judge', word, cwd)
  const { text, path, folder } = await readConfigText(file)
  return toJudgeSetup(parseWith(judgeSchema, text, file), folder, path)
}

/** Returns the judges in `judges/` of a folder by name, with the files that say what they are. */
export function listJudges(cwd: string): Promise<{ name: string; file: string }[]> {
  return listSetups('judge', cwd)
}

/** Returns a judge from the fields of its file; paths in it start from `folder`. */
export async function toJudgeSetup(
  fields: Readonly<Record<string, unknown>>,
  folder: string,
  from: string,
): Promise<JudgeSetup> {
  const { id, mode, orders, samples, temperature, maxTokens, seed } = fields as unknown as Judge
  const { probabilities, reasons, family, parameters } = fields as unknown as Judge
  const prompt = await loadPrompt(fields.prompt as string | null, mode, folder)
  const guidelines =
    fields.guidelines === null
      ? null
      : (await readSetupText(resolve(folder, String(fields.guidelines)), 'guidelines')).trim()
  const endpoint = toEndpointSetup(fields)
  return {
    ...endpoint,
    from,
    judge: checkJudge({
      ...{ id, model: endpoint.model, mode, prompt, guidelines, orders, samples },
      ...{ temperature, maxTokens, seed, probabilities, reasons, parameters },
      family,
    }),
  }
}

/** Returns the endpoint of a config entry that was read by a schema with `endpointShape`. */
export function toEndpointSetup(fields: Readonly<Record<string, unknown>>): EndpointSetup {
  const { model, baseUrl, keyEnv, price, limits } = fields
  return {
    model: String(model),
    baseUrl: String(baseUrl).replace(/\/+$/, ''),
    keyEnv: keyEnv === null ? [] : Array.isArray(keyEnv) ? keyEnv : [String(keyEnv)],
    price: price as EndpointSetup['price'],
    limits: limits as EndpointLimits,
  }
}

async function loadPrompt(
  name: string | null,
  mode: Judge['mode'],
  folder: string,
): Promise<JudgePrompt> {
  const builtIn =
    name === null
      ? BUILT_IN_PROMPTS[mode]
      : Object.values(BUILT_IN_PROMPTS).find((own) => promptLabel(own) === name)
  if (builtIn !== undefined) return builtIn
  const path = isAbsolute(name!) ? name! : resolve(folder, name!)
  const text = await readSetupText(path, 'prompt')
  return createJudgePrompt(mode, { name: basename(path), version: 'file', text })
}
