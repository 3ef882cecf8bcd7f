// Holds the first load (what index.html names) to its limit, compressed.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const LIMIT = 350 * 1024
const root = new URL('../dist/', import.meta.url).pathname
const html = readFileSync(join(root, 'index.html'), 'utf8')
const first = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map((m) => m[1])
let total = 0
for (const name of first) {
  const bytes = gzipSync(readFileSync(join(root, name)), { level: 9 }).length
  total += bytes
  console.log(`${String(Math.round(bytes / 1024)).padStart(5)} KB  ${name}`)
}
const line = `first load ${Math.round(total / 1024)} KB compressed, at most ${LIMIT / 1024} KB`
console.log(line)
if (first.length === 0 || total > LIMIT) {
  console.error(`size: ${line}`)
  process.exit(1)
}
