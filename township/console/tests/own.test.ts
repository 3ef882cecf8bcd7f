import { describe, expect, it } from 'vitest'
import type { Schemas } from '../src/api/client'
import { featuresOf, marksOf } from '../src/shared/map/own'
import { kilometres } from '../src/shared/map/style'

const cells = [
  { id: 'c', name: '一网格', outline: [], hamlets: [{ id: 'h', name: '东沟', point: { lon: 111.4, lat: 41.1 } }, { id: 'k', name: '西梁', point: null }] },
] as unknown as Schemas['CellShown'][]
const row = (more: object) => ({ id: 'i', cell: 'c', hamlet_name: '东沟', words: '示例', category_word: '垃圾', urgent: false, point: null, ...more }) as unknown as Schemas['IncidentRow']

describe('the map of our own data', () => {
  it('draws what has a place and nothing else', () => {
    expect(featuresOf(cells).features.map((feature) => feature.properties.name)).toEqual(['东沟'])
  })

  it('shows an incident at its own point, else at its hamlet, else not at all', () => {
    expect(marksOf([row({ point: { lon: 1, lat: 2 } })], cells)[0]).toMatchObject({ lon: 1, lat: 2 })
    expect(marksOf([row({})], cells)[0]).toMatchObject({ lon: 111.4, lat: 41.1 })
    expect(marksOf([row({ hamlet_name: '西梁' })], cells)).toEqual([])
  })

  it('draws a grid of kilometres, and none when it would be too many', () => {
    const near = kilometres(111.4, 41.1, 111.5, 41.2).features
    expect(near.length).toBeGreaterThan(15)
    expect(near.length).toBeLessThan(30)
    expect(kilometres(100, 30, 120, 50).features).toEqual([])
  })
})
