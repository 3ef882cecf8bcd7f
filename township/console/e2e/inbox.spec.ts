// What waits for a person: values of fields that are no free text, and what a stopped phone still held.
import { expect, test } from './stage'

test('merge: a third value is a day where the field is a day, and one of the codes where it is a code', async ({ stage, page }) => {
  const born = await stage.do<{ document: string }>('conflict', { household: 16, field: 'birth', values: ['1950-01-01', '1951-01-01'] })
  const whose = await stage.do<{ document: string }>('conflict', { household: 17, field: 'phone_whose', values: ['2', '3'] })
  await stage.enter(page, 'clerk', `/merge?id=${born.document}`)
  const conflict = page.locator('[data-conflict]').first()
  for (const words of ['1950-01-01', '1951-01-01']) await expect(conflict).toContainText(words)
  const own = conflict.locator('[data-words] [name=own]')
  const held = async (document: string, field: string): Promise<string> => {
    const fields = (await (await page.request.get(`${stage.opened.url}/api/v1/households/${document}/fields`)).json()) as { field: string; value_word: string; in_conflict: boolean }[]
    return fields.filter((one) => one.field === field && !one.in_conflict).map((one) => one.value_word).join(' ')
  }
  await conflict.locator('[data-act=write]').click()
  await expect(own).toHaveAttribute('type', 'date')
  await own.fill('1952-03-04')
  await conflict.locator('[data-words] button').click()
  await expect(page.locator('[data-conflict]', { hasText: '1950-01-01' })).toHaveCount(0)
  expect(await held(born.document, 'birth')).toContain('1952-03-04')

  await page.goto(`${stage.opened.url}/merge?id=${whose.document}`)
  await page.locator('[data-conflict]').first().locator('[data-act=write]').click()
  const option = own.locator('option').first()
  const word = await option.innerText()
  await own.selectOption({ index: 0 })
  await conflict.locator('[data-words] button').click()
  await expect(page.locator('[data-conflict]')).toHaveCount(0)
  expect(await held(whose.document, 'phone_whose')).toContain(word)
})

test('merge: two clerks at one conflict: the second reads who settled it and how, and what was being written', async ({ stage, page, browser }) => {
  const { document } = await stage.do<{ document: string }>('conflict', { household: 18, values: ['15501990041', '15501990042'] })
  await stage.enter(page, 'clerk', `/merge?id=${document}`)
  const second = await browser.newPage()
  await stage.enter(second, 'clerk', `/merge?id=${document}`)
  const at = (which: typeof page) => which.locator('[data-conflict]').first()
  await at(second).locator('[data-act=write]').click()
  await at(second).locator('[data-words] [name=own]').fill('15501990043')
  const value = (await at(page).locator('.value').first().innerText()).trim()
  await at(page).locator('[data-use="0"]').click()
  await expect(page.locator('[data-conflict]')).toHaveCount(0)
  const told = second.locator('[data-overtaken]')
  for (const words of ['示例数据员', value, '15501990043']) await expect(told).toContainText(words)
  await expect(second.locator('[data-conflict]')).toHaveCount(0)
  // Nobody is told of what they did themselves.
  await expect(page.locator('[data-overtaken]')).toHaveCount(0)
  await second.close()
})

test('devices: what a stopped phone still held waits for a person, who takes it in', async ({ stage, page, browser }) => {
  await stage.enter(page, 'admin', '/devices')
  await page.locator('[data-act=enrol]').click()
  const person = page.locator('[name=person]')
  await person.selectOption((await person.locator('option', { hasText: '网格员' }).first().getAttribute('value')) ?? '')
  await page.locator('form button[type=submit]').click()
  const qr = (await page.locator('[data-qr]').textContent()) ?? ''
  const { device, phone } = await stage.do<{ device: number; phone: number }>('enrol', { qr, name: '示意丢了的手机' })
  const words = '示例：手机丢之前记下的一件'
  const { id } = await stage.do<{ id: string }>('unsent', { phone, words })
  const row = page.locator(`[data-device="${device}"]`)
  await row.locator('button').click()
  await page.locator('[data-phone] [data-act=revoke]').click()
  await page.locator('[data-act=sure]').click()
  await expect(page.locator('[data-phone]')).toContainText('停用了')
  await stage.do('sync', { phone })
  // It was told to wipe itself, and what it handed in counts for nothing yet.
  await page.reload()
  await row.locator('button').click()
  await expect(page.locator('[data-phone]')).toContainText('清空')
  const clerk = await browser.newPage()
  await stage.enter(clerk, 'clerk', '/merge?tab=quarantine')
  const lot = clerk.locator('[data-lot]', { hasText: `${device} 号手机` })
  await expect(lot).toContainText('来件')
  await expect(lot).not.toContainText('丢之前')
  const reached = async (): Promise<number> => {
    const duty = await browser.newPage()
    await stage.enter(duty, 'duty', '/help')
    const status = (await duty.request.get(`${stage.opened.url}/api/v1/incidents/${id}`)).status()
    await duty.close()
    return status
  }
  expect(await reached()).toBe(404)
  await lot.locator('[data-act=take]').click()
  await expect(lot).toContainText('不能再退')
  await lot.locator('[data-act=sure]').click()
  await expect(clerk.locator('[role=tabpanel] .notice[role=status]')).toContainText('收了 1 条')
  await expect(lot).toHaveCount(0)
  expect(await reached()).toBe(200)
  await clerk.close()
})
