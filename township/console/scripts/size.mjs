// Holds what is fetched to its limits, compressed: before the log-in is painted, and until a page is open.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const KB = 1024
const root = new URL('../dist/', import.meta.url).pathname
const weight = (name) => readFileSync(join(root, `${name}.gz`)).length
const named = (text, pattern) => [...text.matchAll(pattern)].map((found) => found[1])

/** A script with all that it imports, and so on; what it only imports later stays out. */
function whole(name, found = new Set()) {
  if (found.has(name)) return found
  found.add(name)
  const text = readFileSync(join(root, name), 'utf8')
  for (const next of named(text, /\b(?:import|from)\s*["`']\.\/([^"`']+\.js)["`']/g)) whole(`assets/${next}`, found)
  return found
}

function hold(what, names, kilobytes, files = Infinity) {
  const total = names.reduce((sum, name) => sum + weight(name), 0)
  const line = `${what}: ${names.length} files, ${Math.round(total / KB)} KB compressed, at most ${kilobytes} KB`
  console.log(line)
  if (names.length > 0 && names.length <= files && total <= kilobytes * KB) return
  for (const name of names) console.error(`${String(Math.round(weight(name) / KB)).padStart(5)} KB  ${name}`)
  console.error(`size: ${line}`)
  process.exitCode = 1
}

const html = readFileSync(join(root, 'index.html'), 'utf8')
const first = named(html, /(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)
const inside = readdirSync(join(root, 'assets')).filter((name) => /^inside-[\w-]+\.(js|css)$/.test(name))
if (inside.length !== 2) throw new Error('size: what lies behind the log-in has no script and style of its own')
const main = new Set(first)
for (const name of inside) whole(`assets/${name}`, main)

hold('before the log-in', first, 48, 6)
hold('main bundle', [...main], 350)
