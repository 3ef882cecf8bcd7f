// Urgent incidents by hamlet, in the order of their names: never by number.
import type { Schemas } from '@/api/client'

export interface AtHamlet {
  hamlet: string
  kinds: string
  count: number
}

type Row = Pick<Schemas['IncidentRow'], 'hamlet_name' | 'cell_name' | 'category_word'>

export function byHamlet(rows: Row[]): AtHamlet[] {
  const found = new Map<string, { kinds: Set<string>; count: number }>()
  for (const row of rows) {
    const hamlet = row.hamlet_name || row.cell_name
    const here = found.get(hamlet) ?? { kinds: new Set(), count: 0 }
    here.kinds.add(row.category_word)
    here.count += 1
    found.set(hamlet, here)
  }
  return [...found]
    .map(([hamlet, here]) => ({ hamlet, kinds: [...here.kinds].join('、'), count: here.count }))
    .sort((a, b) => a.hamlet.localeCompare(b.hamlet, 'zh-CN'))
}
