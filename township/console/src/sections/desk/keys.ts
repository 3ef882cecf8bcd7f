// The keyboard of the desk. By the place of the key (`event.code`), so that an input method or
// another layout changes nothing; never in a field, never while characters are composed.

export type DeskAction =
  | { do: 'move'; by: 1 | -1 }
  | { do: 'open' | 'find' | 'keys' | 'undo' | 'escape' | 'fresh' }
  | { do: 'step'; step: string }

/** Letters of the steps; also what the table of keys shows. */
export const letters: readonly (readonly [string, string])[] = [
  ['A', 'accept'],
  ['N', 'refuse'],
  ['R', 'register'],
  ['D', 'dispatch'],
  ['B', 'return'],
  ['E', 'extend'],
  ['S', 'suspend'],
  ['Q', 'ask_verification'],
  ['V', 'verified_by_phone'],
  ['C', 'close'],
  ['M', 'merge_into'],
]

const steps = new Map(letters.map(([letter, step]) => [`Key${letter}`, step]))

export interface Pressed {
  code: string
  shiftKey?: boolean
  ctrlKey?: boolean
  metaKey?: boolean
  altKey?: boolean
  isComposing?: boolean
  /** Whether the focus is in a field where letters are text. */
  inField: boolean
}

/** What a key means at the desk; nothing for most. `lettersOn`: single letters may be switched off. */
export function actionFor(key: Pressed, lettersOn: boolean): DeskAction | null {
  if (key.isComposing || key.ctrlKey || key.metaKey || key.altKey) return null
  if (key.code === 'Escape') return { do: 'escape' }
  if (key.inField) return null
  if (key.code === 'ArrowDown') return { do: 'move', by: 1 }
  if (key.code === 'ArrowUp') return { do: 'move', by: -1 }
  if (key.code === 'Enter') return { do: 'open' }
  if (key.code === 'Slash') return { do: key.shiftKey ? 'keys' : 'find' }
  if (!lettersOn || key.shiftKey) return null
  if (key.code === 'KeyJ') return { do: 'move', by: 1 }
  if (key.code === 'KeyK') return { do: 'move', by: -1 }
  if (key.code === 'KeyZ') return { do: 'undo' }
  if (key.code === 'KeyG') return { do: 'fresh' }
  const step = steps.get(key.code)
  return step ? { do: 'step', step } : null
}

/** Whether letters typed at this element are text. */
export function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable) return true
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button'].includes(target.type)
  return ['TEXTAREA', 'SELECT'].includes(target.tagName)
}
