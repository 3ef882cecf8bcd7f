import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

type Theme = Record<string, string>
const root = new URL('../../../', import.meta.url).pathname
const tokens = JSON.parse(readFileSync(join(root, 'design/tokens.json'), 'utf8')) as { color: Record<'light' | 'dark', Theme> }

const channels = (hex: string): [number, number, number] =>
  [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255) as [number, number, number]
const linear = (c: number): number => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
function luminance(hex: string): number {
  const [r, g, b] = channels(hex).map(linear) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p) as [number, number]
  return (x + 0.05) / (y + 0.05)
}

// Machado, Oliveira, Fernandes 2009, severity 1.0, on linear RGB.
const seen: Record<string, number[][]> = {
  protan: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deutan: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritan: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}
function lab(rgb: number[]): number[] {
  const m = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]]
  const white = [0.95047, 1, 1.08883]
  const f = (v: number): number => (v > 216 / 24389 ? Math.cbrt(v) : ((24389 / 27) * v + 16) / 116)
  const [x, y, z] = m.map((row, i) => f(row.reduce((sum, k, at) => sum + k * (rgb[at] ?? 0), 0) / (white[i] ?? 1))) as [number, number, number]
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}
function distance(a: string, b: string, matrix: number[][]): number {
  const [p, q] = [a, b].map((hex) => {
    const rgb = channels(hex).map(linear)
    return lab(matrix.map((row) => Math.min(1, Math.max(0, row.reduce((sum, k, at) => sum + k * (rgb[at] ?? 0), 0)))))
  }) as [number[], number[]]
  return Math.hypot(...p.map((v, at) => v - (q[at] ?? 0)))
}

for (const [name, theme] of Object.entries(tokens.color) as ['light' | 'dark', Theme][]) {
  const of = (token: string): string => theme[token] ?? ''
  describe(`colours, ${name}`, () => {
    it('text is readable on paper, surface and its own soft ground', () => {
      for (const text of ['ink', 'ink2', 'accent', 'wait', 'stop']) {
        for (const ground of ['paper', 'surface', 'sunken']) {
          expect(contrast(of(text), of(ground)), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5)
        }
      }
      for (const text of ['accent', 'wait', 'stop']) {
        expect(contrast(of(text), of(`${text}Soft`)), `${text} on its soft`).toBeGreaterThanOrEqual(4.5)
      }
      expect(contrast(of('onAccent'), of('accent'))).toBeGreaterThanOrEqual(4.5)
      expect(contrast(of('edge'), of('surface'))).toBeGreaterThanOrEqual(3)
    })

    it('colours with a meaning stay apart in three kinds of colour blindness', () => {
      const meaning = ['ink', 'accent', 'wait', 'stop']
      for (const [kind, matrix] of Object.entries(seen)) {
        for (const [at, a] of meaning.entries()) {
          for (const b of meaning.slice(at + 1)) {
            expect(distance(of(a), of(b), matrix), `${a}/${b} ${kind}`).toBeGreaterThanOrEqual(18)
          }
        }
      }
    })
  })
}

describe('style', () => {
  it('no colour is written outside the tokens', () => {
    const src = new URL('../src/', import.meta.url).pathname
    for (const file of readdirSync(src, { recursive: true }) as string[]) {
      if (!/\.(vue|css|ts)$/.test(file) || file.endsWith('tokens.css') || file.endsWith('schema.d.ts')) continue
      const lines = readFileSync(join(src, file), 'utf8').split('\n')
      for (const [at, line] of lines.entries()) {
        // Paper is white and ink is black: a printer has no tokens.
        if (/#(fff|000)\b/.test(line) && file.endsWith('.css')) continue
        expect(/#[0-9a-fA-F]{6}\b|: #[0-9a-fA-F]{3}\b/.test(line), `${file}:${at + 1} ${line}`).toBe(false)
      }
    }
  })
})
