// A template in full, as the hub keeps drafts and versions: what the designer edits is typed, the rest
// goes back as it came.
import type { Schemas } from '@/api/client'

export interface Part {
  number: number
  type: string
  zh?: string | null
  unit?: string | null
  options?: { code: number; zh: string }[]
  from_target?: boolean
}

export interface Item {
  number: number
  zh: string
  en: string
  answer: string
  evidence: string
  hint?: string | null
  parts: Part[]
}

export interface Template {
  id: string
  version: number
  zh: string
  no_change?: string | null
  asks_people?: boolean
  admission: { reference: string; demo?: boolean }
  items: Item[]
}

export type Shown = Pick<Schemas['TemplateShown'], 'no_change' | 'asks_people' | 'questions_shown'>

/** A template as the phone shows it: the same shape that the hub gives of one in force. */
export function shownOf(template: Template): Shown {
  return {
    no_change: template.no_change ?? '',
    asks_people: template.asks_people ?? false,
    questions_shown: template.items.map((item) => ({
      number: item.number,
      words: item.zh,
      remark: item.hint ?? '',
      photo_with_problem: item.evidence === 'problem_photo',
      inputs: item.parts.map((part) => ({
        part: part.number,
        label: part.zh ?? '',
        from_target: part.from_target ?? false,
        kind: part.type,
        options: (part.options ?? []).map((option) => option.zh),
        unit: part.unit ?? '',
      })),
    })),
  }
}

/** Kinds that a new question may have; others are made by whoever knows the format. */
export const KINDS = ['yes_no', 'single', 'number', 'text'] as const
export type Kind = (typeof KINDS)[number]

/** A new question after the last: numbers are never given anew. */
export function question(template: Template, kind: Kind, options: string[]): Item {
  const number = Math.max(0, ...template.items.map((item) => item.number)) + 1
  const bounds = { yes_no: {}, single: { options: options.map((zh, at) => ({ code: at + 1, zh })) }, number: { min: 0, max: 10_000 }, text: { max: 200 } }
  const notation = { yes_no: 'Y', single: `S[${options.join('|')}]`, number: 'N', text: 'T' }
  return { number, zh: '', en: '', answer: notation[kind], evidence: 'none', parts: [{ number: 0, type: kind, ...bounds[kind] }] }
}
