import { createDb } from '@/lib/db/client';
import { seedDemoAccounts } from '@/prisma/seed/demo-accounts';
import { runCommand } from '@/scripts/support/run-command';
import { waitForFirstSync } from '@/scripts/support/first-sync';
import { createDatabaseWithAccounts, makeAccountsTemplate } from '@/scripts/test-support/database';
import { startTestDatabaseServer } from '@/scripts/test-support/database-server';
import { startPortal } from '@/scripts/test-support/portal';
import { startSimulator } from '@/scripts/test-support/simulator';
import type { StackAddresses } from './stack';

/** Work takes about this much less time than on a real server. */
const workSpeed = 30;

/**
 * The program behind the browser tests: database, simulator and portal with the demo's seed. It prints one line of JSON
 * when all are ready and stops what it started on SIGTERM or when its parent ends.
 */
await runCommand(async () => {
  const stops: (() => Promise<void>)[] = [];
  const endRequested = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  try {
    const server = await startTestDatabaseServer();
    stops.push(() => server.stop());
    await makeAccountsTemplate(async (url) => {
      const template = createDb(url, 1);
      await seedDemoAccounts(template);
      await template.$disconnect();
    });
    const database = await createDatabaseWithAccounts();
    const db = createDb(database.url, 2);
    stops.push(() => db.$disconnect());
    const simulator = await startSimulator({ workSpeed, name: 'simulator' });
    stops.push(() => simulator.stop());
    const since = new Date();
    const portal = await startPortal({ databaseUrl: database.url, simulator, name: 'portal' });
    stops.push(() => portal.stop());
    await waitForFirstSync(db, since, (text) => process.stderr.write(`${text}\n`), portal.logFile);
    const { url, httpUrl, controlUrl, caFile, login, password } = simulator;
    const addresses: StackAddresses = {
      portalUrl: portal.url,
      databaseUrl: database.url,
      databaseServer: server.url,
      simulator: { url, httpUrl, controlUrl, caFile, login, password },
    };
    process.stdout.write(`${JSON.stringify(addresses)}\n`);
    await endRequested;
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
});
