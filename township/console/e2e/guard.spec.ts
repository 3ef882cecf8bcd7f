// What the pages keep out: markup in what a phone sends, scripts of others, pages of another role.
import type { Page } from '@playwright/test'
import { expect, test } from './stage'

const MARKUP = '<img src=x onerror="window.harmed=1"><script>window.harmed=1</script>{{7*7}}'

/** Nothing ran, and no element came of it. */
async function harmless(page: Page): Promise<void> {
  expect(await page.evaluate(() => (window as unknown as { harmed?: number }).harmed)).toBeUndefined()
  await expect(page.locator('main img[src="x"], main script')).toHaveCount(0)
}

test('markup in words, place and notes of a phone is text on every page that shows them', async ({ stage, page }) => {
  const { id } = await stage.do<{ id: string }>('incident', { words: `示例：${MARKUP}`, place: '<img src=x>', category: 'H01' })
  await stage.enter(page, 'duty', `/desk?id=${id}`)
  await expect(page.locator('article h2')).toContainText('<img src=x')
  await expect(page.locator('article')).toContainText('{{7*7}}')
  await harmless(page)
  for (const path of ['/ledgers', '/ledgers/print', '/wall', '/figures']) {
    await page.goto(`${stage.opened.url}${path}`)
    await page.waitForTimeout(500)
    await harmless(page)
  }
})

test('markup in a name of the roster is text in merge and roster', async ({ stage, page }) => {
  const values = ['<b onclick=alert(1)>', '<img src=x>']
  const { document } = await stage.do<{ document: string }>('conflict', { household: 8, field: 'nickname', values })
  await stage.enter(page, 'clerk', `/merge?id=${document}`)
  const conflict = page.locator('[data-conflict]').first()
  await expect(conflict).toContainText('<img src=x')
  await expect(conflict.locator('.value b, .value img')).toHaveCount(0)
  await harmless(page)
  await page.goto(`${stage.opened.url}/roster`)
  await page.locator('[role=row]').first().waitFor()
  await harmless(page)
})

test('words that a phone sends, wherever it may write some, are text on every page', async ({ stage, page, browser }) => {
  test.setTimeout(180_000)
  const words = '<img src=x onerror="harmed=1">'
  const { household, incident } = await stage.do<{ household: string; incident: string }>('texts', { words })
  await stage.do('evidence', { matter: `示意：${words}` })
  // A phone that calls itself so.
  const admin = await browser.newPage()
  await stage.enter(admin, 'admin', '/devices')
  await admin.locator('[data-act=enrol]').click()
  const person = admin.locator('[name=person]')
  await person.selectOption((await person.locator('option', { hasText: '网格员' }).first().getAttribute('value')) ?? '')
  await admin.locator('form button[type=submit]').click()
  const qr = (await admin.locator('[data-qr]').textContent()) ?? ''
  const { device } = await stage.do<{ device: number }>('enrol', { qr, name: words })
  const row = admin.locator(`[data-device="${device}"]`)
  await expect(row).toContainText(words)
  await row.locator('button').click()
  await admin.locator('[data-phone]').waitFor()
  await harmless(admin)

  // Shown as it was written where it is shown, and nothing of it is markup anywhere.
  const shows = async (which: Page, path: string, where: string): Promise<void> => {
    await which.goto(`${stage.opened.url}${path}`)
    await expect(which.locator(where).first(), path).toContainText(words)
    await harmless(which)
  }
  await stage.enter(page, 'clerk', '/help')
  await shows(page, `/roster?id=${household}`, 'article')
  await page.locator('[data-act=history]').click()
  await expect(page.locator('.history')).toContainText(words)
  await harmless(page)
  for (const path of ['/roster', '/merge', '/merge?tab=duplicates', '/cells', '/map', '/tasks', '/ledgers', '/figures', '/audit', '/help']) {
    await page.goto(`${stage.opened.url}${path}`)
    await page.locator('#main').waitFor()
    await page.waitForLoadState('networkidle')
    await harmless(page)
  }
  const duty = await browser.newPage()
  await stage.enter(duty, 'duty', '/help')
  await shows(duty, `/desk?id=${incident}`, 'article')
  await expect(duty.locator('article .steps')).toContainText(words)
  const officer = await browser.newPage()
  await stage.enter(officer, 'officer', '/help')
  await shows(officer, '/evidence?tab=clues', '[data-clue]')
  await shows(officer, '/evidence?tab=sets', 'main')
  // Stopped again: no later story counts it among the phones of its cell.
  await admin.locator('[data-phone] [data-act=revoke]').click()
  await admin.locator('[data-act=sure]').click()
  await expect(admin.locator('[data-phone]')).toContainText('停用了')
  await harmless(admin)
  await Promise.all([admin.close(), duty.close(), officer.close()])
})

test('the name of a file is text', async ({ stage, page }) => {
  await stage.enter(page, 'clerk', '/roster/import')
  await page.locator('[name=file]').setInputFiles({ name: '<img src=x onerror=window.harmed=1>.csv', mimeType: 'text/csv', buffer: Buffer.from('姓名\n示例\n') })
  await page.locator('form button[type=submit]').click()
  await page.waitForTimeout(500)
  await harmless(page)
})

/** Which call each page rests on. */
const calls: Record<string, string> = {
  desk: 'incidents',
  merge: 'conflicts',
  cells: 'cells',
  map: 'cells',
  tasks: 'templates',
  devices: 'devices',
  figures: 'figures',
}

