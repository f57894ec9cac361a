import { mkdirSync, rmSync } from 'node:fs';
import { environmentNames } from '@/lib/core/env';
import { demoOnlyNames } from '@/scripts/support/demo-settings';
import { ensureGenerated } from '@/scripts/support/generate';
import { runCommand } from '@/scripts/support/run-command';
import { isTestPart, runChanged, testParts } from '@/scripts/test-parts/parts';

/**
 * `npm test`: everything that decides, ending with `N passed, N failed`. `npm test -- unit lint` runs only those parts;
 * what is no part goes to their runner: `npm test -- unit lib/journal`. `npm test -- changed` runs what the changes since the
 * last commit touch, `npm test -- changed main` those since main.
 */
await runCommand(async () => {
  const asked = process.argv.slice(2);
  const isChanged = asked[0] === 'changed';
  const words = isChanged ? ['types', 'lint', 'unit', 'integration', 'browser'] : asked;
  const base = asked[1] ?? 'HEAD';
  const wanted = words.filter(isTestPart);
  const names = wanted.length > 0 ? wanted : Object.keys(testParts).filter(isTestPart);
  const forRunner = words.filter((word) => !isTestPart(word));
  if (wanted.length === 0) rmSync('test-results', { recursive: true, force: true });
  mkdirSync('test-results', { recursive: true });
  // Nobody's own settings decide what the tests see.
  for (const name of [...environmentNames, ...demoOnlyNames]) Reflect.deleteProperty(process.env, name);
  ensureGenerated();
  const outcome: string[] = [];
  let passed = 0;
  let failed = 0;
  for (const name of names) {
    const begunAt = Date.now();
    process.stdout.write(`\n── ${name} ──\n`);
    const tally = isChanged ? await runChanged(name, base) : await testParts[name](forRunner);
    passed += tally.passed;
    failed += tally.failed;
    outcome.push(
      `── ${name}: ${tally.passed} passed, ${tally.failed} failed in ${Math.round((Date.now() - begunAt) / 1000)} s`,
    );
  }
  process.stdout.write(`\n${outcome.join('\n')}\n${passed} passed, ${failed} failed\n`);
  if (failed > 0 || passed === 0) process.exitCode = 1;
});
