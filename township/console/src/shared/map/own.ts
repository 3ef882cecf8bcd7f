// Our own data as a map: outlines of cells, hamlets, places; and where an incident without a point is
// shown.
import type { Schemas } from '@/api/client'
import type { Features, Mark } from './style'

type Cell = Schemas['CellShown']
type Feature = Features['features'][number]

export function featuresOf(cells: Cell[]): Features {
  const features = cells.flatMap((cell): Feature[] => {
    const outline: Feature[] = cell.outline.length
      ? [{ type: 'Feature', properties: { layer: 'cell', name: cell.name }, geometry: { type: 'Polygon', coordinates: [cell.outline] } }]
      : []
    const hamlets = cell.hamlets.flatMap((hamlet): Feature[] =>
      hamlet.point
        ? [{ type: 'Feature', properties: { layer: 'hamlet', name: hamlet.name }, geometry: { type: 'Point', coordinates: [hamlet.point.lon, hamlet.point.lat] } }]
        : [],
    )
    return [...outline, ...hamlets]
  })
  return { type: 'FeatureCollection', features }
}

/** Facilities, crossings and hazards as features, drawn by what the hub calls their mark. */
export function placesOf(places: Schemas['PlaceShown'][]): Features {
  const features = places.map((place): Feature => ({
    type: 'Feature',
    properties: { layer: place.dwelling ? 'dwelling' : 'place', mark: place.mark, name: place.name || place.kind_word },
    geometry: { type: 'Point', coordinates: [place.lon, place.lat] },
  }))
  return { type: 'FeatureCollection', features }
}

/** Incidents as marks: at their own point, else at their hamlet; without either they are in the list alone. */
export function marksOf(rows: Schemas['IncidentRow'][], cells: Cell[]): Mark[] {
  return rows.flatMap((row) => {
    const cell = cells.find((found) => found.id === row.cell)
    const at = row.point ?? cell?.hamlets.find((hamlet) => hamlet.name === row.hamlet_name)?.point
    if (!at || !row.id) return []
    return [{ id: row.id, lon: at.lon, lat: at.lat, word: row.words || row.category_word, urgent: row.urgent }]
  })
}
