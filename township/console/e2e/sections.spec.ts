// Each page's main story, against the real hub and real phones.
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from './stage'

test('merge: both values with who and when; a choice reaches the phones; it can be taken back', async ({ stage, page }) => {
  const values = ['15501990001', '15501990002']
  const { document } = await stage.do<{ document: string }>('conflict', { household: 0, values })
  await stage.enter(page, 'clerk', `/merge?id=${document}`)
  const conflict = page.locator('[data-conflict]').first()
  await expect(conflict).toContainText('15501990001')
  await expect(conflict).toContainText('15501990002')
  const names = await conflict.locator('dd').allTextContents()
  expect(new Set([names[0], names[5]]).size).toBe(2)
  await expect(conflict.locator('[data-use]')).toHaveCount(2)
  await expect(conflict).toContainText('将送 2 部手机')
  await page.keyboard.press('Digit1')
  await expect(page.locator('[data-conflict]')).toHaveCount(0)
  for (const phone of [0, 1]) {
    const { conflicts } = await stage.do<{ conflicts: { document: string }[] }>('conflicts', { phone })
    expect(conflicts.filter((one) => one.document === document)).toEqual([])
  }

  await page.locator('[data-tab=settled]').click()
  const settled = page.locator('[data-settled]').first()
  const before = await settled.locator('p').first().textContent()
  await settled.locator('[data-act=undo]').first().click()
  await expect(settled.locator('p').first()).not.toHaveText(before ?? '')
})

test('merge: those who wrote are asked back, and their phones show the question', async ({ stage, page }) => {
  const values = ['15501990031', '15501990032']
  const { document } = await stage.do<{ document: string }>('conflict', { household: 1, values })
  await stage.enter(page, 'clerk', `/merge?id=${document}`)
  await expect(page.locator('[data-conflict]').first()).toBeVisible()
  await page.keyboard.press('KeyQ')
  await expect(page.locator('[name=question]')).toBeFocused()
  await page.keyboard.type('哪个电话打得通')
  await page.keyboard.press('Enter')
  await expect(page.locator('[data-asked]')).toContainText('哪个电话打得通')
  for (const phone of [0, 1]) {
    const { conflicts } = await stage.do<{ conflicts: { document: string; asked: string }[] }>('conflicts', { phone })
    expect(conflicts.find((one) => one.document === document)?.asked).toBe('哪个电话打得通')
  }
})

test('roster: found by name, masked for the duty officer, shown for a reason, and that is recorded', async ({ stage, page, browser }) => {
  await stage.enter(page, 'duty', '/roster')
  const row = page.locator('[role=row]').first()
  await expect(row).toContainText('*')
  await row.click()
  const card = page.locator('article')
  await expect(card).toContainText('*')
  const reveal = card.locator('[data-reveal=phone]').first()
  await reveal.click()
  await card.locator('[name=reason]').selectOption({ index: 1 })
  await card.locator('form button[type=submit]').click()
  await expect(card.locator('[data-revealed]')).toHaveText(/^\d{11}$/)

  const watcher = await browser.newPage()
  await stage.enter(watcher, 'supervision', '/audit')
  await watcher.locator('[name=access]').check()
  await expect(watcher.locator('table')).toContainText('看完整')
  await watcher.close()
})

test('roster: a correction from the office is in the history and on the phone', async ({ stage, page }) => {
  await stage.enter(page, 'clerk', '/roster')
  await page.locator('[role=row]').nth(3).click()
  const field = page.locator('[data-field=phone]').first()
  await field.locator('button').click()
  await page.locator('[name=value]').fill('15501997777')
  await page.locator('form button[type=submit]').click()
  await expect(field).toContainText('15501997777')
  await page.locator('[data-act=history]').click()
  await expect(page.locator('.history')).toContainText('15501997777')
  // A day is corrected as a day, a code by its word.
  const birth = page.locator('[data-field=birth]').first()
  await birth.locator('button').click()
  await page.locator('form [name=value]').fill('1950-02-03')
  await page.locator('form button[type=submit]').click()
  await expect(birth).toContainText('1950-02-03')
  const residency = page.locator('[data-field=residency]').first()
  await residency.locator('button').click()
  await page.locator('form [name=value]').selectOption({ label: '户在人不在' })
  await page.locator('form button[type=submit]').click()
  await expect(residency).toContainText('户在人不在')
})

