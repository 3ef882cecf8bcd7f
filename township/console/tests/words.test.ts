import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { t } from '../src/locales'

function* texts(tree: unknown, path = ''): Generator<[string, string]> {
  if (typeof tree === 'string') yield [path, tree]
  else if (tree && typeof tree === 'object') {
    for (const [name, below] of Object.entries(tree)) yield* texts(below, `${path}.${name}`)
  }
}

describe('the words people read', () => {
  it('are free of what no clerk should meet', () => {
    const banned = /失败|错误|异常|无效|非法|服务器|数据库|缓存|上传|超时|抱歉|排名|打卡|!|！/
    for (const [path, text] of texts(t)) {
      // The charter names what is not done.
      if (path.startsWith('.help.charter')) continue
      expect(banned.test(text), `${path}: ${text}`).toBe(false)
    }
  })

  it('have Chinese punctuation between Chinese words', () => {
    for (const [path, text] of texts(t)) {
      expect(/[一-鿿][,;?]|[,;?][一-鿿]/.test(text), `${path}: ${text}`).toBe(false)
    }
  })

  it('help with every section that is there, each once, in plain steps', () => {
    const folder = new URL('../src/sections/', import.meta.url).pathname
    const sections = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name)
    const helped = t.help.pages.map(({ id }) => id)
    // The help is what helps.
    expect([...helped].sort()).toEqual(sections.filter((name) => name !== 'help').sort())
    for (const page of t.help.pages) expect(page.steps.length, page.id).toBeGreaterThan(0)
  })

  it('stand in the catalogue alone', () => {
    const src = new URL('../src/', import.meta.url).pathname
    for (const file of readdirSync(src, { recursive: true }) as string[]) {
      if (!/\.(vue|ts)$/.test(file) || file.startsWith('locales/') || file.endsWith('schema.d.ts')) continue
      const lines = readFileSync(join(src, file), 'utf8').split('\n')
      for (const [at, line] of lines.entries()) {
        if (/^\s*(\/\/|\*|\/\*|<!--)/.test(line)) continue
        expect(/[一-鿿]/.test(line.replace(/\/\/.*$/, '')), `${file}:${at + 1} ${line.trim()}`).toBe(false)
      }
    }
  })
})
