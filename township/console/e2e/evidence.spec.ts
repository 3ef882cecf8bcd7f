// 证据: what a clue is, who may take evidence, what is signed for each day, who sees none of it.
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './stage'

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
