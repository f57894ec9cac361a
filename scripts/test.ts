import { mkdirSync, rmSync } from 'node:fs';
import { environmentNames } from '@/lib/core/env';
import { demoOnlyNames } from '@/scripts/support/demo-settings';
import { ensureGenerated } from '@/scripts/support/generate';
import { runCommand } from '@/scripts/support/run-command';
import { keptOutput, terminal } from '@/scripts/test-parts/part-output';
import type { PartOutput } from '@/scripts/test-parts/part-output';
import { groupsOf, isTestPart, runChanged, testParts } from '@/scripts/test-parts/parts';
import type { TestPartName } from '@/scripts/test-parts/parts';
import type { Tally } from '@/scripts/test-parts/tally';

/**
 * `npm test`: everything that decides, ending with `N passed, N failed`. `npm test -- unit lint` runs only those parts;
 * what is no part goes to their runner: `npm test -- unit lib/journal`. `npm test -- changed` runs what the changes since the
 * last commit touch, `npm test -- changed main` those since main.
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
  // Nobody's own settings decide what the tests see.
  for (const name of [...environmentNames, ...demoOnlyNames]) Reflect.deleteProperty(process.env, name);
  ensureGenerated();
  const run = async (name: TestPartName, output: PartOutput): Promise<Tally & { line: string }> => {
    const begunAt = Date.now();
    const tally = isChanged ? await runChanged(name, base, output) : await testParts[name](forRunner, output);
    const seconds = Math.round((Date.now() - begunAt) / 1000);
    return { ...tally, line: `── ${name}: ${tally.passed} passed, ${tally.failed} failed in ${seconds} s` };
  };
  const runKept = async (name: TestPartName): Promise<Tally & { line: string }> => {
    const output = keptOutput();
    return run(name, output).finally(() => output.show(`\n── ${name} ──\n`));
  };
  const outcomes: (Tally & { line: string })[] = [];
  for (const group of groupsOf(names)) {
    terminal.write(`\n── ${group.join(' and ')} ──\n`);
    const each = group.map((name) => (group.length === 1 ? run(name, terminal) : runKept(name)));
    outcomes.push(...(await Promise.all(each)));
  }
  const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
  const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0);
  for (const failure of outcomes.flatMap(({ failures = [] }) => failures)) terminal.write(`\n✗ ${failure}\n`);
  terminal.write(`\n${outcomes.map(({ line }) => line).join('\n')}\n${passed} passed, ${failed} failed\n`);
  if (failed > 0 || passed === 0) process.exitCode = 1;
});
