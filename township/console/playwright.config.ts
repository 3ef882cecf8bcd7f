import { defineConfig } from '@playwright/test'

// Debian's Chromium, no downloaded browser; one real hub per worker (see e2e/stage.ts).
export default defineConfig({
  testDir: 'e2e',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  workers: 1,
  // Whatever fails twice has failed; what passes the second time, with a hub of its own, is told as flaky.
  retries: process.env.CI ? 1 : 0,
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list'], ['./e2e/counted.ts']],
  use: {
    viewport: { width: 1366, height: 620 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        // Only what draws with WebGL goes through it; pages are drawn as without a graphics card.
        '--use-angle=swiftshader-webgl',
        '--enable-unsafe-swiftshader',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--autoplay-policy=no-user-gesture-required',
      ],
    },
  },
})
