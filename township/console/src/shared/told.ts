// A problem as a person reads it: what happened, what to do.
import { Problem } from '@/api/client'
import { fill, t } from '@/locales/first'

export function told(error: unknown): string {
  if (!(error instanceof Problem)) return t.problem.other ?? ''
  const own = t.problem[error.code]
  // The hub's own advice is nearer to the matter, except where the catalogue says it for a page.
  const text = ['cut', 'stale', 'not_logged_in', 'lint', 'form'].includes(error.code) ? own : error.advice || own
  return fill(text ?? t.problem.other ?? '', { about: error.about ?? '' })
}
