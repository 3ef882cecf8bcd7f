// The administration as a tree: county, township, village, cell, hamlet; the offices of a unit stand
// together below it. A log-in sees the levels that the hub gives it.
import type { Schemas } from '@/api/client'

type Cell = Schemas['CellShown']
type Unit = Schemas['UnitShown']

/** What the administration is divided into, above cells. */
const PLACES = ['county', 'township', 'zone', 'village', 'community'] as const

export interface Node {
  id: string
  name: string
  level: (typeof PLACES)[number] | 'offices' | 'office' | 'cell' | 'hamlet'
  /** Nobody is in post there today. */
  uncovered: boolean
  below: Node[]
}

/** `offices` is what the group of a unit's offices is called. */
export function treeOf(units: Unit[], cells: Cell[], offices: string): Node[] {
  const isPlace = (unit: Unit): boolean => (PLACES as readonly string[]).includes(unit.kind)
  const places = new Set(units.filter(isPlace).map((unit) => unit.id))
  // What lies under nothing that is shown stands at the root.
  const under = <T>(list: T[], parent: (one: T) => string | null | undefined): Map<string, T[]> => {
    const found = new Map<string, T[]>()
    for (const one of list) {
      const above = parent(one) ?? ''
      const key = places.has(above) ? above : ''
      found.set(key, [...(found.get(key) ?? []), one])
    }
    return found
  }
  const unitsOf = under(units, (unit) => unit.parent)
  const cellsOf = under(cells, (cell) => cell.village)
  const node = (id: string, name: string, level: Node['level'], below: Node[] = [], uncovered = false): Node => ({ id, name, level, uncovered, below })
  const below = (id: string): Node[] => {
    const here = unitsOf.get(id) ?? []
    const working = here.filter((unit) => !isPlace(unit)).map((unit) => node(unit.id, unit.name, 'office'))
    return [
      ...here.filter(isPlace).map((unit) => node(unit.id, unit.name, unit.kind as Node['level'], below(unit.id))),
      ...(cellsOf.get(id) ?? []).map((cell) => node(cell.id, cell.name, 'cell', cell.hamlets.map((hamlet) => node(hamlet.id, hamlet.name, 'hamlet')), cell.uncovered)),
      ...(working.length ? [node(`offices/${id}`, offices, 'offices', working)] : []),
    ]
  }
  return below('')
}

/** The nodes from the root down to one, itself last; none if it is not there. */
export function wayTo(tree: Node[], id: string): Node[] {
  for (const node of tree) {
    if (node.id === id) return [node]
    const way = wayTo(node.below, id)
    if (way.length) return [node, ...way]
  }
  return []
}

/** What stands open before anybody chose: everything down to cells, but of several townships only their names. */
export function opened(tree: Node[]): string[] {
  const townships = tree.flatMap((node) => (node.level === 'county' ? node.below : [node])).filter((node) => node.level === 'township')
  const down = (node: Node): string[] => {
    if (node.level === 'cell' || (node.level === 'township' && townships.length > 1)) return []
    return [node.id, ...node.below.flatMap(down)]
  }
  return tree.flatMap(down)
}

/** Ids of the cells at or under a node; of a hamlet none. */
export function cellsUnder(node: Node): string[] {
  return node.level === 'cell' ? [node.id] : node.below.flatMap(cellsUnder)
}
