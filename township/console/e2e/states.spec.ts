// What stands on a page while its content is on the way, when it was not reached, when it may not be read,
// and once a cut line is back; what stands on the wall.
import type { Page, Request } from '@playwright/test'
import { expect, test, type Stage } from './stage'

/** The call that each page rests on, and who opens it. */
const pages: [section: string, role: string, call: string][] = [
  ['desk', 'duty', 'incidents'],
  ['merge', 'clerk', 'conflicts'],
  ['cells', 'clerk', 'cells'],
  ['map', 'duty', 'cells'],
  ['roster', 'clerk', 'households'],
  ['tasks', 'clerk', 'templates'],
  ['devices', 'admin', 'devices'],
  ['ledgers', 'clerk', 'exports'],
  ['figures', 'head', 'figures'],
  ['audit', 'supervision', 'records'],
  ['evidence?tab=clues', 'officer', 'evidence/clues'],
]

const problem = (status: number, code: string, advice: string) => ({ status, contentType: 'application/json', body: JSON.stringify({ code, advice }) })

for (const [section, role, call] of pages) {
  test(`${section}: on the way, not reached, not permitted, and there`, async ({ stage, page }) => {
    await stage.enter(page, role, '/help')
    const asked = (url: URL): boolean => url.pathname === `/api/v1/${call}`
    const at = `${stage.opened.url}/${section}`
    const state = (name: string) => page.locator(`#main [data-state=${name}]`)

    let answer = (): void => undefined
    const held = new Promise<void>((done) => (answer = done))
    await page.route(asked, async (route) => {
      await held
      await route.continue()
    })
    await page.goto(at)
    await expect(state('loading').first()).toBeVisible()
    answer()
    await expect(state('loading')).toHaveCount(0)
    await page.unrouteAll({ behavior: 'wait' })

    await page.route(asked, (route) => route.abort())
    await page.goto(at)
    await expect(state('failed').first()).toBeVisible()
    await expect(state('failed').first()).toContainText('网断了')
    await page.unrouteAll({ behavior: 'wait' })
    await state('failed').first().getByRole('button').click()
    await expect(state('failed')).toHaveCount(0)

    await page.route(asked, (route) => route.fulfill(problem(403, 'not_permitted', '您的岗位没有这项权限。')))
    await page.goto(at)
    await expect(state('no-permission').first()).toContainText('没有这项权限')
    // Asking again would change nothing.
    await expect(state('no-permission').first().getByRole('button')).toHaveCount(0)
  })
}

test('help: each page leads to its own', async ({ stage, page }) => {
  await stage.enter(page, 'duty', '/desk')
  await page.locator('[data-act=help]').click()
  await expect(page.locator('#help-desk')).toBeFocused()
  await expect(page.locator('#help-desk')).toBeInViewport()
  await page.goto(`${stage.opened.url}/map`)
  await page.locator('[data-act=help]').click()
  await expect(page.locator('#help-map')).toBeFocused()
})

/** The hub's own list of what is urgent, by hamlet. */
async function urgent(stage: Stage, page: Page): Promise<{ hamlet_name: string }[]> {
  const answer = await page.request.get(`${stage.opened.url}/api/v1/incidents?open=true&urgent=true&limit=100`)
  return ((await answer.json()) as { items: { hamlet_name: string }[] }).items
}

