import path from 'node:path';
import { startNodeProcess } from '@/scripts/support/node-process';
import { projectRoot } from '@/scripts/support/project-root';
import { announceTestServer } from '@/scripts/test-support/database';
import { stackVariable } from '@/e2e/support/stack';
import type { StackAddresses } from '@/e2e/support/stack';

const startDeadlineMs = 240_000;

/** Starts what the browser tests need, once for all workers, and returns the tear-down. */
export default async function setUp(): Promise<() => Promise<void>> {
  let announce: (line: string) => void = () => undefined;
  const announced = new Promise<string>((resolve) => {
    announce = resolve;
  });
  const stackProcess = startNodeProcess({
    name: 'stack',
    args: ['--conditions=react-server', '--import', 'tsx', 'e2e/support/stack-process.ts'],
    env: process.env,
    logFile: path.join(projectRoot, 'test-results', 'logs', 'stack.log'),
    onLine: (line) => {
      if (line.startsWith('{')) announce(line);
    },
  });
  const late = new Promise<null>((resolve) => setTimeout(resolve, startDeadlineMs, null).unref());
  const line = await Promise.race([announced, stackProcess.ended.then(() => null), late]);
  if (line === null) {
    await stackProcess.stop();
    throw new Error(
      `What the browser tests stand on did not start:\n${stackProcess.lastWords()}\n(test-results/logs has more)`,
    );
  }
  const addresses = JSON.parse(line) as StackAddresses;
  process.env[stackVariable] = line;
  announceTestServer(addresses.databaseServer);
  return () => stackProcess.stop(60_000);
}
