// Figures as bars: what the hub suppressed is drawn as nothing and said in words.
import { fill, t } from '@/locales'

/** A count of the hub: exact, or few (1 to 4). */
export type Count = { exact: number } | 'few'

export interface Bar {
  label: string
  /** Height of the bar; half of five for a suppressed one, so that it is seen but not told. */
  height: number
  word: string
}

const FEW_HEIGHT = 2.5

export function barsOf(rows: { label: string; count: unknown }[]): Bar[] {
  return rows.map(({ label, count }) => {
    const given = count as Count
    return given === 'few'
      ? { label, height: FEW_HEIGHT, word: t.figures.few }
      : { label, height: given.exact, word: fill('{n}', { n: given.exact }) }
  })
}

/** Whether there is anything to draw. */
export const isEmpty = (bars: Bar[]): boolean => bars.every((bar) => bar.height === 0)
