// The wall is read at four metres: nothing on its map is written smaller than 32 pixels.
import { beforeAll, expect, test, vi } from 'vitest'
import { layers, SCALES } from '@/shared/map/style'

beforeAll(() => {
  vi.stubGlobal('document', { documentElement: null })
  vi.stubGlobal('getComputedStyle', () => ({ getPropertyValue: () => '#000' }))
})

const sizes = (scale: (typeof SCALES)['desk']): number[] =>
  layers(scale).flatMap((layer) => {
    const size = layer.type === 'symbol' ? layer.layout?.['text-size'] : undefined
    return typeof size === 'number' ? [size] : []
  })

test('names on the wall are large, and none was forgotten', () => {
  const written = layers(SCALES.wall).filter((layer) => layer.type === 'symbol' && layer.layout?.['text-field'] !== undefined)
  expect(sizes(SCALES.wall)).toHaveLength(written.length)
  expect(Math.min(...sizes(SCALES.wall))).toBeGreaterThanOrEqual(32)
  expect(Math.max(...sizes(SCALES.desk))).toBeLessThan(32)
})
