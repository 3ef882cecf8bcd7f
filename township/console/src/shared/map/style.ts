// The map from our own data, without a base: paper ground, one-kilometre grid, cells by line and
// hatch, hamlets as squares with names, places and incidents by shape and letter. Nothing by colour alone.

import { t } from '@/locales'
import type { LayerSpecification, StyleSpecification } from 'maplibre-gl'

export interface Mark {
  id: string
  lon: number
  lat: number
  word: string
  urgent: boolean
}

export type Features = GeoJSON.FeatureCollection<GeoJSON.Geometry, Record<string, string | number | boolean>>

export const nothing = (): Features => ({ type: 'FeatureCollection', features: [] })

/** Colours of the theme, as the page has them. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--gw-${name}`).trim()
}

const KM_LAT = 1 / 111.32

/** Lines one kilometre apart over a box, at most `most` each way. */
export function kilometres(west: number, south: number, east: number, north: number, most = 120): Features {
  const stepLat = KM_LAT
  const stepLon = KM_LAT / Math.cos((((south + north) / 2) * Math.PI) / 180)
  if ((north - south) / stepLat > most || (east - west) / stepLon > most) return nothing()
  const line = (coordinates: GeoJSON.Position[]): Features['features'][number] => ({
    type: 'Feature',
    properties: {},
    geometry: { type: 'LineString', coordinates },
  })
  const features: Features['features'] = []
  for (let lat = Math.floor(south / stepLat) * stepLat; lat <= north; lat += stepLat) {
    features.push(line([[west, lat], [east, lat]]))
  }
  for (let lon = Math.floor(west / stepLon) * stepLon; lon <= east; lon += stepLon) {
    features.push(line([[lon, south], [lon, north]]))
  }
  return { type: 'FeatureCollection', features }
}

/** Marks of incidents as features. */
export function asFeatures(marks: Mark[], chosen: string | null): Features {
  return {
    type: 'FeatureCollection',
    features: marks.map((mark) => ({
      type: 'Feature',
      properties: { id: mark.id, word: mark.word, urgent: mark.urgent, chosen: mark.id === chosen },
      geometry: { type: 'Point', coordinates: [mark.lon, mark.lat] },
    })),
  }
}

const font = ['sans-serif']

/** From this zoom on names of places and dwellings are drawn. */
const CLOSE = 13

/** The corners of each mark of a place; a circle where there are none. Its letter is in the catalogue. */
const SHAPES: Record<string, [number, number][] | null> = {
  fire: [[11, 1], [21, 20], [1, 20]],
  water: [[11, 0], [22, 11], [11, 22], [0, 11]],
  house: [[2, 2], [20, 2], [20, 20], [2, 20]],
  road: null,
  ground: [[1, 2], [21, 2], [11, 21]],
  plain: [[7, 7], [15, 7], [15, 15], [7, 15]],
}

/** How large names are written, and how much larger the marks beside them are drawn. */
export interface Scale {
  name: number
  small: number
  mark: number
}

/** At a desk, and across a command room: there nothing is smaller than 32 pixels. */
export const SCALES = { desk: { name: 13, small: 12, mark: 1 }, wall: { name: 32, small: 32, mark: 2 } } satisfies Record<string, Scale>

