import { expect, test, type Stage } from './stage'
import type { Page } from '@playwright/test'

/** Reports from a phone and opens it at the desk. */
async function arrive(stage: Stage, page: Page, words: string, category = 'H01'): Promise<string> {
  const { id } = await stage.do<{ id: string }>('incident', { words, category })
  await page.goto(`${stage.opened.url}/desk?id=${id}`)
  await expect(page.locator('article')).toContainText(words)
  return id
}

const step = (page: Page, name: string) => page.locator(`[data-step=${name}]`)
const take = (page: Page) => page.locator('[data-act=take]')

test('an incident sent by a phone is on the desk with one event and is taken by keyboard', async ({ stage, page }) => {
  await stage.enter(page, 'duty', '/desk')
  await expect(page.locator('[role=option], [data-state=empty]').first()).toBeVisible()

  let loads = 0
  const asked: string[] = []
  page.on('framenavigated', () => (loads += 1))
  page.on('request', (request) => {
    if (/\/api\/v1\/incidents\?/.test(request.url())) asked.push(request.url())
  })
  await stage.do('incident', { words: '示例：村口的垃圾堆满了', category: 'H01' })
  const fresh = page.locator('[data-act=fresh]')
  await expect(fresh).toBeVisible()
  // Told by an event: the list was neither loaded anew nor looked through, only counted. How long that
  // takes is measured by the bench.
  expect(loads).toBe(0)
  expect(asked.filter((url) => !/limit=1(&|$)/.test(url))).toEqual([])
  await fresh.click()
  await expect(page.getByRole('option', { name: /垃圾堆满/ })).toBeVisible()

  // Down by key until this one is open: what others left may stand above it.
  await page.getByRole('listbox').focus()
  await expect(async () => {
    await page.keyboard.press('KeyJ')
    await expect(page.locator('article')).toContainText('垃圾堆满', { timeout: 700 })
  }).toPass()
  await expect(step(page, 'accept')).toBeVisible()
  await page.keyboard.press('KeyA')
  await page.keyboard.press('KeyR')
  const form = page.locator('form.step')
  await expect(form.locator('[name=category]')).toHaveValue('H01')
  await page.keyboard.press('Control+Enter')
  await expect(page.locator('article .num').first()).toContainText('-E-')
})

test('the whole way: taken, numbered, dispatched, done by the unit, verified by phone, closed', async ({ stage, page, browser }) => {
  await stage.enter(page, 'duty', '/desk')
  const id = await arrive(stage, page, '示例：路灯不亮，晚上看不见')
  await step(page, 'accept').click()
  await step(page, 'register').click()
  await page.locator('form.step [name=grade][value="3"]').check()
  await take(page).click()
  await step(page, 'dispatch').click()
  await take(page).click()
  await expect(page.getByRole('alert')).toContainText('这一项要写')
  await page.locator('form.step [name=unit]').selectOption({ label: stage.opened.office })
  await take(page).click()
  await expect(page.locator('article')).toContainText(stage.opened.office)

  const unit = await browser.newPage()
  await stage.enter(unit, 'handler', `/desk?id=${id}`)
  await step(unit, 'start').click()
  await unit.locator('form.step [name=note]').fill('示例：电工去看了')
  await take(unit).click()
  await step(unit, 'done').click()
  await unit.locator('form.step [name=result]').fill('示例：换了灯泡，亮了')
  await take(unit).click()
  await expect(unit.locator('article')).toContainText('待核查')
  await expect(step(unit, 'verified_by_phone')).toHaveCount(0)
  await unit.close()

  await step(page, 'verified_by_phone').click()
  const by = page.locator('form.step [name=by]')
  await expect(by.locator('option', { hasText: '示例承办' })).toHaveCount(0)
  await by.selectOption({ index: 0 })
  await page.locator('form.step [name=passed][value=yes]').check()
  await take(page).click()
  await step(page, 'close').click()
  await page.locator('form.step [name=code]').first().check()
  await take(page).click()
  await expect(page.locator('[data-state=held]')).toBeVisible()
  await expect(page.locator('article header strong').first()).toHaveText('结案', { timeout: 10_000 })
})

test('what is due is said in words on the row and beside the report', async ({ stage, page }) => {
  await stage.enter(page, 'duty', '/desk')
  const id = await arrive(stage, page, '示例：时限怎么写', 'H01')
  const answer = await page.request.get(`${stage.opened.url}/api/v1/incidents/${id}`)
  const { clock } = (await answer.json()) as { clock: { words: string } }
  expect(clock.words).toMatch(/^(今天|明天|\d+月\d+日)?.*前，还有 \d+ 个?(工作日|小时|分钟)$/)
  await expect(page.getByRole('option', { name: /时限怎么写/ })).toContainText(clock.words)
  await expect(page.locator('article')).toContainText(clock.words)
})

