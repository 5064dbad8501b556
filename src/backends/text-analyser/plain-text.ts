/**
 * Returns a text without the marks that toolkits take for names and numbers: list numbers, bullets, heading and emphasis marks, code
 * fences, characters that no language uses (control characters, lone surrogates), and runs of 200 and more without a space, for which the
 * toolkits need seconds to minutes (scripts without spaces between words keep theirs).
 */
export function readPlainText(text: string): string {
  return text
    .replace(/[^\P{C}\n\t]|\uFFFD/gu, ' ')
    .replace(/^[ \t]*(?:\d{1,3}[.)]|[-*+•#>|]+)[ \t]+/gm, '')
    .replace(/```[^\n]*|\*\*|__|`/g, ' ')
    .replace(/[^\s\p{Lo}]{200,}/gu, ' ')
    .trim()
}
