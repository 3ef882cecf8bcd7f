// Every step of the desk, of the unit that handles and of the leader goes from its form into the record,
// and the reporter reads on the phone what was decided and why.
import type { Page } from '@playwright/test'
import { expect, test } from './stage'

const DAY_MS = 86_400_000

/** Takes a step with what its form asks for: words, a day, a choice by value, the first of a list. */
async function take(page: Page, step: string, written: Record<string, string | null> = {}): Promise<void> {
  await page.locator(`[data-step=${step}]`).click()
  const form = page.locator('form.step')
  for (const [name, value] of Object.entries(written)) {
    const field = form.locator(`[name=${name}]`).first()
    if ((await field.getAttribute('type')) === 'radio') {
      await (value === null ? field : form.locator(`[name=${name}][value="${value}"]`)).check()
    } else if (await field.evaluate((element) => element instanceof HTMLSelectElement)) {
      await (value === null ? field.selectOption({ index: 0 }) : field.selectOption({ label: value }))
    } else {
      await field.fill(value ?? '')
    }
  }
  const open = (await form.count()) > 0
  if (open) await form.locator('[data-act=take]').click()
}

const state = (page: Page) => page.locator('article header strong').first()
/** What is final is held back for a moment. */
const GONE = { timeout: 10_000 }

test('returned, dispatched anew, extended, suspended, resumed, whistled, noted, verified by the reporter, closed', async ({ stage, page, browser }) => {
  test.setTimeout(180_000)
  const { id } = await stage.do<{ id: string }>('incident', { words: '示例：引水渠塌了一段', category: 'H01' })
  const at = `/desk?id=${id}`
  await stage.enter(page, 'duty', at)
  const unit = await browser.newPage()
  const head = await browser.newPage()
  await stage.enter(unit, 'handler', at)
  await stage.enter(head, 'head', at)
  const on = async (which: Page): Promise<void> => {
    await which.goto(`${stage.opened.url}${at}`)
    await state(which).waitFor()
  }
  const told = async (words: string): Promise<void> => {
    const { said } = await stage.do<{ said: string }>('read', { id })
    expect(said).toContain(words)
  }
  const days = (n: number) => page.evaluate((ms) => new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(Date.now() + ms), n * DAY_MS)

  await take(page, 'accept')
  await take(page, 'register', { grade: '3' })
  await take(page, 'dispatch', { unit: stage.opened.office })
  await expect(state(page)).toHaveText('派单')
  await on(unit)
  await take(unit, 'return', { reason: '示例：渠归水利站管' })
  // It was done, and the unit no longer has it: both are said.
  await expect(unit.locator('.detail p[role=status]')).toContainText('交回乡镇了')
  await expect(unit.getByRole('option', { name: /引水渠/ })).toHaveCount(0)
  await on(page)
  await expect(state(page)).toHaveText('退单')
  await take(page, 'dispatch', { unit: stage.opened.office })
  await on(unit)
  // Once only.
  await expect(unit.locator('[data-step=return]')).toHaveCount(0)
  await take(unit, 'start', { note: '示例：去看了渠' })
  await take(unit, 'note', { words: '示例：要等水泥' })
  await on(head)
  const clock = async (): Promise<string> => {
    const answer = await head.request.get(`${stage.opened.url}/api/v1/incidents/${id}`)
    return ((await answer.json()) as { clock: { words: string } }).clock.words
  }
  const before = await clock()
  await expect(head.locator('article')).toContainText(before)
  await take(head, 'extend', { until: await days(9), reason: '示例：等水泥' })
  await expect(head.locator('article')).toContainText('示例：等水泥')
  await expect.poll(clock).not.toBe(before)
  await expect(head.locator('article')).toContainText(await clock())
  await take(head, 'suspend', { ground: null, wake: await days(20), reason: '示例：上冻了' })
  await expect(state(head)).toHaveText('挂起')
  await told('示例：上冻了')
  await on(page)
  await take(page, 'resume')
  await expect(state(page)).not.toHaveText('挂起')
  await on(head)
  await take(head, 'whistle', { kind: null, asks: '示例：请县水利局来人，乡里已经抢通半段' })
  await expect(state(head)).toHaveText('吹哨')
  await on(unit)
  await take(unit, 'done', { result: '示例：渠修好了' })
  await expect(state(unit)).toHaveText('待核查')

  await on(page)
  await take(page, 'ask_verification', { of: null })
  await stage.do('verify', { id, passed: false })
  await on(page)
  await expect(state(page)).toHaveText('返工')
  await on(unit)
  await take(unit, 'done', { result: '示例：又补了一遍' })
  await stage.do('verify', { id, passed: true })
  await on(page)
  await take(page, 'close', { code: null })
  await expect(state(page)).toHaveText('结案', GONE)
  await told('示例：渠修好了')
  await Promise.all([unit.close(), head.close()])
})

