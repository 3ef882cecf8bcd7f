// What lies under our own data, if anything: roads of the township, and a base map — a file that the hub
// hands out in parts, or tiles of a service on the local network. Asked once for all maps of the page.

import type { LayerSpecification, Map as MapLibre } from 'maplibre-gl'
import { api, type Schemas } from '@/api/client'
import { colour, nothing, type Features } from './style'

const BASE = '/api/v1/map/base'

let asked: Promise<Schemas['Ground'] | null> | null = null

/** Roads and base of the township; without the right to them, or without the hub, there are none. */
function under(): Promise<Schemas['Ground'] | null> {
  asked ??= api.get('/api/v1/map').catch(() => {
    asked = null
    return null
  })
  return asked
}

/** After roads were taken in: the next map asks again. */
export function forgetUnder(): void {
  asked = null
}

const road = (): LayerSpecification => ({
  id: 'road', type: 'line', source: 'roads',
  layout: { 'line-cap': 'round', 'line-join': 'round' },
  paint: { 'line-color': colour('edge'), 'line-width': ['interpolate', ['linear'], ['zoom'], 9, 1, 14, 3] },
})

const roadName = (size: number): LayerSpecification => ({
  id: 'road-name', type: 'symbol', source: 'roads', minzoom: 12,
  layout: { 'symbol-placement': 'line', 'text-field': ['get', 'name'], 'text-font': ['sans-serif'], 'text-size': size },
  paint: { 'text-color': colour('ink2'), 'text-halo-color': colour('paper'), 'text-halo-width': 1.5 },
})

/** Draws both under the layer `above`; names of roads in `size`. */
export async function lay(map: MapLibre, above: string, size: number): Promise<void> {
  const ground = await under()
  if (!ground || !map.getStyle()) return
  if (ground.base) await layBase(map, ground.base, above, size)
  map.addSource('roads', { type: 'geojson', data: (ground.roads as unknown as Features | undefined) ?? nothing() })
  map.addLayer(road(), above)
  map.addLayer(roadName(size), above)
}

/** Pictures are drawn pale: what is ours stands out on them. */
function layPictures(map: MapLibre, from: { url: string } | { tiles: string[]; maxzoom: number }, above: string): void {
  map.addSource('base', { type: 'raster', tileSize: 256, ...from })
  map.addLayer({ id: 'base', type: 'raster', source: 'base', paint: { 'raster-opacity': 0.6, 'raster-fade-duration': 0 } }, above)
}

async function layBase(map: MapLibre, base: Schemas['BaseShown'], above: string, size: number): Promise<void> {
  if (base.tiles) {
    layPictures(map, { tiles: [base.tiles], maxzoom: base.max_zoom }, above)
    return
  }
  const [{ addProtocol }, { PMTiles, Protocol }] = await Promise.all([import('maplibre-gl'), import('pmtiles')])
  const archive = new PMTiles(new URL(BASE, location.href).href)
  const protocol = new Protocol()
  protocol.add(archive)
  addProtocol('pmtiles', protocol.tile)
  const url = `pmtiles://${archive.source.getKey()}`
  if (base.kind === 'raster') {
    layPictures(map, { url }, above)
    return
  }
  // Lines and areas in the page's own colours, whatever the file's layers are called.
  map.addSource('base', { type: 'vector', url })
  const { vector_layers: found } = (await archive.getMetadata()) as { vector_layers?: { id: string }[] }
  for (const { id } of found ?? []) {
    const area: LayerSpecification = { id: `base-area-${id}`, type: 'fill', source: 'base', 'source-layer': id, filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': colour('sunken') } }
    const line: LayerSpecification = { id: `base-line-${id}`, type: 'line', source: 'base', 'source-layer': id, filter: ['==', ['geometry-type'], 'LineString'], paint: { 'line-color': colour('line'), 'line-width': 1 } }
    map.addLayer(area, above)
    map.addLayer(line, above)
  }
  // Its names over all its lines and areas, in Chinese where the file has them; ours come first, and a name
  // of the base that would stand on one of ours is left out. Letters are drawn by the browser's own fonts.
  for (const { id } of found ?? []) {
    map.addLayer({
      id: `base-name-${id}`, type: 'symbol', source: 'base', 'source-layer': id, filter: ['all', ['has', 'name'], ['==', ['geometry-type'], 'Point']],
      layout: { 'text-field': ['coalesce', ['get', 'name:zh'], ['get', 'name']], 'text-font': ['sans-serif'], 'text-size': size },
      paint: { 'text-color': colour('ink2'), 'text-halo-color': colour('paper'), 'text-halo-width': 1.5 },
    }, above)
  }
}
