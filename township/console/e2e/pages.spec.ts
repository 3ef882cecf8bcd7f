// Every page: nothing serious in axe at 1366 and at 200 %, and a picture of it for the documents.
import { existsSync, readdirSync } from 'node:fs'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './stage'

const PICTURES = process.env.GRIDWORK_PICTURES ?? 'test-results/pictures'

async function clean(page: Page, what: string): Promise<void> {
  const found = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']).analyze()
  const serious = found.violations.filter((v) => ['serious', 'critical'].includes(v.impact ?? ''))
  expect(serious.map((v) => `${what}: ${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(' | ')}`)).toEqual([])
}

/** Columns whose head stands on another side than what is below it. */
async function straight(page: Page, what: string): Promise<void> {
  const askew = await page.evaluate(() =>
    [...document.querySelectorAll('table.plain')].flatMap((table) => {
      const heads = [...table.querySelectorAll('thead th')]
      const side = (element: Element): string => getComputedStyle(element).textAlign
      const cells = [...table.querySelectorAll('tbody tr')].flatMap((row) => [...row.children].map((cell, at) => ({ cell, head: heads[at] })))
      return cells.filter(({ cell, head }) => head && side(cell) !== side(head)).map(({ head }) => head?.textContent ?? '')
    }),
  )
  expect(askew, `${what}: columns under heads of another side`).toEqual([])
}

interface Shown {
  name: string
  role: string
  path: string
  /** Brings the page into the state that is shown. */
  open?: (page: Page) => Promise<void>
}

const pages: Shown[] = [
  { name: 'desk', role: 'duty', path: '/desk', open: (page) => page.locator('[role=option]').first().click() },
  {
    name: 'roster', role: 'clerk', path: '/roster',
    open: async (page) => {
      await page.locator('[role=row]').first().click()
      await page.locator('article').waitFor()
    },
  },
  {
    name: 'merge', role: 'clerk', path: '/merge',
    open: async (page) => {
      await page.locator('[role=option]').first().click()
      await page.locator('[data-conflict]').first().waitFor()
    },
  },
  {
    name: 'cells', role: 'clerk', path: '/cells',
    open: async (page) => {
      await page.locator('[data-cell]').first().click()
      await page.locator('article').waitFor()
    },
  },
  {
    name: 'devices', role: 'admin', path: '/devices',
    open: async (page) => {
      await page.locator('[data-device] button').first().click()
      await page.locator('[data-phone]').waitFor()
    },
  },
  { name: 'ledgers', role: 'clerk', path: '/ledgers' },
  {
    name: 'tasks', role: 'clerk', path: '/tasks',
    open: async (page) => {
      await page.locator('[data-template]').first().click()
      await page.locator('.phone').waitFor()
    },
  },
  { name: 'map', role: 'duty', path: '/map', open: (page) => page.locator('.where button.chip').first().click() },
  { name: 'template-paper', role: 'clerk', path: '/tasks/paper/YJ-12' },
  { name: 'figures', role: 'head', path: '/figures' },
  { name: 'audit', role: 'supervision', path: '/audit' },
  { name: 'users', role: 'admin', path: '/audit?tab=users' },
  { name: 'settings', role: 'head', path: '/audit?tab=settings' },
  { name: 'paper', role: 'duty', path: '/ledgers/paper' },
  { name: 'help', role: 'supervision', path: '/help' },
  { name: 'import', role: 'clerk', path: '/roster/import' },
  { name: 'duplicates', role: 'clerk', path: '/merge?tab=duplicates' },
  { name: 'quarantine', role: 'clerk', path: '/merge?tab=quarantine' },
]

test('every section has its picture', () => {
  const folder = new URL('../src/sections/', import.meta.url)
  const sections = readdirSync(folder).filter((name) => existsSync(new URL(`${name}/section.ts`, folder)))
  const shown = new Set([...pages.map(({ path }) => path.split(/[/?]/)[1]), 'wall', 'evidence'])
  expect(sections.filter((name) => !shown.has(name))).toEqual([])
  for (const name of [...pages.map((one) => one.name), 'login', 'wall', 'evidence']) {
    expect(existsSync(new URL(`../../../docs/screens/console/${name}.png`, import.meta.url)), name).toBe(true)
  }
})

test.beforeAll(async ({ stage }) => {
  await stage.do('incident', { words: '示例：东沟的桥板松了，车过不去', category: 'H01' })
  await stage.do('incident', { words: '示例：西梁一户人家的烟道堵了', category: 'Y05' })
  await stage.do('conflict', { household: 5, values: ['15501990003', '15501990004'] })
})

for (const shown of pages) {
  test(`${shown.name}: accessible, whole at 200 %, pictured`, async ({ stage, page }) => {
    await stage.enter(page, shown.role, shown.path)
    await shown.open?.(page)
    await page.waitForTimeout(500)
    await clean(page, shown.name)
    await straight(page, shown.name)
    await page.screenshot({ path: `${PICTURES}/${shown.name}.png` })
    // 200 % on 1366 pixels is a page of 683.
    await page.setViewportSize({ width: 683, height: 384 })
    await page.waitForTimeout(200)
    await clean(page, `${shown.name} at 200 %`)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(wide, `${shown.name} does not scroll sideways at 200 %`).toBeLessThanOrEqual(1)
  })
}

test('log-in: accessible', async ({ stage, page }) => {
  await page.goto(stage.opened.url)
  await page.locator('form').waitFor()
  await clean(page, 'log-in')
  await page.screenshot({ path: `${PICTURES}/login.png` })
})

test('wall: dark, large, whole', async ({ stage, page }) => {
  await page.setViewportSize({ width: 1920, height: 1080 })
  await stage.enter(page, 'duty', '/wall')
  await page.locator('.wall').waitFor()
  await expect(page.locator('.wall [data-laid]')).toHaveAttribute('data-laid', /own/)
  await page.waitForTimeout(1_000)
  await clean(page, 'wall')
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('.wall h1, .wall h2, .wall p, .wall li span, .wall footer, .wall .maplibregl-ctrl')]
      .map((element) => parseFloat(getComputedStyle(element).fontSize))
      .filter((size) => size < 32),
  )
  expect(small).toEqual([])
  // Nobody touches it.
  await expect(page.locator('.wall .maplibregl-ctrl-scale')).toBeVisible()
  await expect(page.locator('.wall button')).toHaveCount(0)
  await page.screenshot({ path: `${PICTURES}/wall.png` })
})
