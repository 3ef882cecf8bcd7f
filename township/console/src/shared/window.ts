// The arithmetic of virtual rows: which rows are drawn, which pages of the hub they need.

export interface Range {
  from: number
  /** One past the last. */
  to: number
}

/** Rows to draw for a scroll position, `spare` more on either side. */
export function drawn(top: number, height: number, row: number, total: number, spare: number): Range {
  const from = Math.max(0, Math.floor(top / row) - spare)
  const to = Math.min(total, Math.ceil((top + height) / row) + spare)
  return { from: Math.min(from, total), to: Math.max(Math.min(from, total), to) }
}

/** Numbers of the pages a range touches. */
export function pagesOf(range: Range, page: number): number[] {
  if (range.to <= range.from) return []
  const first = Math.floor(range.from / page)
  const last = Math.floor((range.to - 1) / page)
  return Array.from({ length: last - first + 1 }, (_, at) => first + at)
}
