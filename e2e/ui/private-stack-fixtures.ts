import { openPrivateStack } from '@/e2e/api/private-stack';
import type { PrivateStack } from '@/e2e/api/private-stack';
import { test as base } from './fixtures';

type WorkerFixtures = {
  /** For tests whose changes would disturb those on the shared portal. */
  privateStack: PrivateStack;
};

/**
 * The fixtures of the browser tests with a portal and a backup system of their own, one for each worker. `name` names
 * the logs; `prepare` runs before the first test.
 */
export function testOnPrivateStack(name: string, prepare?: (privateStack: PrivateStack) => Promise<void>) {
  return base.extend<object, WorkerFixtures>({
    privateStack: [
      async ({}, use) => {
        const privateStack = await openPrivateStack({ name, machines: 120, workSpeed: 30 });
        await prepare?.(privateStack);
        await use(privateStack);
        await privateStack.close();
      },
      { scope: 'worker', timeout: 240_000 },
    ],

    stack: [
      async ({ privateStack }, use) => {
        await use({
          url: privateStack.url,
          simulator: privateStack.simulator.control,
          secrets: [privateStack.simulator.password, new URL(privateStack.simulator.url).host],
        });
      },
      { scope: 'worker' },
    ],
  });
}
