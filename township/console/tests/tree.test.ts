import { describe, expect, it } from 'vitest'
import type { Schemas } from '../src/api/client'
import { cellsUnder, opened, treeOf, wayTo, type Node } from '../src/sections/cells/tree'

const unit = (id: string, kind: string, parent: string | null) => ({ id, name: id, kind, parent, holders: [], handles: false, phone: '' }) as Schemas['UnitShown']
const cell = (id: string, village: string, hamlets: string[], uncovered = false) =>
  ({ id, name: id, village, village_name: village, hamlets: hamlets.map((name) => ({ id: name, name })), uncovered, holders: [], outline: [], code: '' }) as unknown as Schemas['CellShown']

const county = unit('county', 'county', null)
const first = [unit('t1', 'township', 'county'), unit('v1', 'village', 't1'), unit('o1', 'office', 't1')]
const second = [unit('t2', 'township', 'county'), unit('v2', 'village', 't2')]
const cells = [cell('c1', 'v1', ['h1', 'h2']), cell('c2', 'v1', ['h3'], true)]
/** Names by level, indented by depth. */
const drawn = (tree: Node[], depth = 0): string[] => tree.flatMap((node) => [`${' '.repeat(depth)}${node.level} ${node.name}`, ...drawn(node.below, depth + 1)])

describe('the tree of the administration', () => {
  it('has county, townships, villages, cells and hamlets as levels, offices together', () => {
    expect(drawn(treeOf([county, ...first, ...second], cells, '机构'))).toEqual([
      'county county',
      ' township t1',
      '  village v1',
      '   cell c1',
      '    hamlet h1',
      '    hamlet h2',
      '   cell c2',
      '    hamlet h3',
      '  offices 机构',
      '   office o1',
      ' township t2',
      '  village v2',
    ])
  })

  it('loses no cell whose village is not shown, and says who has nobody', () => {
    const tree = treeOf(first, [...cells, cell('c3', 'elsewhere', [])], '机构')
    expect(wayTo(tree, 'c3').map((node) => node.id)).toEqual(['c3'])
    expect(wayTo(tree, 'c2').at(-1)?.uncovered).toBe(true)
    expect(wayTo(tree, 'nobody')).toEqual([])
  })

  it('stands open down to the cells; of several townships only their names', () => {
    expect(opened(treeOf([county, ...first], cells, '机构'))).toEqual(['county', 't1', 'v1', 'offices/t1', 'o1'])
    expect(opened(treeOf([county, ...first, ...second], cells, '机构'))).toEqual(['county'])
  })

  it('knows the cells under a unit', () => {
    const tree = treeOf([county, ...first], cells, '机构')
    expect(tree.flatMap(cellsUnder)).toEqual(['c1', 'c2'])
    expect(wayTo(tree, 'h1').map((node) => node.id)).toEqual(['county', 't1', 'v1', 'c1', 'h1'])
  })
})