test('a final step can be taken back before it goes', async ({ stage, page }) => {
  await stage.enter(page, 'duty', '/desk')
  await arrive(stage, page, '示例：想问问种子补贴')
  await step(page, 'refuse').click()
  await page.locator('form.step [name=reason]').fill('示例：归农业')
  await page.locator('form.step [name=elsewhere]').fill('示例：找农牧站')
  await take(page).click()
  await page.getByRole('listbox').focus()
  await page.keyboard.press('KeyZ')
  await expect(page.getByText('撤回了，写的还在')).toBeVisible()
  await page.waitForTimeout(5_500)
  await expect(page.locator('article header strong').first()).toHaveText('已上报')
  await step(page, 'refuse').click()
  await expect(page.locator('form.step [name=reason]')).toHaveValue('示例：归农业')
})

test('two clerks at one incident: the second sees who was faster, and nothing typed is lost', async ({ stage, page, browser }) => {
  await stage.enter(page, 'duty', '/desk')
  const id = await arrive(stage, page, '示例：井台结冰了')
  const second = await browser.newPage()
  await stage.enter(second, 'duty2', `/desk?id=${id}`)
  await expect(page.locator('[data-looking]')).toContainText('示例值班乙')
  await step(second, 'refuse').click()
  await second.locator('form.step [name=reason]').fill('示例：不归乡镇')
  await second.locator('form.step [name=elsewhere]').fill('示例：供水站')
  // The line of the second clerk stalls: the page is stale when the step is handed in.
  await second.route('**/api/v1/events', (route) => route.abort())
  await second.route(`**/api/v1/incidents/${id}`, (route) => route.abort())
  await step(page, 'accept').click()
  await expect(page.locator('article header strong').first()).toHaveText('受理')
  await take(second).click()
  await expect(second.getByRole('alert')).toContainText('改过', { timeout: 10_000 })
  await second.unroute(`**/api/v1/incidents/${id}`)
  await expect(second.locator('form.step [name=reason]')).toHaveValue('示例：不归乡镇')
  await second.close()
})

/** Logs in again in the dialog that lies over the page. */
async function logInOver(stage: Stage, page: Page): Promise<void> {
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('登录到时了', { timeout: 10_000 })
  await dialog.locator('[name=login]').fill('duty')
  await dialog.locator('[name=password]').fill(stage.opened.users.duty?.password ?? '')
  await dialog.locator('button[type=submit]').click()
  await expect(dialog).toHaveCount(0)
}

test('a session that ends while a step waits gives the step back: it is not handed in behind the log-in', async ({ stage, page }) => {
  await stage.enter(page, 'duty', '/desk')
  await arrive(stage, page, '示例：桥栏杆松了')
  await step(page, 'refuse').click()
  await page.locator('form.step [name=reason]').fill('示例：归公路段')
  await page.locator('form.step [name=elsewhere]').fill('示例：公路段')
  const sent: string[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/steps')) sent.push(request.url())
  })
  await take(page).click()
  await expect(page.locator('[data-state=held]')).toBeVisible()
  await page.context().clearCookies()
  // Something else of the page finds out first.
  await page.locator('[data-filter=late]').click()
  await logInOver(stage, page)
  await expect(page.locator('form.step [name=reason]')).toHaveValue('示例：归公路段')
  await page.waitForTimeout(6_000)
  expect(sent).toEqual([])
  await expect(page.locator('article header strong').first()).toHaveText('已上报')
})

test('a session that ended asks for the log-in over the page, and what was typed is still there', async ({ stage, page }) => {
  await stage.enter(page, 'duty', '/desk')
  await arrive(stage, page, '示例：羊跑到公路上')
  await step(page, 'refuse').click()
  await page.locator('form.step [name=reason]').fill('示例：已经赶回去了')
  await page.locator('form.step [name=elsewhere]').fill('示例：不用找谁')
  await take(page).click()
  await expect(page.locator('[data-state=held]')).toBeVisible()
  await page.context().clearCookies()
  await logInOver(stage, page)
  await expect(page.locator('form.step [name=reason]')).toHaveValue('示例：已经赶回去了')
  await take(page).click()
  await expect(page.locator('article header strong').first()).toHaveText('不予受理', { timeout: 10_000 })
})

test('a role that may not sees why, and the hub says no too', async ({ stage, page }) => {
  await stage.enter(page, 'admin', '/desk')
  await expect(page.locator('[data-state=no-permission]')).toBeVisible()
  await expect(page.locator('nav a[href="/desk"]')).toHaveCount(0)
  const answer = await page.request.get(`${stage.opened.url}/api/v1/incidents`)
  expect(answer.status()).toBe(403)
})

