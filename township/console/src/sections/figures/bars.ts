// Figures as bars: what the hub suppressed is drawn as nothing and said in words.
import { type Count, countWord } from '@/shared/count'

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
    return { label, height: given === 'few' ? FEW_HEIGHT : given.exact, word: countWord(given) }
  })
}

/** Whether there is anything to draw. */
export const isEmpty = (bars: Bar[]): boolean => bars.every((bar) => bar.height === 0)
