import { describe, expect, it } from 'vitest'
import { drawn, pagesOf } from '../src/shared/window'

describe('virtual rows', () => {
  it('draws what is seen and a few more', () => {
    expect(drawn(0, 520, 52, 100_000, 6)).toEqual({ from: 0, to: 16 })
    expect(drawn(52 * 5_000, 520, 52, 100_000, 6)).toEqual({ from: 4_994, to: 5_016 })
  })

  it('never draws past either end', () => {
    expect(drawn(1e9, 520, 52, 3, 6)).toEqual({ from: 3, to: 3 })
    expect(drawn(0, 520, 52, 0, 6)).toEqual({ from: 0, to: 0 })
    expect(drawn(0, 520, 52, 3, 6)).toEqual({ from: 0, to: 3 })
  })

  it('asks for the pages a range touches', () => {
    expect(pagesOf({ from: 0, to: 16 }, 100)).toEqual([0])
    expect(pagesOf({ from: 95, to: 105 }, 100)).toEqual([0, 1])
    expect(pagesOf({ from: 100, to: 100 }, 100)).toEqual([])
  })
})
