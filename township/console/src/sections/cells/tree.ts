// Cells by village, as the list of the hub has them.
import type { Schemas } from '@/api/client'

export interface Village {
  id: string
  name: string
  cells: Schemas['CellShown'][]
}

export function villagesOf(cells: Schemas['CellShown'][]): Village[] {
  const villages = new Map<string, Village>()
  for (const cell of cells) {
    const id = cell.village ?? ''
    const village = villages.get(id) ?? { id, name: cell.village_name, cells: [] }
    village.cells.push(cell)
    villages.set(id, village)
  }
  return [...villages.values()]
}
