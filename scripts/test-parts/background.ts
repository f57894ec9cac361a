import { fork } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import path from 'node:path';
import { projectRoot } from '@/scripts/support/project-root';
import type { TestPartName } from './parts';
import type { Tally } from './tally';

/** Counts of one part, and the line that says them. */
export type PartOutcome = Tally & { readonly name: TestPartName; readonly line: string };

/**
 * Runs parts of `npm test` one after another in a process of low priority, whose tools inherit it. What they write is kept
 * and shown when the last has ended, so that it is not mixed with what else runs.
 */
export async function runInBackground(names: readonly TestPartName[]): Promise<PartOutcome[]> {
  if (names.length === 0) return [];
  const child = fork(path.join(projectRoot, 'scripts', 'test.ts'), names, {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  const kept: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => kept.push(text));
  let outcomes: PartOutcome[] | null = null;
  child.on('message', (message) => {
    outcomes = message as PartOutcome[];
  });
  await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  process.stdout.write(kept.join(''));
  return outcomes ?? names.map((name) => ({ name, passed: 0, failed: 1, line: `── ${name}: ended without a result` }));
}

/** Hands the outcomes to the process that started this one in the background; false when there is none. */
export function tellStarter(outcomes: readonly PartOutcome[]): boolean {
  return process.send?.(outcomes) !== undefined;
}
