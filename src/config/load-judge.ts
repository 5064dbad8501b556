import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, isAbsolute, join, resolve } from 'node:path'
import {
  BUILT_IN_PROMPTS,
  checkJudge,
  createJudgePrompt,
  type Judge,
  type JudgePrompt,
  promptLabel,
} from '../judge/index.ts'
import { HyperError, nearestName, show } from '../kit/index.ts'
import { judgeSchema } from './judge-schema.ts'
import type { EndpointLimits, EndpointSetup, JudgeSetup } from './judge-setup.ts'
import { parseWith, readConfigText } from './read-config.ts'

/** Files of a judge folder, in the order in which they are looked for. */
const FILES = ['judge.yaml', 'judge.yml', 'judge.json']

/**
 * Returns the judge that a word names: a file, a folder with `judge.yaml`, or the name of one in `judges/` of the folder.
 *
 * @throws HyperError `usage/unknown-judge` with those at hand; `config/invalid`, `config/bad-prompt`, `config/missing-file`
 */
export async function loadJudge(word: string, cwd: string): Promise<JudgeSetup> {
  const file = await findJudge(word, cwd)
  if (file === null) throw await unknownJudge(word, cwd)
  const { text, path, folder } = await readConfigText(file)
  return toJudgeSetup(parseWith(judgeSchema, text, file), folder, path)
}

/** Returns the judges in `judges/` of a folder by name, with the files that say what they are. */
export async function listJudges(cwd: string): Promise<{ name: string; file: string }[]> {
  const home = join(cwd, 'judges')
  const entries = await readdir(home, { withFileTypes: true }).catch(() => [])
  const found: { name: string; file: string }[] = []
  for (const entry of entries) {
    if (entry.isFile() && /\.(?:ya?ml|json)$/.test(entry.name))
      found.push({
        name: entry.name.replace(/\.[^.]+$/, ''),
        file: join(home, entry.name),
      })
    else if (entry.isDirectory()) {
      const file = await firstFile(FILES.map((name) => join(home, entry.name, name)))
      if (file !== null) found.push({ name: entry.name, file })
    }
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1))
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
      : (await readText(resolve(folder, String(fields.guidelines)), 'guidelines')).trim()
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
  const text = await readText(path, 'prompt')
  return createJudgePrompt(mode, { name: basename(path), version: 'file', text })
}

async function readText(path: string, field: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new HyperError(
      'config/missing-file',
      `${field}: got no readable file at ${path}, expected a text file`,
      { cause },
    )
  }
}

async function findJudge(word: string, cwd: string): Promise<string | null> {
  const path = resolve(cwd, word)
  const named = join(cwd, 'judges', word)
  return firstFile([
    path,
    ...FILES.map((name) => join(path, name)),
    ...['yaml', 'yml', 'json'].map((ending) => `${named}.${ending}`),
    ...FILES.map((name) => join(named, name)),
  ])
}

async function firstFile(paths: readonly string[]): Promise<string | null> {
  for (const path of paths) {
    const facts = await stat(path).catch(() => null)
    if (facts?.isFile() === true) return path
  }
  return null
}

async function unknownJudge(word: string, cwd: string): Promise<HyperError> {
  const names = (await listJudges(cwd)).map(({ name }) => name)
  const nearest = nearestName(word, names)
  return new HyperError(
    'usage/unknown-judge',
    `judge: got ${show(word)}, expected a judge file, a folder with judge.yaml, or a name in judges/`,
    {
      hint:
        nearest !== undefined
          ? `did you mean ${show(nearest)}?`
          : names.length > 0
            ? `at hand: ${names.join(', ')}`
            : 'write one after docs/guides/judges.md, or copy one of examples/judges',
    },
  )
}
