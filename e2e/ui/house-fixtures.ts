import { openPrivateStack } from '@/e2e/api/private-stack';
import type { PrivateStack } from '@/e2e/api/private-stack';
import { test as base } from './fixtures';

type WorkerFixtures = {
  /** What these tests do, no list of the shared portal should see. */
  house: PrivateStack;
};

/** The fixtures of the browser tests over a portal and a backup system of their own. `name` names the logs; `prepare` comes before every test. */
export function testInHouse(name: string, prepare?: (house: PrivateStack) => Promise<void>) {
  return base.extend<object, WorkerFixtures>({
    house: [
      async ({}, use) => {
        const house = await openPrivateStack({ name, machines: 120, workSpeed: 30 });
        await prepare?.(house);
        await use(house);
        await house.close();
      },
      { scope: 'worker', timeout: 240_000 },
    ],

    stack: [
      async ({ house }, use) => {
        await use({
          url: house.url,
          simulator: house.simulator.control,
          secrets: [house.simulator.password, new URL(house.simulator.url).host],
        });
      },
      { scope: 'worker' },
    ],
  });
}
