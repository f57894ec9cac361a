import { mkdirSync, rmSync } from 'node:fs';
import { environmentNames } from '@/lib/core/env';
import { demoOnlyNames } from '@/scripts/support/demo-settings';
import { ensureGenerated } from '@/scripts/support/generate';
import { runCommand } from '@/scripts/support/run-command';
import { runInBackground, tellStarter } from '@/scripts/test-parts/background';
import type { PartOutcome } from '@/scripts/test-parts/background';
import { isTestPart, lanesOf, runChanged, testParts } from '@/scripts/test-parts/parts';
import type { TestPartName } from '@/scripts/test-parts/parts';

/**
 * `npm test`: all required checks, ending with `N passed, N failed`. `npm test -- unit lint` runs only those parts;
 * other arguments go to their runner: `npm test -- unit lib/journal`. `npm test -- changed` runs what the changes since
 * the last commit touch, `npm test -- changed main` those since main.
 */
await runCommand(async () => {
  const given = process.argv.slice(2);
  const isChanged = given[0] === 'changed';
  const words = isChanged ? ['types', 'lint', 'unit', 'integration', 'browser'] : given;
  const base = given[1] ?? 'HEAD';
  const wanted = words.filter(isTestPart);
  const names = wanted.length > 0 ? wanted : Object.keys(testParts).filter(isTestPart);
  const forRunner = words.filter((word) => !isTestPart(word));
  if (wanted.length === 0) rmSync('test-results', { recursive: true, force: true });
  mkdirSync('test-results', { recursive: true });
  // A developer's own settings must not influence the tests.
  for (const name of [...environmentNames, ...demoOnlyNames]) Reflect.deleteProperty(process.env, name);
  ensureGenerated();
  const run = async (name: TestPartName): Promise<PartOutcome> => {
    const begunAt = Date.now();
    const tally = isChanged ? await runChanged(name, base) : await testParts[name](forRunner);
    const seconds = Math.round((Date.now() - begunAt) / 1000);
    return { ...tally, name, line: `── ${name}: ${tally.passed} passed, ${tally.failed} failed in ${seconds} s` };
  };
  const lanes = isChanged ? { foreground: names, background: [] } : lanesOf(names);
  const background = runInBackground(lanes.background);
  const foreground: PartOutcome[] = [];
  for (const name of lanes.foreground) {
    process.stdout.write(`\n── ${name} ──\n`);
    foreground.push(await run(name));
  }
  const outcomes = [...foreground, ...(await background)];
  if (tellStarter(outcomes)) return;
  outcomes.sort((one, other) => names.indexOf(one.name) - names.indexOf(other.name));
  for (const failure of outcomes.flatMap(({ failures = [] }) => failures)) process.stdout.write(`\n✗ ${failure}\n`);
  const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
  const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0);
  process.stdout.write(`\n${outcomes.map(({ line }) => line).join('\n')}\n${passed} passed, ${failed} failed\n`);
  if (failed > 0 || passed === 0) process.exitCode = 1;
});
