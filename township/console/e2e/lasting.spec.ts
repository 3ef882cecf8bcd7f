// What changes a township for good, on a stage of its own: a list taken in, a cell split, rules that the
// lint finds.
import { expect, Stage, test as base } from './stage'

const test = base.extend<object, { own: Stage }>({
  own: [
    async ({}, use) => {
      const stage = await Stage.open()
      await use(stage)
      await stage.close()
    },
    { scope: 'worker', timeout: 600_000 },
  ],
})

interface Cell {
  id: string
  name: string
  village_name: string
  hamlets: { id: string; name: string }[]
}

test('roster: a list with faulty rows is mended, taken in, and its people are found', async ({ own, page }) => {
  await own.enter(page, 'clerk', '/roster/import')
  const get = async (path: string): Promise<string> => (await page.request.get(`${own.opened.url}/api/v1/${path}`)).text()
  const cell = (JSON.parse(await get('cells')) as Cell[]).find((one) => one.hamlets.length > 0) as Cell
  const home = { 村: cell.village_name, 自然村: cell.hamlets[0]?.name ?? '', 门牌: '示意1号', 居住状态: '常住' }
  const people: Record<string, string>[] = [
    { ...home, 户号: '1', 姓名: '示意导入甲', 性别: '男', 出生日期: '1951-03-07', 与户主关系: '户主', 电话: '15501996601' },
    { ...home, 户号: '1', 姓名: '示意导入乙', 性别: '女', 出生日期: '1953-10-01', 与户主关系: '配偶' },
    { ...home, 户号: '2', 门牌: '示意2号', 姓名: '=1+1示意', 性别: '女', 出生日期: '1988年5月2日', 与户主关系: '户主' },
  ]
  // The form as the page hands it out, filled in.
  const head = (await get('imports/forms/residents.csv')).trim().split(',')
  const csv = (rows: Record<string, string>[]): Buffer =>
    Buffer.from([head, ...rows.map((row) => head.map((column) => row[column.replace('\ufeff', '')] ?? ''))].map((row) => row.join(',')).join('\r\n'))
  const read = async (rows: Record<string, string>[]): Promise<void> => {
    await page.locator('[name=file]').setInputFiles({ name: '花名册.csv', mimeType: 'text/csv', buffer: csv(rows) })
    await page.locator('form button[type=submit]').click()
    await expect(page.locator('main section h2')).toContainText('试读完')
  }
  const count = async (): Promise<number> => (JSON.parse(await get(`people?place=${cell.id}&limit=1`)) as { total: number }).total
  const before = await count()

  await read([{ ...people[0], 性别: '男的' }, { ...people[1], 与户主关系: '户主' }, { ...people[2], 自然村: '没有这个村', 身份证号: '15262119880502123X' }])
  const findings = page.locator('main section ol li')
  for (const words of [/第2行“性别”/, /第4行“自然村”/, /第4行“身份证号”/, /有且只有一个户主/]) {
    await expect(findings.filter({ hasText: words }).first()).toBeVisible()
  }
  await expect(page.locator('main')).not.toContainText('15262119880502123X')
  await expect(page.locator('[data-act=accept]')).toHaveCount(0)
  expect(await count()).toBe(before)

  await read(people)
  await expect(page.locator('main section h2')).toContainText('2 户 3 人')
  await page.locator('[data-act=accept]').click()
  expect(await count()).toBe(before)
  await page.locator('[data-act=sure]').click()
  await expect(page.getByRole('status').filter({ hasText: '进库了，2 户' })).toBeVisible()
  expect(await count()).toBe(before + 3)

  await page.goto(`${own.opened.url}/roster`)
  await page.locator('[name=find]').fill('示意导入乙')
  const rows = page.locator('[role=row]', { hasText: '示意导入甲' })
  await expect(rows).toHaveCount(1)
  await rows.click()
  await expect(page.locator('article')).toContainText('示意导入乙')
  // The list of people has the one that was looked for, not only the house.
  await page.locator('[data-by=people]').click()
  const person = page.locator('[role=row]', { hasText: '示意导入乙' })
  for (const words of ['女', '1953', '配偶', cell.hamlets[0]?.name ?? '']) await expect(person).toContainText(words)
  await person.click()
  await expect(page.locator('article')).toContainText('示意导入甲')
  await page.locator('[data-by=households]').click()
  await page.locator('[name=find]').fill('=1+1')
  await expect(page.locator('[role=row]', { hasText: '=1+1示意' })).toHaveCount(1)
})

