// Times as people here say them; always the county's time, whatever the machine's.

import { fill, t } from '@/locales'

const zone = 'Asia/Shanghai'
const parts = new Intl.DateTimeFormat('zh-CN', {
  timeZone: zone, year: 'numeric', month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false,
})

function split(at: number): Record<string, string> {
  return Object.fromEntries(parts.formatToParts(at).map((part) => [part.type, part.value]))
}

/** `10月8日 17:40`; the hour alone today, the year where it is another. */
export function said(at: number | null | undefined, now = Date.now()): string {
  if (at === null || at === undefined) return ''
  const [then, today] = [split(at), split(now)]
  const clock = `${then.hour === '24' ? '00' : then.hour}:${then.minute}`
  if (then.year === today.year && then.month === today.month && then.day === today.day) return clock
  return `${day(at, now)} ${clock}`
}

/** `10月8日`. */
export function day(at: number, now = Date.now()): string {
  const [then, today] = [split(at), split(now)]
  const text = then.year === today.year ? t.app.day : t.app.dayOfYear
  return fill(text, { y: then.year ?? '', m: then.month ?? '', d: then.day ?? '' })
}

/** `2026-10-08`, as dates are sent. */
export function iso(at: number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(at)
}

/** A moment `2026-10-08T09:20` in the county, Unix milliseconds. */
export function momentOf(text: string): number {
  return Date.parse(`${text}:00+08:00`)
}

/** `2026-10-08T09:20` of a moment, as a field for a moment holds it. */
export function field(at: number): string {
  const then = split(at)
  return `${iso(at)}T${then.hour === '24' ? '00' : then.hour}:${then.minute}`
}

/** The end of a day `2026-10-08` in the county, Unix milliseconds. */
export function endOfDay(date: string): number {
  return Date.parse(`${date}T23:59:59+08:00`)
}