test('roster: a list with faults is not taken in, and every fault is named', async ({ stage, page }) => {
  await stage.enter(page, 'clerk', '/roster/import')
  await page.locator('[name=file]').setInputFiles({ name: '名单.csv', mimeType: 'text/csv', buffer: Buffer.from('姓名,身份证号\n=cmd|calc,150199\n') })
  await page.locator('form button[type=submit]').click()
  await expect(page.locator('[data-act=accept]')).toHaveCount(0)
  await expect(page.locator('main')).toContainText(/有毛病的地方|看/)
})

test('devices: a phone is enrolled by the code on the screen, and stopped', async ({ stage, page }) => {
  await stage.enter(page, 'admin', '/devices')
  await page.locator('[data-act=enrol]').click()
  const person = page.locator('[name=person]')
  const value = await person.locator('option', { hasText: '网格员' }).first().getAttribute('value')
  await person.selectOption(value ?? '')
  await page.locator('form button[type=submit]').click()
  await expect(page.locator('.qr')).toBeVisible()
  const qr = (await page.locator('[data-qr]').textContent()) ?? ''
  const { device } = await stage.do<{ device: number }>('enrol', { qr })
  const row = page.locator(`[data-device="${device}"]`)
  await expect(row).toContainText('新手机')
  await row.locator('button').click()
  await page.locator('[data-phone] [data-act=revoke]').click()
  await expect(page.locator('[data-phone]')).toContainText('清空')
  await page.locator('[data-act=sure]').click()
  await expect(page.locator('[data-phone]')).toContainText('停用了')
})

