import { defineConfig } from '@playwright/test';
import config from '@/playwright.config';

/** `npm run pictures`: the pictures of the README, made from the demo's data. */
export default defineConfig({
  ...config,
  testDir: '.',
  testMatch: '*.pictures.ts',
  globalSetup: '../support/global-set-up.ts',
  outputDir: '../../test-results/pictures',
  reporter: [['list'], ['json', { outputFile: '../../test-results/browser.json' }]],
  workers: 1,
  projects: [{ name: 'pictures', use: config.projects?.find(({ name }) => name === 'ui')?.use ?? {} }],
});
