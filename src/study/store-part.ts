import type { RunStore } from '../pipeline/index.ts'

/** Returns a folder inside a store as a store of its own. */
export function partOfStore(store: RunStore, folder: string): RunStore {
  const inside = (name: string): string => (name === '' ? folder : `${folder}/${name}`)
  return {
    readText: (name) => store.readText(inside(name)),
    readBytes: (name) => store.readBytes(inside(name)),
    write: (name, content) => store.write(inside(name), content),
    append: (name, line) => store.append(inside(name), line),
    remove: (name) => store.remove(inside(name)),
    list: (name) => store.list(inside(name)),
    fingerprint: (name) => store.fingerprint(inside(name)),
  }
}
