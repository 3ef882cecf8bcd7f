// Everything a user reads. One language so far; a second is a folder beside zh-CN of the same shape.
import { zhCN } from './zh-CN'

export type Texts = typeof zhCN

export const t: Texts = zhCN

/** Puts values into a text: `fill('新来 {n} 件', { n: 3 })`. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}
