import { runCommand } from '@/scripts/support/run-command';
import { testParts } from '@/scripts/test-parts/parts';

/** `npm run pictures`: makes the pictures of the README again from the demo's data, in a real browser. */
await runCommand(async () => {
  const { failed } = await testParts.browser(['--config', 'e2e/pictures/playwright.config.ts']);
  if (failed > 0) process.exitCode = 1;
});
