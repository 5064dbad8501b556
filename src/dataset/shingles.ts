/** Words in one shingle. */
const SHINGLE_WORDS = 3

/**
 * Returns the set of 32-bit hashes of a text's shingles (runs of three words), in no order. Words are runs of letters and digits in
 * lower case; a character of a script written without spaces is a word of its own. A text of fewer words is one shingle, a text
 * without words none.
 */
export function shingleHashes(text: string): Uint32Array {
  const words = wordHashes(text.toLowerCase())
  if (words.length === 0) return new Uint32Array(0)
  const count = Math.max(1, words.length - SHINGLE_WORDS + 1)
  const hashes = new Uint32Array(count)
  for (let start = 0; start < count; start++) {
    let hash = 0x811c9dc5
    const end = Math.min(start + SHINGLE_WORDS, words.length)
    for (let word = start; word < end; word++) hash = mix(hash, words[word]!)
    hashes[start] = finish(hash)
  }
  return distinct(hashes)
}

function wordHashes(text: string): number[] {
  const words: number[] = []
  let hash = 0
  let open = false
  const close = (): void => {
    if (open) words.push(hash)
    open = false
  }
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    const kind = kindOf(code)
    if (kind !== 'letter') close()
    if (kind === 'space') continue
    hash = mix(open ? hash : 0x811c9dc5, code)
    open = true
    if (kind === 'sign') close()
  }
  close()
  return words
}

/** A `sign` is a word by itself. Ranges by Unicode block; what is not named here is a letter. */
function kindOf(code: number): 'letter' | 'sign' | 'space' {
  if (code < 0x80) {
    const letter =
      (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 65 && code <= 90)
    return letter ? 'letter' : 'space'
  }
  if (code < 0xc0) return code === 0xaa || code === 0xb5 || code === 0xba ? 'letter' : 'space'
  if (code < 0x0e00) return 'letter'
  if (code < 0x1100) return code < 0x0f00 || code >= 0x1000 ? 'sign' : 'letter'
  if (code >= 0x2000 && code < 0x2c00) return 'space'
  if (code >= 0x3000 && code < 0x3040) return 'space'
  if (code >= 0x3040 && code < 0xa000) return 'sign'
  if (code >= 0xff00 && code < 0xff66) return isWideSign(code) ? 'space' : 'letter'
  return 'letter'
}

/** Punctuation among the full-width forms. */
function isWideSign(code: number): boolean {
  const ascii = code - 0xfee0
  return !(
    (ascii >= 48 && ascii <= 57) ||
    (ascii >= 65 && ascii <= 90) ||
    (ascii >= 97 && ascii <= 122)
  )
}

function mix(hash: number, value: number): number {
  return Math.imul((hash ^ value) + ((hash << 5) | (hash >>> 27)), 0x01000193)
}

function finish(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

function distinct(hashes: Uint32Array): Uint32Array {
  hashes.sort()
  let length = 0
  for (let index = 0; index < hashes.length; index++)
    if (index === 0 || hashes[index] !== hashes[index - 1]) hashes[length++] = hashes[index]!
  return hashes.slice(0, length)
}
