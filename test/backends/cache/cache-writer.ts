/** A process that fills a cache until it is killed, and tells the last record of every flush. */
import { openRecordCache } from '../../../src/backends/cache/index.ts'

const [folder, round] = process.argv.slice(2)
const cache = openRecordCache({ folder: folder!, name: 'test' })
const write = (index: number): void => {
  for (let next = index; next < index + 7; next++) {
    cache.put(`${round}/${next}`, Buffer.from(`${next}`.repeat(1 + (next % 300))))
  }
  cache.flush()
  process.send?.(index + 6)
  setImmediate(() => write(index + 7))
}
write(0)
