/**
 * Returns the bytes of a text in UTF-8, a lone surrogate counted as the three bytes that encoders put in its place. A byte-level tokenizer never
 * makes more tokens than these.
 */
export function utf8Length(text: string): number {
  let bytes = text.length
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit < 0x80) continue
    if (unit < 0x800) bytes += 1
    else if (isPair(unit, text, at)) {
      // Two units, four bytes.
      bytes += 2
      at++
    } else bytes += 2
  }
  return bytes
}

function isPair(unit: number, text: string, at: number): boolean {
  if (unit < 0xd800 || unit > 0xdbff) return false
  const next = text.charCodeAt(at + 1)
  return next >= 0xdc00 && next <= 0xdfff
}
