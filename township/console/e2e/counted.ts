// Says the counts in cargo's words, so that `cargo xtask test` adds them up.
import type { FullConfig, Reporter, Suite } from '@playwright/test/reporter'

export default class Counted implements Reporter {
  private all: Suite | null = null

  onBegin(_config: FullConfig, suite: Suite): void {
    this.all = suite
  }

  onEnd(): void {
    const count = { expected: 0, unexpected: 0, flaky: 0, skipped: 0 }
    for (const test of this.all?.allTests() ?? []) {
      count[test.outcome()] += 1
      if (test.outcome() === 'flaky') console.log(`FLAKY: ${test.title}`)
    }
    const word = count.unexpected ? 'FAILED' : 'ok'
    const passed = count.expected + count.flaky
    console.log(`test result: ${word}. ${passed} passed; ${count.unexpected} failed; ${count.skipped} ignored`)
  }
}
