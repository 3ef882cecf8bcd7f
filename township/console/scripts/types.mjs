// Writes src/api/schema.d.ts from the hub's own OpenAPI document; `--check` only compares.
// The hub's binary is named by GRIDWORK_HUB; it serves an empty training hub for a moment.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import openapiTS, { astToString } from 'openapi-typescript'

const hub = process.env.GRIDWORK_HUB
if (!hub) {
  console.error('GRIDWORK_HUB names no hub')
  process.exit(2)
}
const to = new URL('../src/api/schema.d.ts', import.meta.url)
const folder = mkdtempSync(join(tmpdir(), 'gridwork-types-'))

async function served() {
  const data = ['--data', join(folder, 'hub')]
  const url = 'http://127.0.0.1:9'
  execFileSync(hub, [...data, 'init', 'training', '--url', url, '--offline', join(folder, 'off')])
  const server = spawn(hub, [...data, 'serve', '--listen', '127.0.0.1:0'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  try {
    const line = await new Promise((done, failed) => {
      server.stdout.once('data', (text) => done(String(text)))
      server.once('exit', (code) => failed(new Error(`the hub ended with ${code}`)))
    })
    const address = line.match(/http:\/\/\S+|127\.0\.0\.1:\d+/)[0].replace(/\/$/, '')
    const base = address.startsWith('http') ? address : `http://${address}`
    const document = await (await fetch(`${base}/openapi.json`)).json()
    // Types are found by path and method; the names of the hub's functions are of no use here.
    for (const path of Object.values(document.paths)) {
      for (const operation of Object.values(path)) delete operation.operationId
    }
    return document
  } finally {
    server.kill('SIGTERM')
    await new Promise((done) => server.once('exit', done))
  }
}

try {
  const head = "// Generated from the hub's OpenAPI document by scripts/types.mjs; do not edit.\n"
  const text = head + astToString(await openapiTS(await served()))
  if (process.argv.includes('--check')) {
    if (readFileSync(to, 'utf8') !== text) {
      console.error("src/api/schema.d.ts is not what the hub's OpenAPI document says: npm run types")
      process.exit(1)
    }
  } else {
    writeFileSync(to, text)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
