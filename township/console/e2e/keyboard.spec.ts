// The pages by keyboard alone, and with an input method on.
import type { Page } from '@playwright/test'
import { expect, test } from './stage'

/** Goes on with Tab until the focus is on what is looked for. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let n = 0; n < 120; n += 1) {
    await page.keyboard.press('Tab')
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return
  }
  throw new Error(`Tab does not come to ${selector}`)
}

/** Goes down a list until what is open has these words: what other tests left may stand above it. */
async function arrowTo(page: Page, open: string, words: string): Promise<void> {
  const wanted = page.locator(open).first().filter({ hasText: words })
  for (let n = 0; n < 40; n += 1) {
    await page.keyboard.press('ArrowDown')
    const found = wanted.waitFor({ timeout: 700 }).then(() => true, () => false)
    if (await found) return
  }
  await expect(page.locator(open).first()).toContainText(words)
}

test('desk: found, opened, refused with its reasons, without a mouse', async ({ stage, page }) => {
  await stage.do('incident', { words: '示例：只用键盘办的一件', category: 'H01' })
  await stage.enter(page, 'duty', '/desk')
  await tabTo(page, '[role=listbox]')
  await arrowTo(page, 'article', '只用键盘办的一件')
  await page.keyboard.press('KeyN')
  await expect(page.locator('form.step [name=reason]')).toBeFocused()
  await page.keyboard.type('示例：不归乡镇')
  await page.keyboard.press('Tab')
  await expect(page.locator('form.step [name=elsewhere]')).toBeFocused()
  await page.keyboard.type('示例：供水站')
  await page.keyboard.press('Control+Enter')
  await expect(page.locator('article header strong').first()).toHaveText('不予受理', { timeout: 10_000 })
})

test('merge: a third value written without a mouse', async ({ stage, page }) => {
  const values = ['15501990021', '15501990022']
  await stage.do('conflict', { household: 3, values })
  await stage.enter(page, 'clerk', '/merge')
  await tabTo(page, '[role=listbox]')
  await arrowTo(page, '[data-conflict]', values[0] ?? '')
  await page.keyboard.press('Digit3')
  await expect(page.locator('[data-words] input')).toBeFocused()
  await page.keyboard.type('15501990023')
  await page.keyboard.press('Enter')
  await expect(page.locator('[data-conflict]', { hasText: values[0] ?? '' })).toHaveCount(0)
})

test('roster: found by typing, opened and its history read without a mouse', async ({ stage, page }) => {
  await stage.enter(page, 'clerk', '/roster')
  const head = (await page.locator('[role=row] [role=gridcell]').first().textContent()) ?? ''
  await tabTo(page, '[name=find]')
  await page.keyboard.type(head)
  await tabTo(page, '[role=grid]')
  await expect(page.locator('[role=row]').first()).toContainText(head)
  await page.keyboard.press('ArrowDown')
  await expect(page.locator('article')).toContainText(head)
  await tabTo(page, '[data-act=history]')
  await page.keyboard.press('Enter')
  await expect(page.locator('.history')).toBeVisible()
})

test('an Enter that ends a composition hands nothing in', async ({ stage, page }) => {
  const { id } = await stage.do<{ id: string }>('incident', { words: '示例：输入法', category: 'H01' })
  await stage.enter(page, 'duty', `/desk?id=${id}`)
  await page.locator('[data-step=refuse]').click()
  await page.locator('form.step [name=elsewhere]').fill('示例：供水站')
  const reason = page.locator('form.step [name=reason]')
  await reason.focus()
  const sent: string[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/steps')) sent.push(request.url())
  })
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Input.imeSetComposition', { text: 'bugui', selectionStart: 5, selectionEnd: 5 })
  // As browsers say it: the key is the input method's (229), and composing is on.
  for (const ctrlKey of [false, true]) {
    await reason.evaluate((field, ctrl) => {
      const press = { key: 'Enter', code: 'Enter', keyCode: 229, isComposing: true, ctrlKey: ctrl, bubbles: true, cancelable: true }
      field.dispatchEvent(new KeyboardEvent('keydown', press))
    }, ctrlKey)
  }
  await cdp.send('Input.insertText', { text: '示例：不归乡镇' })
  await expect(reason).toHaveValue('示例：不归乡镇')
  await page.waitForTimeout(300)
  await expect(page.locator('form.step')).toBeVisible()
  await expect(page.locator('[data-state=held]')).toHaveCount(0)
  expect(sent).toEqual([])
})
