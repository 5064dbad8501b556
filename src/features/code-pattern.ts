const CODE =
  /```|^\s*(?:#include\b|import \w+|from \w+ import|def \w+\(|class \w+[:({]|public (?:static )?\w+|function \w*\(|(?:const|let|var) \w+ ?=|SELECT .+ FROM )|[;{]\s*\n.*[;}]\s*(?:\n|$)|<\/\w+>/m

/** Tells whether the text holds a code block or lines that read as source code. */
export function looksLikeCode(text: string): boolean {
  return CODE.test(text)
}
