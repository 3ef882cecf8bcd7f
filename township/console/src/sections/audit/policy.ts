// Limits, categories and working days as the hub takes them; what is not edited here goes back as it came.

export interface Period {
  n: number
  unit: string
}

export interface Grade {
  grade: number
  zh: string
  accept: Period
  respond: Period
  handle: Period
  amber_percent: number
}

export interface Policy {
  version: number
  adopted_by: string
  verify_working_days: number
  rate_days: number
  grades: Grade[]
  categories: { code: string; zh: string; grade: number }[]
}

export interface Calendar {
  version: string
  off: string[]
  work: string[]
  local_off?: string[]
}

/** Periods of a grade, in the order in which they pass. */
export const PERIODS = ['accept', 'respond', 'handle'] as const

/** Days as one writes them: one a line, or apart by blanks. */
export const daysOf = (text: string): string[] => text.split(/[\s,，、]+/).filter(Boolean).sort()
