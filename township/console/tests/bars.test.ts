import { describe, expect, it } from 'vitest'
import { barsOf, isEmpty } from '../src/sections/figures/bars'
import { byHamlet } from '../src/sections/wall/hamlets'

describe('figures', () => {
  it('say "few" for what the hub suppressed and give its number away by no height', () => {
    const [few, five] = barsOf([{ label: 'a', count: 'few' }, { label: 'b', count: { exact: 5 } }])
    expect(few?.word).toBe('少于 5')
    expect(five?.word).toBe('5')
    const others = barsOf([{ label: 'c', count: 'few' }])
    expect(others[0]?.height).toBe(few?.height)
  })

  it('know when there is nothing to draw', () => {
    expect(isEmpty(barsOf([{ label: 'a', count: { exact: 0 } }]))).toBe(true)
    expect(isEmpty(barsOf([{ label: 'a', count: 'few' }]))).toBe(false)
  })
})

describe('the wall screen', () => {
  it('lists hamlets by name, never by number', () => {
    const row = (hamlet_name: string) => ({ hamlet_name, cell_name: '', category_word: '火情' })
    const found = byHamlet([row('西梁'), row('东沟'), row('西梁'), row('西梁')])
    expect(found.map((one) => [one.hamlet, one.count])).toEqual([['东沟', 1], ['西梁', 3]])
  })
})
