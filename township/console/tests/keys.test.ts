import { describe, expect, it } from 'vitest'
import { actionFor, letters, type Pressed } from '../src/sections/desk/keys'

const press = (code: string, more: Partial<Pressed> = {}): Pressed => ({ code, inField: false, ...more })

describe('the keyboard of the desk', () => {
  it('knows every step of the table by the place of its key', () => {
    for (const [letter, step] of letters) {
      expect(actionFor(press(`Key${letter}`), true)).toEqual({ do: 'step', step })
    }
    expect(new Set(letters.map(([letter]) => letter)).size).toBe(letters.length)
  })

  it('leaves letters alone in a field, while composing, with a modifier', () => {
    expect(actionFor(press('KeyA', { inField: true }), true)).toBeNull()
    expect(actionFor(press('KeyA', { isComposing: true }), true)).toBeNull()
    expect(actionFor(press('KeyC', { ctrlKey: true }), true)).toBeNull()
    expect(actionFor(press('KeyC', { metaKey: true }), true)).toBeNull()
  })

  it('can be switched off, except for arrows, search and escape (WCAG 2.1.4)', () => {
    for (const [letter] of letters) expect(actionFor(press(`Key${letter}`), false)).toBeNull()
    expect(actionFor(press('KeyJ'), false)).toBeNull()
    expect(actionFor(press('ArrowDown'), false)).toEqual({ do: 'move', by: 1 })
    expect(actionFor(press('Escape', { inField: true }), false)).toEqual({ do: 'escape' })
  })

  it('tells search from the table of keys', () => {
    expect(actionFor(press('Slash'), true)).toEqual({ do: 'find' })
    expect(actionFor(press('Slash', { shiftKey: true }), true)).toEqual({ do: 'keys' })
  })
})
