// What lies under the map: the township's roads, and a base map out of a local file or a tile service.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, Stage, test } from './stage'
import { PLACE, serveTiles, writeTiles } from './tiles'

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
  // Our own hamlets by name, without a file of letters from anywhere.
  const cells = (await (await page.request.get(`${stage.opened.url}/api/v1/cells`)).json()) as { hamlets: { name: string; point: unknown }[] }[]
  const hamlet = cells.flatMap((cell) => cell.hamlets).find(({ point }) => point)?.name ?? ''
  await expect(page.locator(laid)).toHaveAttribute('data-names', new RegExp(hamlet))
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

type Colour = [red: number, green: number, blue: number]

/** The share of the map's picture whose colours fit. */
async function share(page: Page, fits: (colour: Colour) => boolean): Promise<number> {
  const picture = await page.locator(laid).screenshot()
  const blank = await page.context().newPage()
  const colours = await blank.evaluate(async (data) => {
    const image = new Image()
    image.src = data
    await image.decode()
    const canvas = new OffscreenCanvas(image.width, image.height)
    const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D
    context.drawImage(image, 0, 0)
    const pixels = new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer)
    const found = new Map<number, number>()
    for (const pixel of pixels) found.set(pixel, (found.get(pixel) ?? 0) + 1)
    return [...found].map(([pixel, count]) => ({ colour: [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255] as Colour, part: count / pixels.length }))
  }, `data:image/png;base64,${picture.toString('base64')}`)
  await blank.close()
  return colours.filter(({ colour }) => fits(colour)).reduce((sum, { part }) => sum + part, 0)
}

interface Loaded {
  /** What the hub's file answered, part by part. */
  parts: number[]
  /** Origins that pages loaded from, beside the hub's. */
  elsewhere: Set<string>
  /** What the policy of the pages refused. */
  refused: string[]
}

/** Follows what a page loads. */
function follow(page: Page, url: string): Loaded {
  const loaded: Loaded = { parts: [], elsewhere: new Set(), refused: [] }
  page.on('response', (response) => {
    if (response.url().endsWith('/api/v1/map/base')) loaded.parts.push(response.status())
    if (!response.url().startsWith(url) && !/^(data|blob):/.test(response.url())) loaded.elsewhere.add(new URL(response.url()).origin)
  })
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) loaded.refused.push(message.text())
  })
  return loaded
}

for (const kind of ['picture', 'area'] as const) {
  test(`a base map of ${kind}s out of a local file lies under it, asked in parts from this address alone`, async ({ page }) => {
    const folder = mkdtempSync(join(tmpdir(), 'tiles-'))
    const stage = await Stage.open(writeTiles(join(folder, 'base.pmtiles'), kind))
    try {
      const { parts, elsewhere, refused } = follow(page, stage.opened.url)
      await stage.enter(page, 'duty', '/map')
      await expect(page.locator(laid)).toHaveAttribute('data-laid', /base/)
      // The head with its directories, and at least one tile.
      await expect.poll(() => parts.length).toBeGreaterThanOrEqual(2)
      expect(new Set(parts)).toEqual(new Set([206]))
      expect([[...elsewhere], refused]).toEqual([[], []])
      if (kind === 'area') await expect(page.locator(laid)).toHaveAttribute('data-names', new RegExp(PLACE))
      // It is there to be seen: the ground is no longer the page's paper.
      const paper = await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--gw-paper').trim())
      const bare = [1, 3, 5].map((at) => parseInt(paper.slice(at, at + 2), 16))
      await expect.poll(() => share(page, (seen) => seen.every((one, at) => Math.abs(one - (bare[at] ?? 0)) < 2))).toBeLessThan(0.2)
    } finally {
      await stage.close()
      rmSync(folder, { recursive: true })
    }
  })
}

test('tiles of a service lie under it, and nothing else may be loaded from elsewhere', async ({ page }) => {
  const [tiles, other] = [await serveTiles(), await serveTiles()]
  const stage = await Stage.open(`${tiles.origin}/wmts/county/default/web/{TileMatrix}/{TileRow}/{TileCol}.png`)
  try {
    const { elsewhere, refused } = follow(page, stage.opened.url)
    await stage.enter(page, 'duty', '/map')
    await expect(page.locator(laid)).toHaveAttribute('data-laid', /base/)
    await expect.poll(() => tiles.asked.length).toBeGreaterThan(0)
    await expect.poll(() => share(page, ([red, , blue]) => blue - red > 60)).toBeGreaterThan(0.3)
    expect([[...elsewhere], refused]).toEqual([[tiles.origin], []])
    for (const { path, headers } of tiles.asked) {
      expect(path).toMatch(/^\/wmts\/county\/default\/web\/\d+\/\d+\/\d+\.png$/)
      expect([headers.cookie, headers.referer]).toEqual([undefined, undefined])
    }
    const answered = await page.evaluate((url) => fetch(url).then(() => true, () => false), other.origin)
    expect([answered, other.asked.length]).toEqual([false, 0])
  } finally {
    await stage.close()
    tiles.close()
    other.close()
  }
})
