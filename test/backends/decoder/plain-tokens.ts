const WORDS = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu

/** Returns the ids of a text: digits apart, then GPT-2's words, then the merge of the lowest rank again and again. */
export function plainTokens(
  text: string,
  vocabulary: { readonly ids: ReadonlyMap<string, number>; readonly merges: readonly string[] },
): number[] {
  const ranks = new Map(vocabulary.merges.map((merge, rank) => [merge, rank]))
  const words = text
    .split(/(\p{N})/u)
    .flatMap((part) => (/^\p{N}$/u.test(part) ? [part] : (part.match(WORDS) ?? [])))
  return words.flatMap((word) => {
    const parts = [...Buffer.from(word, 'utf8')].map(byteCharacter)
    for (;;) {
      const rankAt = (at: number): number =>
        ranks.get(`${parts[at]} ${parts[at + 1]}`) ?? Number.POSITIVE_INFINITY
      let best = 0
      for (let at = 1; at + 1 < parts.length; at++) if (rankAt(at) < rankAt(best)) best = at
      if (rankAt(best) === Number.POSITIVE_INFINITY) break
      parts.splice(best, 2, parts[best]! + parts[best + 1]!)
    }
    return parts.flatMap((part) => vocabulary.ids.get(part) ?? [])
  })
}

/** The character that stands for a byte (GPT-2, bytes_to_unicode). */
export function byteCharacter(byte: number): string {
  const plain = (value: number): boolean =>
    (value >= 33 && value <= 126) || (value >= 161 && value <= 172) || value >= 174
  if (plain(byte)) return String.fromCodePoint(byte)
  let before = 0
  for (let value = 0; value < byte; value++) if (!plain(value)) before++
  return String.fromCodePoint(256 + before)
}
