import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { forms, missing } from '../src/sections/desk/forms'
import { letters } from '../src/sections/desk/keys'
import { t } from '../src/locales'

describe('what a step asks for', () => {
  it('has a form, a name and words for every field, for every step with a key', () => {
    for (const [, step] of letters) {
      expect(forms[step], step).toBeDefined()
      expect(t.steps.names[step], step).toBeTruthy()
    }
    for (const [step, form] of Object.entries(forms)) {
      expect(t.steps.names[step], step).toBeTruthy()
      for (const field of form.fields) expect(t.steps.fields[field.name], `${step}.${field.name}`).toBeTruthy()
      if (form.final) expect(t.steps.what[step], `${step} says what will happen`).toBeTruthy()
    }
  })

  it('has a form for every step that the hub may offer', () => {
    const schema = readFileSync(new URL('../src/api/schema.d.ts', import.meta.url), 'utf8')
    const body = schema.slice(schema.indexOf('StepBody:'))
    const steps = [...body.slice(0, body.indexOf('\n        };\n')).matchAll(/step: "(\w+)"/g)].map((found) => found[1] ?? '')
    expect(steps.length).toBeGreaterThan(15)
    expect(steps.filter((step) => !forms[step])).toEqual([])
  })

  it('names what is missing; blanks are not an answer', () => {
    expect(missing('refuse', {})).toEqual(['reason', 'elsewhere'])
    expect(missing('refuse', { reason: '  ', elsewhere: '民政所' })).toEqual(['reason'])
    expect(missing('refuse', { reason: '归民政', elsewhere: '民政所' })).toEqual([])
    expect(missing('dispatch', { unit: 'u' })).toEqual([])
  })

  it('asks why when a verification says no, and not when it says yes', () => {
    expect(missing('verify', { passed: 'no' })).toContain('why')
    expect(missing('verify', { passed: 'yes' })).not.toContain('why')
  })

  it('a verification told in the minute in which it was done was told after that', () => {
    const since = Date.parse('2026-10-08T00:20:31Z')
    const body = forms.verified_by_phone?.body({ by: 'p', told: '2026-10-08T08:20', passed: 'yes', since: String(since) })
    expect(body).toMatchObject({ told: since, passed: true })
    const later = forms.verified_by_phone?.body({ by: 'p', told: '2026-10-08T09:00', passed: 'yes', since: String(since) })
    expect(later).toMatchObject({ told: Date.parse('2026-10-08T01:00:00Z') })
  })

  it('sends numbers as numbers and the end of the day in the county', () => {
    expect(forms.register?.body({ grade: '2', category: 'H01' })).toMatchObject({ grade: 2, category: 'H01' })
    expect(forms.extend?.body({ until: '2026-10-09', reason: '等料' })).toMatchObject({
      until: Date.parse('2026-10-09T15:59:59Z'),
    })
  })
})
