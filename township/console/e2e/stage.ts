// A training hub with a small county and real phones, for the tests of one worker. It is a program of
// the repository's own tests: commands go in as lines of JSON, answers come out as lines of JSON.

import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { test as base, type Page } from '@playwright/test'

export type Role = string

interface Opened {
  url: string
  /** Name of the office that `handler` works in. */
  office: string
  /** Name of the cell that the worker's phone is for. */
  cell: string
  /** What the phones call themselves and their version. */
  app: string
  users: Record<Role, { login: string; password: string; name: string }>
}

export class Stage {
  private waiting: ((line: string) => void)[] = []

  private constructor(
    private readonly process: ChildProcess,
    readonly opened: Opened,
  ) {}

  /** `base` names a file that lies under the maps. */
  static async open(base?: string): Promise<Stage> {
    const binary = process.env.GRIDWORK_STAGE
    if (!binary) throw new Error('GRIDWORK_STAGE names no stage; run `cargo xtask console`')
    const more = process.env.GRIDWORK_STAGE_ARGS?.split(' ') ?? []
    const child = spawn(binary, [...more, ...(base ? [base] : [])], { stdio: ['pipe', 'pipe', 'inherit'] })
    const lines = createInterface({ input: child.stdout })
    const first = await new Promise<string>((done, failed) => {
      lines.once('line', done)
      child.once('exit', (code) => failed(new Error(`the stage ended with ${code}`)))
    })
    const stage = new Stage(child, JSON.parse(first) as Opened)
    lines.on('line', (line) => stage.waiting.shift()?.(line))
    return stage
  }

  /** Lets the field do something, and waits until it is done. */
  async do<T = Record<string, unknown>>(what: string, given: Record<string, unknown> = {}): Promise<T> {
    const answer = new Promise<string>((done) => this.waiting.push(done))
    this.process.stdin?.write(`${JSON.stringify({ do: what, ...given })}\n`)
    const found = JSON.parse(await answer) as T & { error?: string }
    if (found.error) throw new Error(`${what}: ${found.error}`)
    return found
  }

  /** A page where somebody of a role has logged in. */
  async enter(page: Page, role: Role, path = '/'): Promise<void> {
    const user = this.opened.users[role]
    if (!user) throw new Error(`no user for ${role}`)
    const { now } = await this.do<{ now: number }>('pass', { hours: 0 })
    await page.clock.setSystemTime(now)
    await page.goto(`${this.opened.url}${path}`)
    await page.locator('form').waitFor()
    const other = page.locator('[data-act=other]')
    if (await other.isVisible()) await other.click()
    await page.locator('[name=login]').fill(user.login)
    await page.locator('[name=password]').fill(user.password)
    await page.locator('form button[type=submit]').click()
    await page.locator('#main').waitFor()
  }

  async close(): Promise<void> {
    this.process.stdin?.end()
    await new Promise((done) => this.process.once('exit', done))
  }
}

export const test = base.extend<object, { stage: Stage }>({
  stage: [
    async ({}, use) => {
      const stage = await Stage.open()
      await use(stage)
      await stage.close()
    },
    { scope: 'worker', timeout: 600_000 },
  ],
})
export { expect } from '@playwright/test'
