import { describe, expect, it } from 'vitest'
import { differing } from '../src/sections/merge/diff'

describe('what differs between two values', () => {
  it('is marked between the common beginning and end', () => {
    expect(differing('13812345678', ['13812345678', '13812995678'])).toEqual([
      { text: '13812', differs: false },
      { text: '34', differs: true },
      { text: '5678', differs: false },
    ])
  })

  it('is everything when nothing is common, and nothing when all are alike', () => {
    expect(differing('东沟', ['东沟', '西梁'])).toEqual([{ text: '东沟', differs: true }])
    expect(differing('东沟', ['东沟', '东沟'])).toEqual([{ text: '东沟', differs: false }])
  })

  it('does not count a character twice when one value is the beginning of the other', () => {
    expect(differing('aa', ['aa', 'aaa']).map((part) => part.text).join('')).toBe('aa')
    expect(differing('aaa', ['aa', 'aaa']).map((part) => part.text).join('')).toBe('aaa')
  })
})