const roles = ['duty', 'centre', 'head', 'clerk', 'admin', 'social', 'window', 'party', 'supervision', 'handler', 'county']

for (const role of roles) {
  test(`${role}: pages, navigation and the hub agree on what the role may`, async ({ stage, page }) => {
    const refused: string[] = []
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) refused.push(message.text())
    })
    await stage.enter(page, role, '/help')
    const shown = await page.locator('nav a').evaluateAll((links) => links.map((link) => (link.getAttribute('href') ?? '').slice(1)))
    for (const section of new Set([...Object.keys(calls), ...shown])) {
      // The wall stands alone, in a window of its own.
      if (section === 'wall') continue
      await page.goto(`${stage.opened.url}/${section}`)
      await page.locator('#main').waitFor()
      await page.locator('#main h1, #main [data-state]').first().waitFor()
      // The page learns from the hub what the role may; until then it shows its frame.
      const closed = page.locator('[data-state=no-permission]')
      // What stands in the navigation opens; what does not, says why not.
      if (shown.includes(section)) await expect(closed, section).toHaveCount(0)
      else await expect(closed, section).not.toHaveCount(0)
      // Merge rests on several calls, each with its own right.
      const call = section === 'merge' ? undefined : calls[section]
      if (!call) continue
      const status = (await page.request.get(`${stage.opened.url}/api/v1/${call}`)).status()
      expect([section, status]).toEqual([section, shown.includes(section) ? 200 : 403])
    }
    expect(refused).toEqual([])
  })
}

test('the page allows nothing inline and nothing from elsewhere', async ({ stage, page }) => {
  const answer = await page.goto(stage.opened.url)
  const policy = answer?.headers()['content-security-policy'] ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).not.toMatch(/unsafe-inline|unsafe-eval|https?:/)
  await page.evaluate(() => {
    const script = document.createElement('script')
    script.textContent = 'window.harmed = 1'
    document.head.append(script)
  })
  await harmless(page)
})

test('nothing is asked of another address', async ({ stage, page }) => {
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.goto(stage.opened.url)
  await page.locator('form').waitFor()
  await page.waitForLoadState('networkidle')
  expect(asked.length).toBeGreaterThan(0)
  expect(asked.filter((url) => !url.startsWith(stage.opened.url) && !url.startsWith('data:'))).toEqual([])
})

test('both questions of the log-in are on their way at once', async ({ stage, page }) => {
  // Neither is answered before the other was asked: whoever waits for one never asks the other.
  const asked = ['me', 'meta'].map((name) => {
    let now = () => {}
    const done = new Promise<void>((resolve) => (now = resolve))
    return { name, done, now }
  })
  for (const { name, now } of asked) {
    await page.route(`**/api/v1/${name}`, async (route) => {
      now()
      await Promise.all(asked.map(({ done }) => done))
      await route.continue()
    })
  }
  await page.goto(stage.opened.url)
  await page.locator('form').waitFor()
})

test('the log-in is painted of few files and few bytes, and what lies behind it comes after', async ({ stage, page }) => {
  await page.goto(stage.opened.url)
  await page.locator('form').waitFor()
  await page.waitForLoadState('networkidle')
  const { painted, entries } = await page.evaluate(
    () =>
      new Promise<{ painted: number; entries: { name: string; from: number; to: number; bytes: number }[] }>((done) => {
        new PerformanceObserver((list) => {
          const painted = list.getEntries().at(-1)?.startTime ?? 0
          const of = (entry: PerformanceResourceTiming) => ({ name: entry.name, from: entry.startTime, to: entry.responseEnd, bytes: entry.transferSize })
          const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')] as PerformanceResourceTiming[]
          done({ painted, entries: all.map(of) })
        }).observe({ type: 'largest-contentful-paint', buffered: true })
      }),
  )
  const [me, meta] = ['/me', '/meta'].map((end) => entries.find(({ name }) => name.endsWith(`/api/v1${end}`)))
  // Until both are answered: page, style, three scripts and what they share, and the questions.
  const answered = Math.max(me?.to ?? 0, meta?.to ?? 0)
  const before = entries.filter(({ name, from }) => from < answered && !name.includes('/icon'))
  expect(before.map(({ name }) => new URL(name).pathname).length).toBeLessThanOrEqual(9)
  expect(before.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(64 * 1024)
  // Bar, navigation and Element Plus begin to come only then, when the form is on its way to the screen.
  const inside = entries.filter(({ name }) => name.includes('/inside-'))
  expect(inside.length).toBeGreaterThan(0)
  expect(inside.every(({ from }) => from >= answered)).toBe(true)
  console.log(`log-in painted after ${painted.toFixed(0)} ms, of ${before.length} files`)
})

test('a page whose files are gone says so and begins anew', async ({ stage, page }) => {
  const user = stage.opened.users.duty
  await page.route('**/assets/inside-*.js', (route) => route.abort())
  await page.goto(stage.opened.url)
  await page.locator('form').waitFor()
  const other = page.locator('[data-act=other]')
  if (await other.isVisible()) await other.click()
  await page.locator('[name=login]').fill(user?.login ?? '')
  await page.locator('[name=password]').fill(user?.password ?? '')
  await page.locator('form button[type=submit]').click()
  await expect(page.getByRole('alert')).toContainText('没取到')
  await page.unroute('**/assets/inside-*.js')
  await page.getByRole('alert').getByRole('button').click()
  await page.locator('#main').waitFor()
})
