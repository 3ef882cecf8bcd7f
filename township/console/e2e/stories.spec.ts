// What a township does now and then: alike ones in one go, duplicates, what a resident may ask, lists that
// leave, work that is issued, a post that changes hands.
import type { Locator, Page } from '@playwright/test'
import { expect, test, type Stage } from './stage'

/** Asks the hub as the page would, with its session. */
async function post(stage: Stage, page: Page, path: string, data: unknown): Promise<unknown> {
  const me = (await (await page.request.get(`${stage.opened.url}/api/v1/me`)).json()) as { csrf: string }
  const answer = await page.request.post(`${stage.opened.url}/api/v1/${path}`, { data, headers: { 'x-csrf': me.csrf } })
  expect(answer.ok(), `${path}: ${answer.status()}`).toBe(true)
  return answer.json().catch(() => null)
}

test('merge: all of a kind are shown before one choice settles them', async ({ stage, page }) => {
  const asked = { field: 'nickname', values: ['示意甲', '示意乙'] }
  const first = await stage.do<{ document: string }>('conflict', { household: 10, ...asked })
  const second = await stage.do<{ document: string }>('conflict', { household: 11, ...asked })
  await stage.enter(page, 'clerk', `/merge?id=${first.document}`)
  const nickname = page.locator('[data-conflict]', { hasText: '示意甲' })
  await nickname.locator('[data-act=alike]').first().click()
  await expect(page.locator('[data-alike] li').nth(1)).toBeVisible()
  await page.locator('[data-act=settle-alike]').click()
  await expect(nickname).toHaveCount(0)
  // Whatever else these houses hold twice stays for another look.
  for (const { document } of [first, second]) {
    const left = await page.request.get(`${stage.opened.url}/api/v1/conflicts/${document}`)
    const found = left.ok() ? ((await left.json()) as { conflicts: { field: string }[] }).conflicts : []
    expect(found.map((conflict) => conflict.field)).not.toContain('nickname')
  }
})

test('merge: two records that may be one are shown with why, and kept apart or merged', async ({ stage, page }) => {
  await stage.enter(page, 'clerk', '/merge')
  const place = ((await (await page.request.get(`${stage.opened.url}/api/v1/me`)).json()) as { who: { org: string } }).who.org
  const people = (await (await page.request.get(`${stage.opened.url}/api/v1/people?place=${place}&skip=40&limit=200`)).json()) as { items: { id: string; household: string; name: string }[] }
  // Two pairs out of four households: nobody is of both.
  const apart = people.items.filter((found, n) => people.items.findIndex((one) => one.household === found.household) === n)
  expect(apart.length).toBeGreaterThanOrEqual(4)
  const twins = async (at: number): Promise<void> => {
    for (const person of apart.slice(2 * at, 2 * at + 2)) {
      const name = `示意重名${at}`
      const fields = [{ field: 'name', value: { Text: name } }, { field: 'phone', value: { Text: `1550199${String(8000 + at)}` } }]
      await post(stage, page, `households/${person.household}/fields`, fields.map((field) => ({ ...field, member: person.id })))
    }
  }
  await twins(0)
  await twins(1)
  await page.goto(`${stage.opened.url}/merge?tab=duplicates`)
  const pair = (at: number) => page.locator('[data-pair]', { hasText: `示意重名${at}` })
  await expect(pair(0)).toContainText('同名同电话')
  await pair(0).getByRole('button', { name: '不是，分开放' }).click()
  await expect(pair(0)).toHaveCount(0)
  await pair(1).locator('[data-act=keep]').first().click()
  // What will happen is said first, and nothing has happened yet.
  await expect(pair(1)).toContainText('记成登重')
  const listed = async (at: number): Promise<number> => {
    const answer = await page.request.get(`${stage.opened.url}/api/v1/people?place=${place}&text=${encodeURIComponent(`示意重名${at}`)}`)
    return ((await answer.json()) as { items: { name: string }[] }).items.filter(({ name }) => name === `示意重名${at}`).length
  }
  expect(await listed(1)).toBe(2)
  await pair(1).locator('[data-act=sure]').click()
  await expect(pair(1)).toHaveCount(0)
  // One person is listed where two were; those kept apart are two.
  expect([await listed(0), await listed(1)]).toEqual([2, 1])
  await page.reload()
  await expect(page.locator('[role=tabpanel]')).toBeVisible()
  await expect(page.locator('[data-pair]', { hasText: '示意重名' })).toHaveCount(0)
})

