/** Returns a word of a command line or a list of files without the folders of an absolute path: artifacts hold no path of a machine. */
export function shortWord(word: string): string {
  return /^(\/|[A-Za-z]:[\\/])/.test(word) ? (word.split(/[\\/]/).at(-1) ?? word) : word
}
