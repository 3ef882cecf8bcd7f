// Writes src/styles/tokens.css from design/tokens.json. `--check` only compares.
import { readFileSync, writeFileSync } from 'node:fs'

const from = new URL('../../../design/tokens.json', import.meta.url)
const to = new URL('../src/styles/tokens.css', import.meta.url)
const tokens = JSON.parse(readFileSync(from, 'utf8'))
const dashed = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
const colours = (theme) =>
  Object.entries(tokens.color[theme]).map(([name, hex]) => `  --gw-${dashed(name)}: ${hex};`)
const css = [
  '/* Generated from design/tokens.json by scripts/tokens.mjs; do not edit. */',
  ':root {',
  '  color-scheme: light;',
  ...colours('light'),
  ...tokens.space.map((px, at) => `  --gw-space-${at + 1}: ${px}px;`),
  ...tokens.radius.map((px, at) => `  --gw-radius-${at + 1}: ${px}px;`),
  `  --gw-motion: ${tokens.motion_ms}ms;`,
  `  --gw-body: ${tokens.type.console.body}px;`,
  `  --gw-secondary: ${tokens.type.console.secondary}px;`,
  `  --gw-figure: ${tokens.type.console.figure}px;`,
  `  --gw-row: ${tokens.target.console_row}px;`,
  `  --gw-row-compact: ${tokens.target.console_row_compact}px;`,
  '}',
  '',
  "[data-theme='dark'] {",
  '  color-scheme: dark;',
  ...colours('dark'),
  '}',
  '',
].join('\n')

if (process.argv.includes('--check')) {
  if (readFileSync(to, 'utf8') !== css) {
    console.error('src/styles/tokens.css is not what design/tokens.json makes: npm run tokens')
    process.exit(1)
  }
} else {
  writeFileSync(to, css)
}
