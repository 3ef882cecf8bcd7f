// What is edited of limits and working days; the rest of them goes back as it came.

/** Periods of a grade, in the order in which they pass. */
export const PERIODS = ['accept', 'respond', 'handle'] as const

/** Days as one writes them: one a line, or apart by blanks. */
export const daysOf = (text: string): string[] => text.split(/[\s,，、]+/).filter(Boolean).sort()