test('merge: a household that was entered twice goes on as one, and is parted again', async ({ stage, page }) => {
  await stage.enter(page, 'clerk', '/merge')
  const get = async <T>(path: string): Promise<T> => (await page.request.get(`${stage.opened.url}/api/v1/${path}`)).json() as Promise<T>
  const cell = (await get<{ id: string; name: string; hamlets: { id: string }[] }[]>('cells')).find((one) => one.name === stage.opened.cell)
  const person = (name: string, birth: string, relation: string) => ({ name, sex: '女', birth, relation, residency: '常住' })
  const both = [person('示意同户甲', '1951-03-04', '户主'), person('示意同户乙', '1975-06-07', '长女')]
  const home = (people: unknown[], address: string) => post(stage, page, 'households', { hamlet: cell?.hamlets[0]?.id, address, people, although_known: true })
  await home(both, '')
  await home(both.slice(0, 1), '示意门牌9号')
  const listed = async (): Promise<string[]> => {
    const place = cell?.id ?? ''
    const { items } = await get<{ items: { name: string }[] }>(`people?place=${place}&limit=50&text=${encodeURIComponent('示意同户')}`)
    return items.map(({ name }) => name).filter((name) => name.startsWith('示意同户')).sort()
  }
  await page.goto(`${stage.opened.url}/merge?tab=duplicates`)
  const pair = page.locator('[data-pair]', { hasText: '示意同户甲' })
  await expect(pair).toContainText('登了两遍')
  await pair.locator('[data-act=homes]').click()
  const form = pair.locator('[data-homes]')
  // The one with two people goes on.
  await form.locator('label', { hasText: '2 口' }).locator('input').check()
  await form.locator('[data-act=preview]').click()
  const meaning = form.locator('[data-meaning]')
  for (const words of ['示意同户甲', '示意门牌9号', '可以拆开']) await expect(meaning).toContainText(words)
  expect((await listed()).length).toBe(3)
  await form.locator('[data-act=settle]').click()
  await expect(pair).toHaveCount(0)
  expect(await listed()).toEqual(['示意同户乙', '示意同户甲'].sort())
  const merged = page.locator('[data-merged]', { hasText: '示意同户甲' })
  await merged.locator('[data-act=part]').click()
  await expect(merged).toHaveCount(0)
  expect((await listed()).length).toBe(3)
  // Two after all: both pairs go, and do not come back.
  await pair.locator('[data-act=homes-apart]').click()
  await expect(pair).toHaveCount(0)
  await page.reload()
  await expect(page.locator('[role=tabpanel]')).toBeVisible()
  await expect(pair).toHaveCount(0)
})

test('roster: what is held about a resident is drawn up for printing, and that is recorded', async ({ stage, page, browser }) => {
  await stage.enter(page, 'clerk', '/roster')
  await page.locator('[role=row]').first().click()
  const href = await page.locator('article a', { hasText: '本人信息' }).first().getAttribute('href')
  await page.goto(`${stage.opened.url}${href}`)
  await page.locator('[data-act=draw]').click()
  await expect(page.locator('.sheet table').first().locator('tr').first()).toBeVisible()
  await expect(page.locator('.sheet')).toContainText('练习')
  const watcher = await browser.newPage()
  await stage.enter(watcher, 'supervision', '/audit')
  await watcher.locator('[name=access]').check()
  await expect(watcher.locator('table')).toContainText('本人信息')
  await watcher.close()
})

test('roster: found by sound, by nickname and by hamlet', async ({ stage, page }) => {
  const { document } = await stage.do<{ document: string }>('conflict', { household: 14, field: 'nickname', values: ['示意羊倌', '示意羊倌'] })
  await stage.enter(page, 'clerk', '/roster')
  const rows = page.locator('[role=row]')
  const find = page.locator('[name=find]')
  const hamletOf = (row: Locator): Locator => row.locator('[role=gridcell]').nth(1)
  await rows.first().waitFor()
  for (const text of ['syyg', '示意羊倌']) {
    await find.fill(text)
    await expect(rows, text).toHaveCount(1)
    await rows.first().click()
    await expect(page).toHaveURL(new RegExp(document))
  }
  const hamlet = await hamletOf(rows.first()).innerText()
  await find.fill('没有这个人示意')
  await expect(rows).toHaveCount(0)
  await expect(page.locator('[data-state=empty]').first()).toBeVisible()
  // Several of a hamlet, those first whose hamlet it is.
  await find.fill(hamlet)
  await expect(hamletOf(rows.first())).toHaveText(hamlet)
  await expect(hamletOf(rows.nth(1))).toHaveText(hamlet)
})