test('wall: what is urgent by hamlet with one event and no look of its own, who is on duty, until when it holds', async ({ stage, page }) => {
  // What it asks every half minute is switched off: whatever comes was brought by an event.
  await page.addInitScript((long) => {
    const begin = window.setInterval.bind(window)
    window.setInterval = ((act: TimerHandler, ms?: number, ...more: unknown[]) => ((ms ?? 0) >= long ? 0 : begin(act, ms, ...more))) as typeof window.setInterval
  }, 30_000)
  await page.setViewportSize({ width: 1920, height: 1080 })
  await stage.enter(page, 'duty', '/wall')
  const wall = page.locator('.wall')
  await expect(wall.locator('header')).toContainText('练习')
  await expect(wall.getByRole('status')).toContainText('数据到')
  await expect(wall.locator('[data-laid]')).toHaveAttribute('data-laid', /own/)
  const asked: string[] = []
  let loads = 0
  page.on('request', (request) => {
    if (/incidents\?.*urgent=true/.test(request.url()) && request.resourceType() === 'fetch') asked.push(request.url())
  })
  page.on('framenavigated', () => (loads += 1))
  await stage.do('incident', { words: '示例：草垛着火了，就在村边', category: 'Y03' })
  const rows = await urgent(stage, page)
  const hamlet = rows[0]?.hamlet_name ?? ''
  expect(hamlet).not.toBe('')
  const here = wall.locator('section').first().locator('li', { hasText: hamlet })
  await expect(here).toBeVisible()
  // How long that takes is measured by the bench; here it is what it takes: one event, one question.
  expect([asked.length, loads]).toEqual([1, 0])
  await expect(here.locator('.num')).toHaveText(String(rows.filter((row) => row.hamlet_name === hamlet).length))
  // No words of a report and nobody's name but those of the township's own posts.
  await expect(wall).not.toContainText('草垛')
  const staff = (await (await page.request.get(`${stage.opened.url}/api/v1/staff`)).json()) as { role: string; name: string; phone: string }[]
  for (const one of staff.filter(({ role }) => role === 'duty_officer')) {
    await expect(wall.locator('footer')).toContainText(one.name)
    await expect(wall.locator('footer')).toContainText(one.phone)
  }
  const warned = (await (await page.request.get(`${stage.opened.url}/api/v1/warnings`)).json()) as { words: string }[]
  for (const { words } of warned.slice(0, 4)) await expect(wall.locator('[data-warnings]')).toContainText(words)

  // A wall that hears nothing says so, and does not pretend.
  await page.route('**/api/v1/events', (route) => route.abort())
  await page.reload()
  await expect(wall.getByRole('status')).toContainText('数据停在')
})

test('wall: as many warnings as fit a line, and how many more there are', async ({ stage, page }) => {
  const words = ['东', '南', '西', '北', '中', '上'].map((where) => `示例${where}网格没有人在岗`)
  await page.route('**/api/v1/warnings', (route) => route.fulfill({ json: words.map((one) => ({ code: 'uncovered', words: one })) }))
  await page.setViewportSize({ width: 1920, height: 1080 })
  await stage.enter(page, 'duty', '/wall')
  const line = page.locator('[data-warnings]')
  for (const one of words.slice(0, 4)) await expect(line).toContainText(one)
  for (const one of words.slice(4)) await expect(line).not.toContainText(one)
  await expect(line).toContainText('2')
  const whole = await line.evaluate((element) => element.getBoundingClientRect().bottom <= window.innerHeight)
  expect(whole).toBe(true)
})

/** Waits until the page asks for nothing more of itself: what it shows then, it read before. */
async function quiet(page: Page): Promise<void> {
  let last = Date.now()
  const asked = (request: Request): void => {
    if (!request.url().endsWith('/events')) last = Date.now()
  }
  page.on('request', asked)
  page.on('requestfinished', asked)
  await expect.poll(() => Date.now() - last > 1_000).toBe(true)
  page.off('request', asked)
  page.off('requestfinished', asked)
}

test('who fell behind asks for everything anew on the line that stands', async ({ stage, page }) => {
  let answer = (): void => undefined
  const held = new Promise<void>((done) => (answer = done))
  let lines = 0
  await page.route('**/api/v1/events', async (route) => {
    lines += 1
    await held
    // Nothing but that some were lost; and no other line within the test.
    const body = 'retry: 600000\nevent: hello\ndata: {}\n\nevent: behind\ndata: {}\n\n'
    await route.fulfill({ contentType: 'text/event-stream', body })
  })
  await stage.enter(page, 'duty', '/desk')
  await page.locator('[role=option], [data-state=empty]').first().waitFor()
  await quiet(page)
  const words = '示例：落下时报来的一件'
  await stage.do('incident', { words, category: 'H01' })
  const row = page.getByRole('option', { name: new RegExp(words) })
  await expect(row).toHaveCount(0)
  answer()
  await expect(row).toBeVisible()
  expect(lines).toBe(1)
})

test('a line that was cut asks for everything anew once it is back', async ({ stage, page }) => {
  test.setTimeout(90_000)
  await page.route('**/api/v1/events', (route) => route.abort())
  await stage.enter(page, 'duty', '/desk')
  await page.locator('[role=option], [data-state=empty]').first().waitFor()
  await quiet(page)
  await expect(page.locator('header [role=status]')).not.toContainText('随时更新')
  const words = '示例：断线时报来的一件'
  await stage.do('incident', { words, category: 'H01' })
  const row = page.getByRole('option', { name: new RegExp(words) })
  // Nobody told the page; it does not look by itself so soon.
  await page.waitForTimeout(1_000)
  await expect(row).toHaveCount(0)
  await page.unroute('**/api/v1/events')
  await expect(page.locator('header [role=status]')).toContainText('随时更新', { timeout: 30_000 })
  await expect(row).toBeVisible({ timeout: 5_000 })
})
