import { describe, expect, it } from 'vitest'
import { daysOf } from '../src/sections/audit/policy'
import { question, shownOf, type Template } from '../src/sections/tasks/template'

const template = (): Template => ({
  id: 'YJ-99', version: 3, zh: '示例', admission: { reference: '示意〔2026〕1号' },
  items: [
    { number: 1, zh: '路通不通', en: '', answer: 'Y', evidence: 'none', parts: [{ number: 0, type: 'yes_no' }] },
    { number: 4, zh: '几处', en: '', answer: 'N', evidence: 'problem_photo', hint: '数大的', parts: [{ number: 0, type: 'number', unit: '处' }] },
  ],
})

describe('a template that is edited', () => {
  it('is shown with its remarks, units and the photo that only a problem asks for', () => {
    const [first, second] = shownOf(template()).questions_shown
    expect(first).toMatchObject({ words: '路通不通', photo_with_problem: false, inputs: [{ kind: 'yes_no', options: [], unit: '' }] })
    expect(second).toMatchObject({ remark: '数大的', photo_with_problem: true, inputs: [{ unit: '处' }] })
  })

  it('gives a new question a number nobody had, and codes to its options', () => {
    const added = question(template(), 'single', ['好', '不好'])
    expect(added.number).toBe(5)
    expect(added.parts[0]?.options).toEqual([{ code: 1, zh: '好' }, { code: 2, zh: '不好' }])
    expect(question({ ...template(), items: [] }, 'yes_no', []).number).toBe(1)
  })
})

describe('days of a calendar', () => {
  it('are read however they are set apart, and put in order', () => {
    expect(daysOf('2026-10-02\n2026-10-01，2026-10-03 ')).toEqual(['2026-10-01', '2026-10-02', '2026-10-03'])
    expect(daysOf('  ')).toEqual([])
  })
})
