// 证据: what a clue is, who may take evidence, what is signed for each day, who sees none of it.
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { Authority } from './authority'
import { expect, test } from './stage'

const PICTURES = process.env.GRIDWORK_PICTURES ?? 'test-results/pictures'

async function clean(page: Page): Promise<void> {
  const found = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']).analyze()
  const serious = found.violations.filter((v) => ['serious', 'critical'].includes(v.impact ?? ''))
  expect(serious.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(' | ')}`)).toEqual([])
}

test('an officer finds the clues with what a clue is, and the sets', async ({ stage, page }) => {
  await stage.enter(page, 'officer', '/evidence')
  await expect(page.locator('[data-what]')).toContainText('线索')
  await expect(page.locator('[data-state=empty], [data-clue]').first()).toBeVisible()
  await clean(page)
  await page.locator('[data-tab=sets]').click()
  await expect(page.locator('[data-state=empty], [data-set]').first()).toBeVisible()
  await clean(page)
})

test('a clue is told with a photo, said to be no evidence, taken up, and dropped with the reason its teller reads', async ({ stage, page }) => {
  const words = '示例：沟口有羊 <img src=x onerror=alert(1)>'
  await stage.enter(page, 'officer', '/evidence')
  await page.locator('[data-what]').waitFor()
  // It comes while the page is open.
  await stage.do('clue', { words })
  const clue = page.locator('[data-clue]', { hasText: '沟口有羊' }).first()
  await expect(clue.locator('h2')).toHaveText(words)
  await expect(page.locator('[data-what]')).toContainText('不是证据')
  const photo = clue.locator('img[data-photo]')
  await expect(photo).toBeVisible()
  await expect.poll(() => photo.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)
  await expect(clue.locator('h2 img')).toHaveCount(0)
  await clean(page)
  await clue.locator('[data-act=take]').click()
  await expect(clue).toHaveAttribute('data-clue', 'taken')
  await clue.locator('[data-act=drop]').click()
  await clue.locator('[name=reason]').fill('示例：是轮牧区')
  await clue.locator('[data-act=sure]').click()
  await expect(clue).toHaveAttribute('data-clue', 'dropped')
  await expect(clue).toContainText('示例：是轮牧区')
  await expect(clue.locator('[data-act]')).toHaveCount(0)
})

test('from the inbox to a set with what holds of each item, through hands, out by two people, and onto paper', async ({ stage, page, browser }) => {
  await stage.enter(page, 'officer', '/evidence')
  await page.locator('[data-tab=sets]').click()
  const { set } = await stage.do<{ set: string }>('evidence', { matter: '示例：禁牧区放牧' })
  // The list hears of it; the set opens from there.
  const row = page.locator('[data-set]', { hasText: '示例：禁牧区放牧' })
  await expect(row).toHaveAttribute('data-set', 'standing')
  await row.locator('button').click()
  await expect(page).toHaveURL(new RegExp(set))
  await expect(page.locator('[data-state-word]')).toContainText('已成立：两名执法人员都已确认')
  const item = page.locator('[data-item]').first()
  await expect(item).toContainText('证2-01 示意羊群')
  for (const words of ['的签名成立', '采证编号第', '乡镇重算两种杂凑值，与采集时一致', '次保管交接前后相接']) await expect(item).toContainText(words)
  await expect(item.locator('[data-arrival]')).toHaveText('已校验')
  await expect(item.locator('[data-custody] tbody tr')).toContainText('入柜保管')
  await expect(page.locator('[data-record] summary').first()).toContainText('询问笔录 第 1 版')
  await page.locator('[data-act=proofs]').click()
  await expect(page.locator('[data-proofs] tbody tr').first()).toBeVisible()
  await clean(page)
  await page.locator('[data-shown]').evaluate((shown) => shown.scrollIntoView())
  await page.screenshot({ path: `${PICTURES}/evidence.png` })
  // The night makes the second copy and signs the day; the open page hears of it.
  await stage.do('night')
  await expect(item.locator('[data-arrival]')).toHaveText('双份')

  const form = page.locator('form[data-bundle]')
  await form.locator('[name=purpose]').fill('示例：移送复核')
  await form.locator('button[type=submit]').click()
  await expect(form.getByRole('status')).toContainText('等第二个人')
  const second = await browser.newPage()
  await stage.enter(second, 'reviewer', '/ledgers')
  const waiting = second.locator('[data-export=waiting]', { hasText: '示例：移送复核' })
  await waiting.locator('[data-act=agree]').click()
  await expect(second.locator('[data-export=agreed]', { hasText: '示例：移送复核' })).toBeVisible()
  await second.close()
  await page.goto(`${stage.opened.url}/ledgers`)
  const fetched = page.waitForEvent('download')
  await page.locator('[data-export=agreed]', { hasText: '示例：移送复核' }).locator('[data-act=fetch]').click()
  const bundle = await fetched
  expect(bundle.suggestedFilename()).toMatch(/^练习 证据包 .*\.zip$/)
  const first = readFileSync(await bundle.path())
  expect(first.subarray(0, 4).toString('latin1')).toBe('PK\x03\x04')
  expect(first.includes('hub/sums.sig')).toBe(true)

  await page.goto(`${stage.opened.url}/evidence?tab=heads`)
  const head = page.locator('[data-head]').first()
  const day = await head.getAttribute('data-head')
  await page.goto(`${stage.opened.url}/evidence/heads/${day}`)
  await expect(page.locator('h1')).toContainText(`证据存证日报 ${day}`)
  const printed = (await page.locator('[data-root]').innerText()).replaceAll(' ', '')
  const told = (await (await page.request.get(`${stage.opened.url}/api/v1/evidence/heads`)).json()) as { day: string; root: string }[]
  expect(printed).toBe(told.find((one) => one.day === day)?.root)
  await page.emulateMedia({ media: 'print' })
  await expect(page.locator('[data-act=print]')).toBeHidden()
  await expect(page.locator('.keep')).toContainText('值班长签收')
  await expect(page.locator('[data-is]')).toContainText('不能当值班日报用')
  await page.screenshot({ path: `${PICTURES}/evidence-head.png`, fullPage: true })
})

test('a time stamp is asked for by file, checked when it comes back, and shown with its hour, its authority and whether it holds', async ({ stage, page }) => {
  const authority = new Authority()
  try {
    const { set } = await stage.do<{ set: string }>('evidence', { matter: '示例：请机构盖时间戳' })
    await stage.do('night')
    await stage.enter(page, 'officer', `/evidence?tab=sets&id=${set}`)
    await page.locator('[data-act=stamp-open]').click()
    const form = page.locator('[data-stamp-form]')
    const request = async (): Promise<Buffer> => {
      const fetched = page.waitForEvent('download')
      await form.locator('[data-act=stamp-request]').click()
      return readFileSync(await (await fetched).path())
    }
    const attach = async (name: string, buffer: Buffer): Promise<void> => {
      await form.locator('[name=stamp]').setInputFiles({ name, mimeType: 'application/timestamp-reply', buffer })
      await form.locator('[data-act=stamp]').click()
    }
    await attach('照片.tsr', Buffer.from('not a stamp'))
    await expect(form.getByRole('alert')).toContainText('这不是时间戳文件')
    // Over another content: asked for the head of a day, handed in for the photo.
    const { day } = ((await (await page.request.get(`${stage.opened.url}/api/v1/evidence/heads`)).json()) as { day: string }[])[0] ?? { day: '' }
    const other = await page.request.get(`${stage.opened.url}/api/v1/evidence/heads/${day}/stamp-request`)
    await attach('别的.tsr', authority.answer(await other.body()))
    await expect(form.getByRole('alert')).toContainText('盖的是别的内容')
    await expect(page.locator('[data-stamps]')).toHaveCount(0)

    await attach('证据.tsr', authority.answer(await request()))
    const row = page.locator('[data-stamps] tbody tr')
    await expect(row).toHaveCount(1)
    for (const words of ['示意羊群', 'Test TSA', '时间戳成立']) await expect(row).toContainText(words)
    await expect(row.locator('td').nth(1)).toHaveText(/\d+:\d\d/)
    await clean(page)

    await page.goto(`${stage.opened.url}/evidence?tab=heads`)
    const head = page.locator(`[data-head="${day}"]`)
    await expect(head).toContainText('0 个')
    await head.locator('[data-act=stamp-open]').click()
    await attach('日报.tsr', authority.answer(await request()))
    await expect(form.getByRole('status')).toContainText('时间戳成立')
    await expect(head).toContainText('1 个')
  } finally {
    authority.close()
  }
})

test('the register says whose certificate holds, and the daily heads stand beside it', async ({ stage, page }) => {
  await stage.enter(page, 'head', '/evidence?tab=officers')
  await expect(page.locator('[data-officer=true]').first()).toBeVisible()
  await clean(page)
  await page.locator('[data-tab=heads]').click()
  await expect(page.locator('[data-state=empty], [data-head]').first()).toBeVisible()
  await clean(page)
})

test('whoever may read no evidence sees neither clues nor sets, and the hub says no', async ({ stage, page }) => {
  await stage.enter(page, 'window', '/evidence')
  await expect(page.locator('[data-state=no-permission]')).toBeVisible()
  for (const call of ['clues', 'sets']) {
    expect((await page.request.get(`${stage.opened.url}/api/v1/evidence/${call}`)).status(), call).toBe(403)
  }
})

test('a card is made for an officer by who keeps the register, with a pass-phrase of the officer, and shown once', async ({ stage, page }) => {
  await stage.enter(page, 'clerk', '/cells')
  await page.getByRole('link', { name: '执法人员名册和证卡' }).click()
  const row = page.locator('[data-officer=true]').first()
  const cards = Number((await row.locator('td').nth(8).innerText()).split(/\s/)[0])
  await row.locator('[data-act=card]').click()
  const form = page.locator('[data-card-form]')
  await form.locator('[name=pass]').fill('示意口令示意口令')
  await form.locator('[name=pass-again]').fill('示意口令示意口今')
  await form.locator('button[type=submit]').click()
  await expect(form.getByRole('alert')).toContainText('两遍不一样')
  await form.locator('[name=pass]').fill('示意口令示意口令')
  await form.locator('[name=pass-again]').fill('示意口令示意口令')
  await form.locator('button[type=submit]').click()
  await expect(page.locator('[data-card] img')).toBeVisible()
  expect(await page.locator('[data-card] img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)
  await expect(row.locator('td').nth(8)).toContainText(String(cards + 1))
  await clean(page)
  await page.locator('[data-card] button', { hasText: '关上' }).click()
  await expect(page.locator('[data-card]')).toHaveCount(0)
})