test('a clue is made of a report, officers say what they did, and the reporter reads it', async ({ stage, page, browser }) => {
  const { id } = await stage.do<{ id: string }>('incident', { words: '示例：东沟有人开荒', category: 'H01' })
  const at = `/desk?id=${id}`
  await stage.enter(page, 'duty', at)
  await take(page, 'accept')
  await take(page, 'register', { grade: '3' })
  await expect(state(page)).toHaveText('登记')
  await page.locator('[data-step=to_clue]').click()
  const form = page.locator('form.step')
  await expect(form).toContainText('线索不是证据')
  await expect(form.locator('[name=words]')).toHaveValue('示例：东沟有人开荒')
  await form.locator('[name=words]').fill('示例：东沟有人开荒，拖拉机还在')
  await form.locator('[data-act=take]').click()
  await expect(page.locator('article')).toContainText('已转线索', GONE)
  await expect(page.locator('[data-step=to_clue]')).toHaveCount(0)

  const officer = await browser.newPage()
  await stage.enter(officer, 'officer', '/evidence?tab=clues')
  const clue = officer.locator('[data-clue]', { hasText: '拖拉机还在' })
  await expect(clue).toContainText('示例值班甲')
  await clue.locator('[data-act=drop]').click()
  await clue.locator('[name=reason]').fill('示例：是自家承包地')
  await clue.locator('[data-act=sure]').click()
  await expect(officer.locator('[data-clue=dropped]', { hasText: '拖拉机还在' })).toContainText('自家承包地')
  await officer.close()

  // The answer stands in the incident without anybody writing it down again.
  await expect(page.locator('article')).toContainText('示例：是自家承包地')
  const { said } = await stage.do<{ said: string }>('read', { id })
  expect(said).toContain('示例：是自家承包地')
})

test('one report joins another, and one that was a slip is void; both ends say so', async ({ stage, page }) => {
  const report = (words: string) => stage.do<{ id: string }>('incident', { words, category: 'H01' })
  const main = await report('示例：西口的路灯坏了')
  const same = await report('示例：西口没有路灯')
  const slip = await report('示例：按错了')
  await stage.enter(page, 'duty', `/desk?id=${same.id}`)
  await page.getByRole('option', { name: /西口的路灯坏了/ }).waitFor()
  await page.locator('[data-step=merge_into]').click()
  const choice = page.locator('form.step [name=main]')
  await choice.selectOption(main.id)
  await page.locator('form.step [data-act=take]').click()
  await expect(state(page)).toHaveText('并案', GONE)
  await page.goto(`${stage.opened.url}/desk?id=${main.id}`)
  await expect(page.locator('article')).toContainText('西口没有路灯')
  await page.goto(`${stage.opened.url}/desk?id=${slip.id}`)
  await take(page, 'void', { reason: '示例：报的人说按错了' })
  await expect(state(page)).toHaveText('作废', GONE)
  const { said } = await stage.do<{ said: string }>('read', { id: slip.id })
  expect(said).toContain('示例：报的人说按错了')
})
