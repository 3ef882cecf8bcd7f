// A field as somebody writes it, and the value that is sent for it.
import type { Schemas } from '@/api/client'

type Kind = Schemas['InputKind']

/** The value of what was written; undefined while nothing is. */
export function valueOf(kind: Kind, written: string): Record<string, string | number | boolean> | undefined {
  const text = written.trim()
  if (text === '') return undefined
  switch (kind) {
    case 'date':
      return { Date: text }
    case 'code':
      return { Code: Number(text) }
    case 'bool':
      return { Bool: text === 'yes' }
    case 'number':
      return { Int: Number(text) }
    default:
      return { Text: text }
  }
}
