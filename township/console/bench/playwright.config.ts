import { defineConfig } from '@playwright/test'
import tests from '../playwright.config'

// The browser of the tests; times are this machine's, so one after the other and told, not counted.
export default defineConfig({ ...tests, testDir: '.', reporter: [['line']] })
