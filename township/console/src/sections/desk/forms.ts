// What each step asks for, as data: the form is drawn from it, and what is sent is made from it.

import type { Schemas } from '@/api/client'
import { endOfDay, momentOf } from '@/shared/time'

export type StepBody = Schemas['StepBody']
export type Values = Record<string, string>

export type FieldKind =
  | 'text'
  | 'line'
  | 'grade'
  | 'category'
  | 'unit'
  | 'handler'
  | 'day'
  | 'moment'
  | 'ground'
  | 'closing'
  | 'rating'
  | 'whistle'
  | 'yes'
  | 'taken'
  | 'incident'
  | 'verifier'

export interface StepField {
  name: string
  kind: FieldKind
  optional?: boolean
}

interface StepForm {
  fields: StepField[]
  /** What is sent, from what was written. */
  body: (values: Values) => StepBody
  /** Held back for a moment, so that Z takes it back: what the model cannot undo. */
  final?: boolean
}

const text = (name: string, optional = false): StepField => ({ name, kind: 'text', optional })
const said = (values: Values, name: string): string => (values[name] ?? '').trim()

export const forms: Record<string, StepForm> = {
  accept: { fields: [], body: () => ({ step: 'accept' }) },
  self_solve: { fields: [text('done')], body: (v) => ({ step: 'self_solve', done: said(v, 'done') }) },
  refuse: {
    fields: [text('reason'), text('elsewhere')],
    body: (v) => ({ step: 'refuse', reason: said(v, 'reason'), elsewhere: said(v, 'elsewhere') }),
    final: true,
  },
  register: {
    fields: [
      { name: 'grade', kind: 'grade' },
      { name: 'category', kind: 'category' },
    ],
    body: (v) => ({ step: 'register', grade: Number(v.grade), category: said(v, 'category'), statute: null }),
  },
  dispatch: {
    fields: [
      { name: 'unit', kind: 'unit' },
      { name: 'handler', kind: 'handler', optional: true },
    ],
    body: (v) => ({ step: 'dispatch', unit: said(v, 'unit'), handler: said(v, 'handler') || null }),
  },
  return: { fields: [text('reason')], body: (v) => ({ step: 'return', reason: said(v, 'reason') }) },
  start: { fields: [text('note')], body: (v) => ({ step: 'start', note: said(v, 'note') }) },
  note: { fields: [text('words')], body: (v) => ({ step: 'note', words: said(v, 'words') }) },
  extend: {
    fields: [{ name: 'until', kind: 'day' }, text('reason')],
    body: (v) => ({ step: 'extend', reason: said(v, 'reason'), until: endOfDay(said(v, 'until')) }),
  },
  suspend: {
    fields: [{ name: 'ground', kind: 'ground' }, { name: 'wake', kind: 'day' }, text('reason')],
    body: (v) => ({ step: 'suspend', ground: Number(v.ground), reason: said(v, 'reason'), wake: said(v, 'wake') }),
  },
  resume: { fields: [], body: () => ({ step: 'resume' }) },
  whistle: {
    fields: [{ name: 'kind', kind: 'whistle' }, text('asks')],
    body: (v) => ({ step: 'whistle', kind: Number(v.kind), asks: said(v, 'asks') }),
  },
  to_clue: { fields: [text('words')], body: (v) => ({ step: 'to_clue', words: said(v, 'words') }), final: true },
  clue_answered: {
    fields: [{ name: 'taken', kind: 'taken' }, text('words')],
    body: (v) => ({ step: 'clue_answered', taken: v.taken === 'yes', words: said(v, 'words') }),
  },
  done: { fields: [text('result')], body: (v) => ({ step: 'done', result: said(v, 'result') }) },
  verify: {
    fields: [{ name: 'passed', kind: 'yes' }, text('why', true)],
    body: (v) => ({ step: 'verify', passed: v.passed === 'yes', why: said(v, 'why') }),
  },
  ask_verification: {
    fields: [{ name: 'of', kind: 'verifier' }],
    body: (v) => ({ step: 'ask_verification', of: said(v, 'of') }),
  },
  verified_by_phone: {
    fields: [{ name: 'by', kind: 'verifier' }, { name: 'told', kind: 'moment' }, { name: 'passed', kind: 'yes' }, text('why', true)],
    body: (v) => ({
      step: 'verified_by_phone',
      by: said(v, 'by'),
      // A minute is written; within the minute in which it was done, it was told after it was done.
      told: Math.max(momentOf(said(v, 'told')), Number(v.since ?? 0)),
      passed: v.passed === 'yes',
      why: said(v, 'why'),
    }),
  },
  close: {
    fields: [{ name: 'code', kind: 'closing' }],
    body: (v) => ({ step: 'close', code: Number(v.code) }),
    final: true,
  },
  rate: {
    fields: [{ name: 'rating', kind: 'rating' }, text('words', true)],
    body: (v) => ({ step: 'rate', rating: Number(v.rating), words: said(v, 'words'), oral: true }),
  },
  merge_into: {
    fields: [{ name: 'main', kind: 'incident' }],
    body: (v) => ({ step: 'merge_into', main: said(v, 'main') }),
    final: true,
  },
  void: { fields: [text('reason')], body: (v) => ({ step: 'void', reason: said(v, 'reason') }), final: true },
}

/** Names of the fields that still want something. */
export function missing(step: string, values: Values): string[] {
  const form = forms[step]
  const lacks = (form?.fields ?? []).filter((field) => !field.optional && said(values, field.name) === '')
  // A "no" always says what is lacking.
  const why = ['verify', 'verified_by_phone'].includes(step) && values.passed === 'no' && said(values, 'why') === '' ? ['why'] : []
  return [...lacks.map((field) => field.name), ...why]
}