/** Our own layers, from the ground up. */
export function layers(scale: Scale): LayerSpecification[] {
  const text = { 'text-color': colour('ink'), 'text-halo-color': colour('paper'), 'text-halo-width': 1.5 }
  const of = (kind: string): ['==', ['get', string], string] => ['==', ['get', 'layer'], kind]
  return [
    { id: 'grid', type: 'line', source: 'grid', paint: { 'line-color': colour('line'), 'line-width': 1 } },
    { id: 'cell-hatch', type: 'fill', source: 'own', filter: of('cell'), paint: { 'fill-pattern': 'hatch', 'fill-opacity': 0.5 } },
    { id: 'cell', type: 'line', source: 'own', filter: of('cell'), paint: { 'line-color': colour('ink2'), 'line-width': 1.5, 'line-dasharray': [4, 2] } },
    {
      id: 'hamlet', type: 'symbol', source: 'own', filter: of('hamlet'),
      layout: { 'icon-image': 'square', 'icon-size': scale.mark, 'icon-allow-overlap': true, 'text-field': ['get', 'name'], 'text-font': font, 'text-size': scale.name, 'text-anchor': 'left', 'text-offset': [0.7, 0], 'text-optional': true },
      paint: text,
    },
    ...(['place', 'dwelling'] as const).map((kind): LayerSpecification => ({
      id: kind, type: 'symbol', source: 'own', filter: of(kind), minzoom: kind === 'dwelling' ? CLOSE : 0,
      layout: { 'icon-image': ['concat', 'place-', ['get', 'mark']], 'icon-size': scale.mark, 'icon-allow-overlap': true, 'text-field': ['step', ['zoom'], '', CLOSE, ['get', 'name']], 'text-font': font, 'text-size': scale.small, 'text-anchor': 'left', 'text-offset': [0.9, 0], 'text-optional': true },
      paint: text,
    })),
    {
      id: 'mark', type: 'symbol', source: 'marks',
      layout: { 'icon-image': ['case', ['get', 'urgent'], 'urgent', 'incident'], 'icon-allow-overlap': true, 'icon-size': ['*', scale.mark, ['case', ['get', 'chosen'], 1.5, 1]] },
    },
    {
      id: 'mark-word', type: 'symbol', source: 'marks', filter: ['get', 'chosen'],
      layout: { 'text-field': ['get', 'word'], 'text-font': font, 'text-size': scale.name + 1, 'text-anchor': 'top', 'text-offset': [0, 1], 'text-max-width': 14 },
      paint: text,
    },
  ]
}

/** A style that loads nothing from anywhere. */
export function ground(): StyleSpecification {
  const own = (): { type: 'geojson'; data: Features } => ({ type: 'geojson', data: nothing() })
  return {
    version: 8,
    sources: { grid: own(), own: own(), marks: own() },
    layers: [{ id: 'paper', type: 'background', paint: { 'background-color': colour('paper') } }],
  }
}

/** Small pictures drawn here: hatch, square, triangle, ring, and the marks of places. */
export function pictures(): Record<string, ImageData> {
  const draw = (size: number, paint: (c: CanvasRenderingContext2D) => void): ImageData => {
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = size
    const context = canvas.getContext('2d', { willReadFrequently: true }) as CanvasRenderingContext2D
    paint(context)
    return context.getImageData(0, 0, size, size)
  }
  const places = Object.entries(SHAPES).map(([mark, corners]): [string, ImageData] => [
    `place-${mark}`,
    draw(22, (c) => {
      c.fillStyle = colour('ink2')
      c.beginPath()
      if (corners) corners.forEach(([x, y]) => c.lineTo(x, y))
      else c.arc(11, 11, 10, 0, 7)
      c.fill()
      c.fillStyle = colour('surface')
      c.font = '11px sans-serif'
      c.textAlign = 'center'
      c.fillText(t.map.letters[mark] ?? '', 11, mark === 'fire' ? 18 : mark === 'ground' ? 12 : 15)
    }),
  ])
  return {
    ...Object.fromEntries(places),
    hatch: draw(12, (c) => {
      c.strokeStyle = colour('line')
      c.beginPath()
      c.moveTo(0, 12)
      c.lineTo(12, 0)
      c.stroke()
    }),
    square: draw(12, (c) => {
      c.fillStyle = colour('ink')
      c.fillRect(2, 2, 8, 8)
    }),
    urgent: draw(24, (c) => {
      c.fillStyle = colour('stop')
      c.beginPath()
      c.moveTo(12, 2)
      c.lineTo(22, 21)
      c.lineTo(2, 21)
      c.fill()
    }),
    incident: draw(20, (c) => {
      c.fillStyle = colour('surface')
      c.strokeStyle = colour('accent')
      c.lineWidth = 4
      c.beginPath()
      c.arc(10, 10, 7, 0, 7)
      c.fill()
      c.stroke()
    }),
  }
}
