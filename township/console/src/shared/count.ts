// Counts as the hub tells them: small ones are suppressed there, and said in words here.
import { fill, t } from '@/locales'

/** A count of the hub: exact, or few (1 to 4). */
export type Count = { exact: number } | 'few'

export function countWord(count: unknown): string {
  const given = count as Count
  return given === 'few' ? t.figures.few : fill('{n}', { n: given.exact })
}
