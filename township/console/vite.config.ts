import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

/** Puts beside each file of text what it is compressed, so that no hub does it again for every browser. */
function compressed(): { name: string; apply: 'build'; closeBundle(): void } {
  const dist = new URL('./dist/', import.meta.url).pathname
  return {
    name: 'compressed',
    // The unit tests close a bundle too: files touched by them would have the hub compiled anew.
    apply: 'build',
    closeBundle() {
      for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
        if (!/\.(html|js|mjs|css|svg)$/.test(name)) continue
        writeFileSync(join(dist, `${name}.gz`), gzipSync(readFileSync(join(dist, name)), { level: 9 }))
      }
    },
  }
}

export default defineConfig({
  plugins: [vue(), compressed()],
  resolve: { alias: { '@': new URL('./src', import.meta.url).pathname } },
  build: {
    target: 'es2022',
    // The hub's Content-Security-Policy lets nothing be inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2048,
  },
  server: { proxy: { '/api': process.env.GRIDWORK_URL ?? 'http://127.0.0.1:8080' } },
  test: { include: ['tests/**/*.test.ts'], reporters: ['default', './tests/counted.ts'] },
})
