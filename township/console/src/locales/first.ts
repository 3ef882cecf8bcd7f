// What is read before anybody is inside, so that the log-in needs no other word.
import { app, problem, state } from './zh-CN/app'

export const t = { app, problem, state }

/** Puts values into a text: `fill('新来 {n} 件', { n: 3 })`. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}