test('cells: a cell is split after a look at whom it affects, and both halves stand', async ({ own, page }) => {
  await own.enter(page, 'clerk', '/cells')
  const get = async <T>(path: string): Promise<T> => (await page.request.get(`${own.opened.url}/api/v1/${path}`)).json() as Promise<T>
  let whole: (Cell & { households: number }) | undefined
  for (const cell of await get<Cell[]>('cells')) {
    if (cell.hamlets.length < 2) continue
    const { total } = await get<{ total: number }>(`households?place=${cell.id}&limit=1`)
    if (total > 0) whole ??= { ...cell, households: total }
  }
  expect(whole, 'a cell of several hamlets where people live').toBeDefined()
  const { id, name, hamlets, households } = whole as Cell & { households: number }
  await page.locator(`[data-cell="${id}"]`).click()
  await page.locator('[data-change=split]').click()
  const form = page.locator('form[data-plan]')
  await form.locator('[name=first]').fill('示意上网格')
  await form.locator('[name=second]').fill('示意下网格')
  await form.locator('.apart label', { hasText: hamlets[0]?.name ?? '' }).first().locator('input').check()
  await form.locator('[data-act=preview]').click()
  const affected = form.locator('[data-affected]')
  await expect(affected).toContainText(`${households} 户`)
  await expect(affected).toContainText(name)
  for (const words of ['示意上网格', '示意下网格', '重新定人定岗']) await expect(affected).toContainText(words)
  // Nothing has happened yet; what was typed anew wants a new look.
  expect((await get<Cell[]>('cells')).some((cell) => cell.id === id)).toBe(true)
  await form.locator('[name=second]').fill('示意东网格')
  await expect(affected).toHaveCount(0)
  await form.locator('[data-act=preview]').click()
  await form.locator('[data-act=apply]').click()
  await expect(page.locator('[data-note]')).toBeVisible()
  await expect(page.locator('[data-cell]', { hasText: '示意东网格' })).toHaveCount(1)
  await expect(page.locator(`[data-cell="${id}"]`)).toHaveCount(0)
  const halves = (await get<Cell[]>('cells')).filter((cell) => ['示意上网格', '示意东网格'].includes(cell.name))
  let homes = 0
  for (const half of halves) homes += (await get<{ total: number }>(`households?place=${half.id}&limit=1`)).total
  expect([halves.length, homes]).toEqual([2, households])

  // The new halves have nobody: the clerk puts somebody in post, with who stands in.
  const half = page.locator('[data-cell]', { hasText: '示意上网格' })
  await expect(half).toContainText('没人在岗')
  await half.click()
  await page.locator('[data-act=assign]').click()
  const post = page.locator('[data-assign]')
  await post.locator('[name=post]').selectOption({ label: await post.locator('[name=post] option', { hasText: '网格员' }).first().innerText() })
  await post.locator('[name=person]').selectOption({ index: 0 })
  await post.locator('[name=deputy]').selectOption({ index: 1 })
  const [named = ''] = (await post.locator('[name=person] option:checked').innerText()).split('（')
  await post.locator('button[type=submit]').click()
  await expect(page.locator('[data-holder]')).toContainText(named)
  await expect(page.locator('[data-holder]')).toContainText('替岗')
  await expect(half).not.toContainText('没人在岗')

  // 定责: which list the post goes by, on the page and on the board of names; then the post ends.
  const holder = page.locator('[data-holder]').first()
  await holder.locator('[data-act=duty]').click()
  await holder.locator('[name=duty-0]').fill('示意网格员职责清单')
  await holder.locator('[name=version-0]').fill('3')
  await holder.locator('[name=published]').check()
  await holder.locator('form button[type=submit]').click()
  await expect(holder).toContainText('示意网格员职责清单第 3 版')
  await expect(holder).toContainText('上墙了')
  const board = await page.locator('article a', { hasText: '打印' }).getAttribute('href')
  const sheet = await page.context().newPage()
  await sheet.goto(`${own.opened.url}${board}`)
  for (const words of [named, '示意网格员职责清单第 3 版']) await expect(sheet.locator('.sheet')).toContainText(words)
  await sheet.close()
  await holder.locator('[data-act=end]').click()
  await expect(holder.locator('form')).toContainText('花名册下次收发就清掉')
  await expect(half).not.toContainText('没人在岗')
  await holder.locator('form button[type=submit]').click()
  await expect(page.locator('[data-holder]')).toHaveCount(0)
  await expect(half).toContainText('没人在岗')

  // And together again, as one more act with a look before it.
  await page.locator('[data-cell]', { hasText: '示意上网格' }).click()
  await page.locator('[data-change=merge]').click()
  await form.locator('[name=other]').selectOption({ label: '示意东网格' })
  await form.locator('[name=name]').fill('示意合网格')
  await form.locator('[data-act=preview]').click()
  await expect(affected).toContainText(`${households} 户`)
  await form.locator('[data-act=apply]').click()
  const joined = page.locator('[data-cell]', { hasText: '示意合网格' })
  await expect(joined).toHaveCount(1)
  const { total } = await get<{ total: number }>(`households?place=${await joined.getAttribute('data-cell')}&limit=1`)
  expect(total).toBe(households)
})

test('settings: what must not be configured is found in words, and a name of that kind is not taken', async ({ own, page }) => {
  await own.enter(page, 'head', '/audit?tab=settings')
  const found = page.locator('[data-lint]')
  // As it is shipped it lacks what the county must say of itself, and holds no other fault.
  await expect(found.locator('span')).toHaveText([/^关于：还没写主办单位$/, /^关于：还没写备案编号$/, /^关于：还没写到哪里投诉$/, /^关于：还没写个人信息找谁$/])
  await page.locator('[data-act=policy]').click()
  const form = page.locator('form.policy')
  await form.locator('details summary').click()
  await form.locator('details input').first().fill('信教情况')
  await form.locator('[name=adopted_by]').fill('示意〔2026〕9号')
  await form.locator('button[type=submit]').click()
  await form.locator('[data-act=sure]').click()
  await expect(form.getByRole('alert')).toContainText('不收集“信教”')
  await expect(form.locator('details input').first()).toHaveValue('信教情况')
  // A newer program, or somebody at the machine, brought rules that this township must not have.
  await own.do('rule', { body: { points: { online_minutes: 30, village_rank: true }, min_photos: 1 } })
  await page.reload()
  for (const words of ['不计在线时长', '不设排名', '没有问题不要照片']) await expect(found).toContainText(words)
})

test('settings: a practice hub without a backup does not ask for one, and says nothing else of it', async ({ own, page }) => {
  await own.enter(page, 'admin', '/audit?tab=settings')
  const health = page.locator('[data-health]')
  await expect(health).toContainText('练习系统不用备份')
  await expect(health).not.toContainText('请管理员安排')
})
