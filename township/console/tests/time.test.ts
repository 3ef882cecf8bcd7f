import { describe, expect, it } from 'vitest'
import { day, endOfDay, iso, said } from '../src/shared/time'

const now = Date.parse('2026-10-08T02:00:00Z') // 10:00 in the county

describe('times are the county’s, whatever the machine’s zone', () => {
  it('says the hour alone today', () => {
    expect(said(Date.parse('2026-10-08T01:20:00Z'), now)).toBe('09:20')
    expect(said(Date.parse('2026-10-07T16:00:00Z'), now)).toBe('00:00')
  })

  it('says the day on another day and the year in another year', () => {
    expect(said(Date.parse('2026-10-07T09:40:00Z'), now)).toBe('10月7日 17:40')
    expect(said(Date.parse('2025-12-31T16:30:00Z'), now)).toBe('1月1日 00:30')
    expect(day(Date.parse('2025-12-31T15:00:00Z'), now)).toBe('2025年12月31日')
    expect(said(null, now)).toBe('')
  })

  it('writes dates as they are sent', () => {
    expect(iso(Date.parse('2026-10-07T16:00:00Z'))).toBe('2026-10-08')
    expect(iso(endOfDay('2026-10-09'))).toBe('2026-10-09')
  })
})