test('devices: a stick is taken in, and its receipt goes back to the phone', async ({ stage, page }) => {
  const { id, stick } = await stage.do<{ id: string; stick: string }>('stick', { words: '示例：没信号时记下的一件' })
  await stage.enter(page, 'admin', '/devices')
  await page.locator('[data-act=stick]').click()
  const take = async (name: string, buffer: Buffer): Promise<void> => {
    await page.locator('[name=stick]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer })
    await page.locator('form button[type=submit]').click()
  }
  const bytes = Buffer.from(stick, 'hex')
  await take('half.gwb', bytes.subarray(0, bytes.length / 2))
  await expect(page.getByRole('alert')).toContainText('没拷全')
  await take('list.csv', Buffer.from('姓名\n示例\n'))
  await expect(page.getByRole('alert')).toContainText('不是给本乡镇的')
  const saved = page.waitForEvent('download')
  await take('phone.gwb', bytes)
  const receipt = await saved
  expect(receipt.suggestedFilename()).toBe('回执-phone.gwb')
  await expect(page.locator('.notice[role=status]')).toContainText('手机读了才算送到')
  // It was lost on the way: the same stick gives another one, and it counts once.
  await take('phone.gwb', bytes)
  const second = page.waitForEvent('download')
  await page.locator('[data-act=receipt]').click()
  const back = readFileSync(await (await second).path()).toString('hex')
  expect(await stage.do('receipt', { receipt: back })).toMatchObject({ received: 1, problem: null })
  await stage.do('sync', { phone: 0 })
  const { said } = await stage.do<{ said: string }>('read', { id })
  expect(said).toContain('没信号时记下的一件')
})

test('ledgers: more than fifty people wait for a second person', async ({ stage, page, browser }) => {
  await stage.enter(page, 'clerk', '/ledgers')
  await page.locator('[name=kind]').selectOption('people')
  await page.locator('[name=format]').selectOption('csv')
  await page.locator('[name=purpose]').fill('示例：核对名单')
  await page.locator('form button[type=submit]').click()
  await expect(page.locator('[data-export=waiting]')).toContainText('等第二个人')
  await expect(page.locator('[data-act=agree]')).toHaveCount(0)

  const second = await browser.newPage()
  await stage.enter(second, 'head', '/ledgers')
  await second.locator('[data-act=agree]').click()
  await expect(second.locator('[data-export=agreed]', { hasText: '人口' })).toBeVisible()
  await second.close()
  const fetched = page.waitForEvent('download')
  await page.locator('[data-act=fetch]').first().click()
  expect((await fetched).suggestedFilename()).toContain('.csv')
})

test('people and rights: a log-in is made and switched off', async ({ stage, page }) => {
  await stage.enter(page, 'admin', '/audit?tab=users')
  await page.locator('[data-act=add]').click()
  await page.locator('[name=name]').fill('示例新人')
  await page.locator('[name=new-login]').fill('newcomer')
  await page.locator('[name=role]').selectOption({ label: '值班员' })
  await page.locator('[name=first]').fill('harvest-moon-0199')
  await page.locator('form button[type=submit]').click()
  const row = page.locator('[data-user=newcomer]')
  await expect(row).toContainText('在用')
  await row.locator('[data-act=disable]').click()
  await row.locator('[data-act=sure]').click()
  await expect(row).toContainText('停用')
})

test('cells: who holds which post, and the board of names for print', async ({ stage, page }) => {
  await stage.enter(page, 'clerk', '/cells')
  await page.locator('[data-cell]').first().click()
  await expect(page.locator('article')).toContainText('网格员')
  const holders = page.locator('[data-holder]')
  const names = await holders.locator('strong').allTextContents()
  const phones = await holders.locator('a').allTextContents()
  expect(names.length).toBeGreaterThan(1)
  const href = await page.locator('article a', { hasText: '打印' }).getAttribute('href')
  await page.goto(`${stage.opened.url}${href}`)
  await expect(page.locator('.sheet')).toContainText('网格公示')
  for (const words of [...names, ...phones]) await expect(page.locator('.sheet tbody')).toContainText(words.trim())
  await expect(page.locator('.sheet')).toContainText('练习')
})

test('a long list draws what is seen and asks for each page once, however far it is scrolled', async ({ stage, page }) => {
  const asked: string[] = []
  page.on('request', (request) => {
    if (/\/api\/v1\/households\?/.test(request.url())) asked.push(request.url())
  })
  await stage.enter(page, 'clerk', '/roster')
  await page.locator('[role=row]').first().waitFor()
  const PAGE = 100
  const ROW = 36
  // Above and below what is seen.
  const SPARE = 6
  // Twenty rows a frame, up and down over all rows of the stage, 5,000 rows in all. What a frame costs is
  // measured by the bench.
  const { most, seen, rows } = await page.evaluate(async (row) => {
    const box = document.querySelector('[role=grid]') as HTMLElement
    const end = box.scrollHeight - box.clientHeight
    let most = 0
    for (let n = 0; n < 250; n += 1) {
      const way = (n * 20 * row) % (2 * end)
      box.scrollTop = way <= end ? way : 2 * end - way
      await new Promise(requestAnimationFrame)
      most = Math.max(most, box.querySelectorAll('[role=row]').length)
    }
    return { most, seen: Math.ceil(box.clientHeight / row), rows: box.scrollHeight / row }
  }, ROW)
  expect(most).toBeLessThanOrEqual(seen + 1 + 2 * SPARE)
  await expect.poll(() => asked.length).toBe(Math.ceil(rows / PAGE))
  expect(new Set(asked).size).toBe(asked.length)
})

test('a ledger prints on A4 with unit, who, when and page numbers', async ({ stage, page }) => {
  await stage.do('incident', { words: '示例：打印用的一件', category: 'H01' })
  await stage.enter(page, 'duty', '/ledgers/print')
  await expect(page.locator('.sheet')).toContainText('示例：打印用的一件')
  await expect(page.locator('.sheet')).toContainText('示例值班甲')
  const pdf = await page.pdf({ preferCSSPageSize: true })
  // A4 in points, as the file says it.
  expect(pdf.toString('latin1')).toMatch(/MediaBox ?\[0 0 59[45][.\d]* 84[12][.\d]*\]/)
  await page.emulateMedia({ media: 'print' })
  await expect(page.locator('.bar')).toBeHidden()
  // What the browser is told to write at the foot of each sheet.
  const foot = await page.evaluate(() => {
    const rules = (sheet: CSSStyleSheet | CSSGroupingRule): string[] =>
      [...sheet.cssRules].flatMap((rule) => (rule instanceof CSSPageRule ? [rule.cssText] : rule instanceof CSSMediaRule ? rules(rule) : []))
    return [...document.styleSheets].flatMap(rules).join(' ')
  })
  for (const words of ['size: a4', 'counter(page)', 'counter(pages)']) expect(foot).toContain(words)
})

test('tasks: a template as the phone shows it; what may not be asked is found', async ({ stage, page }) => {
  await stage.enter(page, 'clerk', '/tasks')
  await page.locator('[data-template]').first().click()
  await expect(page.locator('.phone li').first()).toBeVisible()
  await page.locator('[data-act=draft]').click()
  await page.locator('[name=question-1]').fill('家里信什么宗教')
  await expect(page.locator('[data-draft] .phone')).toContainText('家里信什么宗教')
  await page.locator('[data-act=keep]').click()
  await expect(page.locator('[data-found]')).toContainText('宗教')
  await expect(page.locator('[data-act=publish]')).toHaveCount(0)
  await page.locator('[data-act=drop]').click()
  await expect(page.locator('[data-draft]')).toContainText('找不回来')
  await page.locator('[data-act=sure]').click()
  await expect(page.locator('[data-act=open]')).toHaveCount(0)
})

test('tasks: a township drafts, the county publishes, and the next version is in force', async ({ stage, page, browser }) => {
  await stage.enter(page, 'clerk', '/tasks?id=YJ-12')
  await page.locator('[data-act=draft]').click()
  const title = page.locator('[data-draft] [name=title]')
  await title.fill('示例：改过名称的表')
  await page.locator('[name=kind]').selectOption('single')
  await page.locator('[name=options]').fill('好、一般、不好')
  await page.locator('[data-act=add]').click()
  await page.locator('[data-draft] .item [name^=question-]').last().fill('示例：路好不好走')
  await expect(page.locator('[data-draft] .phone')).toContainText('一般')
  await page.locator('[data-act=keep]').click()
  await expect(page.locator('[data-found]')).toContainText('没有毛病')
  await expect(page.locator('[data-act=publish]')).toHaveCount(0)

  const county = await browser.newPage()
  await stage.enter(county, 'county', '/tasks?id=YJ-12')
  await county.locator('[data-act=open]').click()
  await county.locator('[data-act=publish]').click()
  await county.locator('[data-act=sure]').click()
  await expect(county.locator('[data-versions]')).toContainText('示例：改过名称的表')
  await expect(county.locator('article h2').first()).toHaveText('示例：改过名称的表')
  await county.close()
})

test('settings: the head adopts limits, and About is the county\'s', async ({ stage, page, browser }) => {
  await stage.enter(page, 'head', '/audit?tab=settings')
  await page.locator('[data-act=policy]').click()
  await page.locator('[name=verify]').fill('6')
  await page.locator('[name=adopted_by]').fill('示意〔2026〕8号')
  await page.locator('form.policy button[type=submit]').click()
  await page.locator('[data-act=sure]').click()
  await expect(page.locator('[data-settings]')).toContainText('本乡定的')
  const { policy } = (await (await page.request.get(`${stage.opened.url}/api/v1/settings`)).json()) as { policy: { verify_working_days: number } }
  expect(policy.verify_working_days).toBe(6)
  await expect(page.locator('form.about')).toHaveCount(0)

  const county = await browser.newPage()
  await stage.enter(county, 'county', '/audit?tab=settings')
  await county.locator('form.about [name=organiser]').fill('武川县示意单位')
  await county.locator('form.about button[type=submit]').click()
  await expect(county.locator('form.about [role=status]')).toBeVisible()
  await county.goto(`${stage.opened.url}/help`)
  await expect(county.locator('#help-about')).toContainText('武川县示意单位')
  await county.close()
})

test('settings: the head adopts days off; a day that is both off and worked is not taken, and nothing typed is lost', async ({ stage, page }) => {
  const calendar = async (): Promise<{ version: string; off: string[]; local_off?: string[] }> => {
    const answer = await page.request.get(`${stage.opened.url}/api/v1/settings`)
    return ((await answer.json()) as { calendar: { version: string; off: string[]; local_off?: string[] } }).calendar
  }
  await stage.enter(page, 'head', '/audit?tab=settings')
  const before = await calendar()
  await page.locator('[data-act=calendar]').click()
  const form = page.locator('form.calendar')
  await expect(form.locator('[name=off]')).toHaveValue(before.off.join('\n'))
  await form.locator('[name=version]').fill('示意放假安排')
  const work = await form.locator('[name=work]').inputValue()
  await form.locator('[name=work]').fill(`${work}\n${before.off[0]}`)
  await form.locator('[name=local_off]').fill('2026-12-29')
  await form.locator('button[type=submit]').click()
  await expect(form.getByRole('alert')).toBeVisible()
  await expect(form.locator('[name=local_off]')).toHaveValue('2026-12-29')
  expect(await calendar()).toEqual(before)

  await form.locator('[name=work]').fill(work)
  await form.locator('button[type=submit]').click()
  await expect(form).toHaveCount(0)
  await expect(page.locator('[data-settings]')).toContainText('示意放假安排')
  const after = await calendar()
  expect([after.version, after.off, after.local_off]).toEqual(['示意放假安排', before.off, ['2026-12-29']])
})

test('settings: what About lacks and what a calendar gets wrong is told, and no township owns the software', async ({ stage, page, browser }) => {
  const county = await browser.newPage()
  await stage.enter(county, 'county', '/audit?tab=settings')
  const form = county.locator('form.about')
  await form.locator('[name=organiser]').fill('示意乡人民政府')
  await form.locator('button[type=submit]').click()
  await expect(form.getByRole('alert')).toContainText('主办单位要在县级以上')
  await expect(form.locator('[name=organiser]')).toHaveValue('示意乡人民政府')
  await form.locator('[name=organiser]').fill('武川县示意局')
  await form.locator('[name=filing]').fill('')
  await form.locator('button[type=submit]').click()
  await expect(form.locator('[role=status]')).toBeVisible()
  await county.close()

  await stage.enter(page, 'head', '/audit?tab=settings')
  await expect(page.locator('[data-lint]')).toContainText('关于：还没写备案编号')
  await page.locator('[data-act=calendar]').click()
  const calendar = page.locator('form.calendar')
  await calendar.locator('[name=version]').fill('示意漏了国庆')
  const off = await calendar.locator('[name=off]').inputValue()
  await calendar.locator('[name=off]').fill(off.split('\n').filter((day) => day !== '2026-10-01').join('\n'))
  await calendar.locator('button[type=submit]').click()
  await expect(calendar.getByRole('alert')).toContainText('2026年10月1日是法定节日，要放假')
})

test('users: a second role is given, and the pages of both are there', async ({ stage, page, browser }) => {
  await stage.enter(page, 'admin', '/audit?tab=users')
  const row = page.locator('[data-user=window]')
  await row.locator('[data-act=roles]').click()
  await row.locator('[data-act=role-more]').click()
  await row.locator('[name=role-1]').selectOption({ index: 1 })
  const word = await row.locator('[name=role-1] option:checked').innerText()
  await row.locator('[data-roles] button[type=submit]').click()
  await expect(page.locator('[role=tabpanel] [role=status]')).toBeVisible()
  await expect(row).toContainText(word)
  const both = await browser.newPage()
  await stage.enter(both, 'window', '/help')
  await expect(both.locator('header .me')).toContainText(word)
  await both.close()
  // And taken again: what it opened is closed.
  await row.locator('[data-act=roles]').click()
  await row.locator('[data-roles] .chip', { hasText: '去掉' }).last().click()
  await row.locator('[data-roles] button[type=submit]').click()
  await expect(row).not.toContainText(word)
})

test('roster: a household and a person entered at the office are on the phone of the cell', async ({ stage, page }) => {
  await stage.enter(page, 'clerk', '/roster')
  await page.locator('[data-act=add]').click()
  const form = page.locator('[data-add=household]')
  await form.locator('[name=cell]').selectOption({ label: stage.opened.cell })
  await form.locator('[name=hamlet]').selectOption({ index: 0 })
  await form.locator('[name=address]').fill('东头新盖的院')
  const person = async (at: number, name: string, relation: string): Promise<void> => {
    await page.locator(`[name=name-${at}]`).fill(name)
    await page.locator(`[name=sex-${at}]`).selectOption('女')
    await page.locator(`[name=birth-${at}]`).fill('1961-05-04')
    await page.locator(`[name=relation-${at}]`).selectOption(relation)
    await page.locator(`[name=residency-${at}]`).selectOption('户在人在')
  }
  await person(1, '示意新甲', '户主')
  await form.locator('[name=phone-1]').fill('12')
  await form.locator('button[type=submit]').click()
  await expect(form.getByRole('alert')).toContainText('电话')
  await expect(form.locator('[name=name-1]')).toHaveValue('示意新甲')
  await form.locator('[name=phone-1]').fill('15501990077')
  await form.locator('button[type=submit]').click()
  await expect(page.locator('article h2')).toContainText('示意新甲')
  const id = new URL(page.url()).searchParams.get('id') ?? ''
  expect(await stage.do('home', { id })).toMatchObject({ address: '东头新盖的院', names: ['示意新甲'] })

  // Somebody joins; the same name and birthday is asked about, not taken silently.
  await page.locator('[data-act=join]').click()
  const joins = page.locator('[data-add=person]')
  await person(1, '示意新甲', '长女')
  await joins.locator('button[type=submit]').click()
  await expect(joins.getByRole('alert')).toContainText('示意新甲已经记在示意新甲家')
  await person(1, '示意新乙', '长女')
  await joins.locator('button[type=submit]').click()
  await expect(page.locator('article .people')).toContainText('示意新乙')
  expect(await stage.do('home', { id })).toMatchObject({ names: ['示意新甲', '示意新乙'] })
  await page.locator('[name=find]').fill('示意新乙')
  await expect(page.locator('[role=row]').first()).toContainText('示意新甲')
})

/** The code that an authenticator shows at a moment (RFC 6238). */
function totp(secret: string, at: number): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...secret.replace(/[^A-Z2-7]/g, '')].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)))
  const mac = createHmac('sha1', key).update(counter).digest()
  const from = (mac.at(-1) ?? 0) & 15
  return String((mac.readUInt32BE(from) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

test('a second factor is turned on by its code, asked for at the next log-in, and taken off by the administrator', async ({ stage, page, browser }) => {
  const user = stage.opened.users.window
  await stage.enter(page, 'window', '/audit?tab=me')
  await page.locator('[data-act=second]').click()
  const secret = (await page.locator('[data-secret]').textContent()) ?? ''
  await page.locator('[name=code]').fill('000000')
  await page.locator('form button[type=submit]').first().click()
  await expect(page.getByRole('alert')).toBeVisible()
  expect(secret.length).toBeGreaterThan(15)
  const now = async (): Promise<number> => (await stage.do<{ now: number }>('pass', { hours: 0 })).now
  await page.locator('[name=code]').fill(totp(secret, await now()))
  await page.locator('form button[type=submit]').first().click()
  await expect(page.getByRole('alert')).toHaveCount(0)

  // The next log-in asks for it; a wrong one does not open, nor does one that was used.
  const next = await browser.newPage()
  const at = (await stage.do<{ now: number }>('pass', { hours: 1 })).now
  await next.clock.setSystemTime(at)
  await next.goto(stage.opened.url)
  await next.locator('form').waitFor()
  const other = next.locator('[data-act=other]')
  if (await other.isVisible()) await other.click()
  await next.locator('[name=login]').fill(user?.login ?? '')
  await next.locator('[name=password]').fill(user?.password ?? '')
  await next.locator('form button[type=submit]').click()
  await expect(next.locator('[name=code]')).toBeFocused()
  await next.locator('[name=code]').fill(totp(secret, at + 3_600_000))
  await next.locator('form button[type=submit]').click()
  await expect(next.getByRole('alert')).toBeVisible()
  await next.locator('[name=code]').fill(totp(secret, await now()))
  await next.locator('form button[type=submit]').click()
  await next.locator('#main').waitFor()
  await next.close()

  const admin = await browser.newPage()
  await stage.enter(admin, 'admin', '/audit?tab=users')
  const row = admin.locator('[data-user=window]')
  await row.locator('[data-act=second-off]').click()
  await row.locator('[data-act=sure]').click()
  await expect(admin.locator('[role=tabpanel] [role=status]')).toBeVisible()
  await admin.close()
  await page.context().clearCookies()
  await stage.enter(page, 'window', '/help')
})

test('cells: county, townships, villages, cells and hamlets are levels, and the map turns to what is chosen', async ({ stage, page, browser }) => {
  await stage.enter(page, 'clerk', '/cells')
  const cells = (await (await page.request.get(`${stage.opened.url}/api/v1/cells`)).json()) as { id: string; name: string; village_name: string; hamlets: { name: string; point: unknown }[] }[]
  const one = cells.find((cell) => cell.hamlets.length > 0 && cell.hamlets.every(({ point }) => point))
  expect(one, 'a cell whose hamlets have places').toBeDefined()
  const cell = page.locator(`[data-cell="${one?.id}"]`)
  const nodes = (level: string) => page.locator(`.tree [data-level=${level}]`)
  await expect(nodes('township')).toHaveCount(1)
  await expect(nodes('hamlet')).toHaveCount(0)
  await cell.click()
  await expect(nodes('hamlet')).toHaveText((one?.hamlets ?? []).map(({ name }) => name))
  const map = page.locator('[data-laid]')
  await expect(map).toHaveAttribute('data-names', new RegExp(one?.hamlets[0]?.name ?? ''))
  const far = cells.find((other) => other.village_name !== one?.village_name && other.hamlets[0]?.point)?.hamlets[0]?.name ?? ''
  await expect(map).not.toHaveAttribute('data-names', new RegExp(`(^| )${far}( |$)`))
  await nodes('hamlet').first().click()
  await expect(page.locator('[data-hamlet]')).toContainText(one?.name ?? '')
  // Folded by the keyboard, and unfolded when it is chosen by its address.
  const fold = page.locator('.tree [data-fold]').first()
  await fold.press('Enter')
  await expect(cell).toHaveCount(0)
  await page.reload()
  await expect(nodes('hamlet').first()).toHaveAttribute('aria-current', 'true')

  // The county sees its townships, and opens the one it looks for.
  const county = await browser.newPage()
  await stage.enter(county, 'county', '/cells')
  const townships = county.locator('.tree [data-level=township]')
  await expect(townships).toHaveCount(9)
  await expect(county.locator('[data-cell]')).toHaveCount(0)
  const town = await page.locator('.tree [data-level=township]').innerText()
  await townships.filter({ hasText: town }).click()
  await county.locator('.tree [data-level=village]', { hasText: one?.village_name ?? '' }).click()
  await expect(county.locator(`[data-cell="${one?.id}"]`)).toBeVisible()
  await expect(county.locator('[data-level=hamlet]')).toHaveCount(0)
  await county.close()
})

test('cells: a hamlet goes to the next cell, after a look at whom it affects', async ({ stage, page }) => {
  await stage.enter(page, 'clerk', '/cells')
  const cells = page.locator('[data-cell]')
  await cells.nth(1).click()
  const hamlets = page.locator('article dd').nth(2)
  const moved = ((await hamlets.textContent()) ?? '').split('、')[0] ?? ''
  await page.locator('[name=hamlet]').selectOption({ label: moved })
  await page.locator('[name=to]').selectOption({ index: 0 })
  await page.locator('[data-act=preview]').click()
  await expect(page.locator('[data-affected]')).toContainText('户')
  await page.locator('[data-act=apply]').click()
  await expect(page.locator('[data-note]')).toBeVisible()
  await expect(hamlets).not.toContainText(moved)
})

test('posts: somebody is away for a week, and the deputy acts', async ({ stage, page }) => {
  await stage.enter(page, 'clerk', '/cells')
  await page.locator('[data-cell]').first().click()
  const holder = page.locator('[data-holder]', { hasText: '替岗' }).first()
  await holder.locator('[data-act=absence]').click()
  await holder.locator('[name=from]').fill('2026-10-08')
  await holder.locator('[name=back]').fill('2026-10-20')
  await holder.locator('form button[type=submit]').click()
  await expect(holder).toContainText('现在由替岗的人办')
})

test('tasks: what was issued and done is counted by cell, small numbers are not told, nobody is named', async ({ stage, page }) => {
  await stage.do('visits', { count: 6 })
  await stage.enter(page, 'head', '/tasks')
  const rows = page.locator('[data-progress] tbody tr')
  const templates = await page.request.get(`${stage.opened.url}/api/v1/templates`)
  let found = 0
  for (const { id } of (await templates.json()) as { id: string }[]) {
    const answer = await page.request.get(`${stage.opened.url}/api/v1/tasks/progress?template=${id}`)
    const cells = (await answer.json()) as { done: unknown }[]
    if (cells.length === 0) continue
    found += 1
    expect(JSON.stringify(cells)).not.toMatch(/"exact":[1-4]\b|person/)
    await page.goto(`${stage.opened.url}/tasks?id=${id}`)
    await expect(rows.first()).toBeVisible()
    await expect(rows.first()).toContainText(/少于 5|\d/)
    break
  }
  expect(found).toBe(1)
})

test('tasks: a visit is keyed in from paper; what is wrong is named by question, and the phone sees it done', async ({ stage, page }) => {
  await stage.enter(page, 'clerk', '/tasks?id=ZZ-07')
  const form = page.locator('form[data-enter]')
  const worker = form.locator('[name=visitor] option', { hasText: '网格员' })
  await form.locator('[name=visitor]').selectOption((await worker.first().getAttribute('value')) ?? '')
  const cell = form.locator('[name=target] option').first()
  await form.locator('[name=target]').selectOption((await cell.getAttribute('value')) ?? '')
  await form.locator('[data-act=enter]').click()
  await expect(form.locator('[data-findings]')).toContainText('没填')
  await form.locator('[name=outcome][value=no_change]').check()
  await form.locator('[name=day]').fill('2026-01-01')
  await form.locator('[data-act=enter]').click()
  await expect(form.locator('[data-findings]')).toContainText('31 天')
})

test('devices: what a phone has and still holds is said in words', async ({ stage, page }) => {
  await stage.do('sync', { phone: 0 })
  await stage.do('sync', { phone: 0 })
  await stage.enter(page, 'admin', '/devices')
  await page.locator('[data-device="1"] button').click()
  await expect(page.locator('[data-unsent]')).toHaveText('最近一次说都送了')
  await expect(page.locator('[data-app]')).toHaveText(stage.opened.app)
  await expect(page.locator('[data-tables]')).toContainText('和乡镇一样')
})

test('map: places of a cell are on the map and in words, by shape and letter', async ({ stage, page }) => {
  await stage.enter(page, 'duty', '/map')
  await page.locator('[name=cell]').selectOption({ index: 1 })
  await expect(page.locator('[data-places] li').first()).toBeVisible()
  await expect(page.locator('canvas')).toBeVisible()
})
