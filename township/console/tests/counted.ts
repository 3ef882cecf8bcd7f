// Says the counts in cargo's words, so that `cargo xtask test` adds them up.
import type { Reporter, TestModule } from 'vitest/node'

export default class Counted implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 }
    for (const module of modules) {
      for (const test of module.children.allTests()) counts[test.result().state] += 1
    }
    const word = counts.failed ? 'FAILED' : 'ok'
    console.log(`test result: ${word}. ${counts.passed} passed; ${counts.failed} failed; ${counts.skipped} ignored`)
  }
}
