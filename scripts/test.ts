import { OperatorFault } from '@/lib/db/operator-fault';
import { runCommand } from '@/scripts/support/run-command';
import { testParts } from '@/scripts/support/test-parts';

/** `npm test`: everything that decides; `npm test -- unit lint` only those parts. Ends with `N passed, N failed`. */
await runCommand(async () => {
  const wanted = process.argv.slice(2);
  const names = testParts.map(({ name }) => name);
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new OperatorFault(`There is no part "${unknown.join('", "')}". The parts are: ${names.join(', ')}.`);
  const parts = testParts.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  const outcome: string[] = [];
  let passed = 0;
  let failed = 0;
  for (const part of parts) {
    const begunAt = Date.now();
    process.stdout.write(`\n── ${part.name} ──\n`);
    const result = await part.run();
    passed += result.passed;
    failed += result.failed;
    outcome.push(`${part.name}: ${result.passed} passed, ${result.failed} failed in ${Math.round((Date.now() - begunAt) / 1000)} s`);
  }
  process.stdout.write(`\n${outcome.map((line) => `── ${line}`).join('\n')}\n${passed} passed, ${failed} failed\n`);
  if (failed > 0 || passed === 0) process.exitCode = 1;
});
