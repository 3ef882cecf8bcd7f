// What lies under the map: the township's roads, and a base map out of a local file.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, Stage, test } from './stage'
import { writeTiles } from './tiles'

const laid = '[data-laid]'

/** A road through the middle of what is shown. */
const roads = JSON.stringify({
  type: 'FeatureCollection',
  features: [{ type: 'Feature', properties: { name: '示意路' }, geometry: { type: 'LineString', coordinates: [[111.2, 41.0], [111.7, 41.3]] } }],
})

test('without a base the map shows our own data, and roads once they were taken in', async ({ stage, page }) => {
  await stage.enter(page, 'clerk', '/map')
  await expect(page.locator(laid)).toHaveAttribute('data-laid', /own/)
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.locator('details summary').click()
  const file = (name: string, text: string) => ({ name, mimeType: 'application/geo+json', buffer: Buffer.from(text) })
  await page.locator('[name=roads]').setInputFiles(file('错.geojson', '{"type":"FeatureCollection","features":[{"geometry":null}]}'))
  await expect(page.locator('[data-findings]')).toContainText('第 1 条')
  await page.locator('[name=roads]').setInputFiles(file('路.geojson', roads))
  await expect(page.locator('details [role=status]')).toContainText('1 条')
  await expect(page.locator(laid)).toHaveAttribute('data-laid', /roads/)
  const { roads: kept } = (await (await page.request.get(`${stage.opened.url}/api/v1/map`)).json()) as { roads: GeoJSON.FeatureCollection }
  expect(kept.features).toHaveLength(1)
  expect(asked.filter((url) => url.includes('/map/base'))).toEqual([])
})

test('a base map out of a local file lies under it, asked in parts from this address alone', async ({ page }) => {
  const folder = mkdtempSync(join(tmpdir(), 'tiles-'))
  const stage = await Stage.open(writeTiles(join(folder, 'base.pmtiles')))
  try {
    const parts: number[] = []
    const elsewhere: string[] = []
    const refused: string[] = []
    page.on('response', (response) => {
      if (response.url().endsWith('/api/v1/map/base')) parts.push(response.status())
      if (!response.url().startsWith(stage.opened.url) && !/^(data|blob):/.test(response.url())) elsewhere.push(response.url())
    })
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) refused.push(message.text())
    })
    await stage.enter(page, 'duty', '/map')
    await expect(page.locator(laid)).toHaveAttribute('data-laid', /base/)
    // The head with its directories, and at least one tile.
    await expect.poll(() => parts.length).toBeGreaterThanOrEqual(2)
    expect(new Set(parts)).toEqual(new Set([206]))
    expect([elsewhere, refused]).toEqual([[], []])
  } finally {
    await stage.close()
    rmSync(folder, { recursive: true })
  }
})
