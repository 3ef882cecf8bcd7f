// Says the counts in cargo's words, so that `cargo xtask test` adds them up.
import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter'

export default class Counted implements Reporter {
  private passed = 0
  private failed = 0
  private ignored = 0

  onTestEnd(test: TestCase, result: TestResult): void {
    if (result.status === 'skipped') this.ignored += 1
    else if (result.status === test.expectedStatus) this.passed += 1
    else this.failed += 1
  }

  onEnd(): void {
    const word = this.failed ? 'FAILED' : 'ok'
    console.log(`test result: ${word}. ${this.passed} passed; ${this.failed} failed; ${this.ignored} ignored`)
  }
}
