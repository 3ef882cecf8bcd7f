import { describe, expect, it } from 'vitest'
import { unsentOf } from '../src/sections/devices/unsent'

describe('what a phone still holds', () => {
  it('is said by its own count, and nothing is said of what it did not name', () => {
    expect(unsentOf({ unsent_entries: 3, unsent_files: 2 })).toBe('3 条记录还在手机里，2 个照片或文件还在手机里')
    expect(unsentOf({ unsent_entries: 0, unsent_files: 1 })).toBe('1 个照片或文件还在手机里')
    expect(unsentOf({ unsent_entries: 0, unsent_files: 0 })).toBe('最近一次说都送了')
  })
})
