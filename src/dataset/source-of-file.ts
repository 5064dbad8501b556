/** Returns the name of a data set whose rows do not name it: the file's name without folder and endings. */
export function sourceOfFile(file: string): string {
  const name = file.split(/[\\/]/).at(-1) ?? ''
  return name.split('.').find((part) => part !== '') ?? 'unnamed'
}
