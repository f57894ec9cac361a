import { defineConfig, devices } from '@playwright/test';
import { findChromium } from '@/scripts/support/chromium';

const executablePath = findChromium();
/** For tests that measure time when nothing else runs; `--no-deps` runs them without the others. */
const quiet = /@quiet/;
const inBrowser = {
  testDir: 'e2e/ui',
  use: {
    ...devices['Desktop Chrome'],
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      // Without a sandbox, since tests may run as root; and without the browser's own requests.
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
};

export default defineConfig({
  testDir: 'e2e',
  globalSetup: './e2e/support/global-set-up.ts',
  outputDir: 'test-results/browser',
  timeout: 120_000,
  expect: { timeout: 40_000 },
  // Tests wait for clocks and processes as much as they work: more of them than cores.
  workers: 5,
  retries: 0,
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: 'test-results/browser.json' }]],
  // No trace, which is a third of a test's work; `npm test -- browser --trace retain-on-failure` writes one.
  use: { trace: 'off', screenshot: 'only-on-failure' },
  projects: [
    { name: 'api', testDir: 'e2e/api' },
    { name: 'ui', ...inBrowser, grepInvert: quiet },
    { name: 'quiet', ...inBrowser, grep: quiet, dependencies: ['api', 'ui'], workers: 1 },
  ],
});