test('a cut line keeps what was typed', async ({ stage, page }) => {
  await stage.enter(page, 'duty', '/desk')
  await arrive(stage, page, '示例：水管漏水')
  await page.route('**/api/v1/incidents/*/steps', (route) => route.abort())
  await step(page, 'refuse').click()
  const form = page.locator('form.step')
  await form.locator('[name=reason]').fill('示例：归自来水公司管')
  await form.locator('[name=elsewhere]').fill('示例：打供水热线')
  await form.locator('[data-act=take]').click()
  // What is final waits a moment before it is handed in; then the line is found cut.
  await expect(page.getByRole('alert')).toContainText('网断了，写的还在', { timeout: 15_000 })
  await expect(form.locator('[name=reason]')).toHaveValue('示例：归自来水公司管')
  await expect(form.locator('[name=elsewhere]')).toHaveValue('示例：打供水热线')
  await page.unroute('**/api/v1/incidents/*/steps')
  await form.locator('[data-act=take]').click()
  await expect(page.locator('article header strong').first()).toHaveText('不予受理', { timeout: 15_000 })
  await expect(page.locator('article')).toContainText('示例：归自来水公司管')
})

test('a report taken down at the desk stands in the list', async ({ stage, page }) => {
  await stage.enter(page, 'duty', '/desk')
  await page.locator('[data-act=report]').click()
  await page.locator('[name=words]').fill('示例：热线转来，说巷子里没路灯 <b onclick=alert(1)>')
  await page.locator('[name=category]').selectOption('H01')
  await page.locator('[name=cell]').selectOption({ index: 0 })
  await page.locator('[name=place]').fill('示例：村东头')
  await page.locator('form.report button[type=submit]').click()
  await expect(page.locator('article h2')).toContainText('<b onclick=alert(1)>')
  await expect(page.locator('article h2 b')).toHaveCount(0)
})

test('a paper form is keyed in whole: where, when, by whom, how urgent, what was done first', async ({ stage, page }) => {
  await stage.enter(page, 'duty', '/desk')
  await page.locator('[data-act=report]').click()
  const form = page.locator('form.report')
  await form.locator('[name=words]').fill('示例：东沟桥板松了')
  await form.locator('[name=category]').selectOption('H01')
  await form.locator('[name=cell]').selectOption({ label: stage.opened.cell })
  await form.locator('[name=hamlet]').selectOption({ index: 1 })
  const hamlet = await form.locator('[name=hamlet] option:checked').innerText()
  await form.locator('[name=place]').fill('示例：桥头')
  await form.locator('[name=paper]').check()
  const at = await form.locator('[name=paper-at]').getAttribute('max')
  await form.locator('[name=paper-at]').fill(at ?? '')
  await form.locator('[name=paper-by]').fill('示例丙')
  await form.locator('[name=paper-phone]').fill('15501990077')
  await form.locator('[name=paper-grade]').selectOption('2')
  await form.locator('[name=paper-first]').fill('示例：先拦了路')
  await form.locator('[name=paper-writer]').fill('示例丁')
  await form.locator('button[type=submit]').click()
  const article = page.locator('article')
  for (const words of ['东沟桥板松了', hamlet, '示例丙 15501990077', '先拦了路', '示例丁记']) await expect(article).toContainText(words)
  await step(page, 'accept').click()
  await expect(article.locator('header strong').first()).toHaveText('受理')
  await step(page, 'register').click()
  await expect(page.locator('form.step [name=grade][value="2"]')).toBeChecked()
})

test('特急 rings and marks the window on every page until somebody takes it', async ({ stage, page }) => {
  // Tones are counted, not heard: each ring is three of them.
  await page.addInitScript(() => {
    const counted = window as unknown as { tones: number }
    counted.tones = 0
    const make = AudioContext.prototype.createOscillator
    AudioContext.prototype.createOscillator = function (this: AudioContext): OscillatorNode {
      counted.tones += 1
      return make.call(this)
    }
  })
  const tones = (): Promise<number> => page.evaluate(() => (window as unknown as { tones: number }).tones)
  await stage.enter(page, 'duty', '/desk')
  const id = await arrive(stage, page, '示例：草垛着火了', 'Y03')
  const waiting = async (): Promise<number> => Number(/^\((\d+)\) /.exec(await page.title())?.[1] ?? 0)
  await expect.poll(waiting).toBeGreaterThan(0)
  const before = await waiting()
  await expect.poll(tones).toBeGreaterThanOrEqual(3)
  // It rings again after a while, and on another page too.
  await page.getByRole('link', { name: /地图/ }).first().click()
  await expect(page).toHaveURL(/map/)
  const heard = await tones()
  await expect.poll(tones, { timeout: 12_000 }).toBeGreaterThan(heard)
  expect(await waiting()).toBe(before)
  await page.getByRole('link', { name: /值班/ }).first().click()
  // The mark stays while one goes from row to row.
  await page.getByRole('listbox').focus()
  await page.keyboard.press('KeyJ')
  await expect.poll(waiting).toBe(before)
  await page.goto(`${stage.opened.url}/desk?id=${id}`)
  await step(page, 'accept').click()
  await expect(page.locator('article header strong').first()).toHaveText('受理')
  await expect.poll(waiting).toBe(before - 1)
  expect(id).toBeTruthy()
})