for (const [role, kind, format] of [['duty', 'incidents', 'xlsx'], ['clerk', 'hamlets', 'geojson'], ['clerk', 'posts', 'csv'], ['clerk', 'conflicts', 'csv'], ['clerk', 'twins', 'xlsx']] as const) {
  test(`ledgers: ${kind} leave as ${format}, and that is in the log`, async ({ stage, page }) => {
    await stage.do('incident', { words: '示例：=1+1', category: 'H01' })
    await stage.enter(page, role, '/ledgers')
    await page.locator('[name=kind]').selectOption(kind)
    await page.locator('[name=format]').selectOption(format)
    await page.locator('[name=purpose]').fill(`示例：${kind}`)
    await page.locator('form button[type=submit]').click()
    const line = page.locator('[data-export]', { hasText: `示例：${kind}` }).first()
    await expect(line).toBeVisible()
    const fetched = page.waitForEvent('download')
    await line.locator('[data-act=fetch]').click()
    expect((await fetched).suggestedFilename()).toContain(`.${format}`)
  })
}

test('tasks: what nobody can derive is issued to cells and households, without a number to reach', async ({ stage, page, browser }) => {
  // Whoever the matrix lets issue.
  for (const role of ['head', 'centre', 'social', 'clerk', 'duty']) {
    await page.context().clearCookies()
    await stage.enter(page, role, '/help')
    const { rights } = (await (await page.request.get(`${stage.opened.url}/api/v1/me`)).json()) as { rights: { object: string; actions: { action: string }[] }[] }
    if (rights.some((right) => right.object === 'tasks' && right.actions.some(({ action }) => action === 'create'))) break
  }
  const place = ((await (await page.request.get(`${stage.opened.url}/api/v1/me`)).json()) as { who: { org: string } }).who.org
  const templates = (await (await page.request.get(`${stage.opened.url}/api/v1/templates`)).json()) as { id: string }[]
  let issued = ''
  let toHomes = ''
  for (const { id } of templates) {
    const shown = (await (await page.request.get(`${stage.opened.url}/api/v1/templates/${id}`)).json()) as { issued: boolean; target: string }
    if (shown.issued && shown.target === 'cell') issued ||= id
    if (shown.issued && shown.target === 'household') toHomes ||= id
  }
  await page.goto(`${stage.opened.url}/tasks?id=${issued}`)
  const form = page.locator('form', { has: page.locator('.cells') }).filter({ has: page.locator('[data-act=issue]') })
  await form.locator('input[type=checkbox]').first().check()
  await form.locator('[data-act=issue]').click()
  await page.locator('[data-act=sure]').click()
  await expect(form.locator('[role=status]')).toContainText('发了 1 件')
  await expect(form.locator('[role=alert]')).toHaveCount(0)

  // What is about a household is issued to one that is looked for by name.
  await page.goto(`${stage.opened.url}/tasks?id=${toHomes}`)
  const homes = page.locator('form[data-issue]')
  // Whoever issues may read names masked, and finds by the whole name all the same.
  const clerk = await browser.newPage()
  await stage.enter(clerk, 'clerk', '/help')
  const household = await clerk.request.get(`${stage.opened.url}/api/v1/households?place=${place}&limit=1`)
  const { items } = (await household.json()) as { items: { id: string; head: string }[] }
  await clerk.close()
  await homes.locator('[name=find]').fill(items[0]?.head ?? '')
  await homes.locator(`[name=target] option[value="${items[0]?.id}"]`).waitFor({ state: 'attached' })
  await homes.locator('[name=target]').selectOption(items[0]?.id ?? '')
  await homes.locator('[data-act=issue]').click()
  await homes.locator('[data-act=sure]').click()
  await expect(homes.locator('[role=status]')).toContainText('发了 1 件')
})

test('posts: a post is handed over on a day, and the successor is named', async ({ stage, page }) => {
  await stage.enter(page, 'clerk', '/cells')
  await page.locator('[data-cell]').nth(1).click()
  const holder = page.locator('[data-holder]').first()
  await holder.locator('[data-act=handover]').click()
  const to = holder.locator('form [name=to]')
  await to.selectOption({ index: 1 })
  await holder.locator('form [name=on]').fill('2026-10-09')
  await holder.locator('form button[type=submit]').click()
  await expect(page.locator('article [role=status]')).toBeVisible()
})

test('desk: the map beside the list shows where the open ones are', async ({ stage, page }) => {
  await stage.do('incident', { words: '示例：看图的一件', category: 'H01' })
  await stage.enter(page, 'duty', '/desk')
  await page.locator('[role=option]').first().waitFor()
  await expect(page.locator('[data-laid]')).toHaveAttribute('data-laid', /marks/)
})

test('settings: how old the newest backup is and what needs looking after stands there', async ({ stage, page }) => {
  await stage.enter(page, 'admin', '/audit?tab=settings')
  await expect(page.locator('[data-health]')).toContainText('备份')
  await expect(page.locator('[data-restored]')).toHaveText('0')
  await expect(page.locator('[data-settings]')).toBeVisible()
})
