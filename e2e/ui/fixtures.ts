import path from 'node:path';
import { test as base, expect } from '@playwright/test';
import type { BrowserContext, BrowserContextOptions, Page } from '@playwright/test';
import { PortalSession } from '@/e2e/api/portal-session';
import { stack as runningStack } from '@/e2e/support/stack';
import type { Machine } from '@/lib/contracts/machine';
import type { SimulatorControl } from '@/scripts/test-support/simulator-control';
import { BrowserWatch } from './browser-watch';
import { claimMachines, isIdle } from './machine-claims';
import type { Wanted } from './machine-claims';

export { expect };

export type Email =
  | 'operator@acme.test'
  | 'viewer@acme.test'
  | 'admin@acme.test'
  | 'operator@globex.test'
  | 'viewer@globex.test'
  | 'admin@initech.test'
  | 'consultant@portal.test'
  | 'provider@portal.test';

export type OpenOptions = BrowserContextOptions & {
  /** A session of its own: for tests that end it or switch its tenant. */
  ownSession?: boolean;
};

type TestFixtures = {
  watch: BrowserWatch;
  /** A browser context without a session. */
  openAnonymous: (options?: BrowserContextOptions) => Promise<Page>;
  /** A new page in a browser context of its own, signed in over HTTP. */
  openAs: (email: Email, options?: OpenOptions) => Promise<Page>;
  /** Machines of acme that no other test of this run uses. */
  claim: (count: number, wanted?: Wanted) => Promise<Machine[]>;
  claimOne: (wanted?: Wanted) => Promise<Machine>;
};
type WorkerFixtures = {
  /** The portal that all specs share: its simulator may be used to change one machine, not its general behaviour. */
  stack: {
    url: string;
    simulator: SimulatorControl;
    /** What no browser may ever receive. */ secrets: readonly string[];
  };
  /** A person's session over HTTP; one for each worker and person. */
  session: (email: Email) => Promise<PortalSession>;
};

export const test = base.extend<TestFixtures, WorkerFixtures>({
  stack: [
    async ({}, use) => {
      const { portalUrl, control, simulator } = runningStack();
      await use({ url: portalUrl, simulator: control, secrets: [simulator.password, new URL(simulator.url).host] });
    },
    { scope: 'worker' },
  ],

  session: [
    async ({ stack }, use) => {
      const sessions = new Map<Email, Promise<PortalSession>>();
      await use((email) => {
        const known = sessions.get(email) ?? PortalSession.signIn(stack.url, email);
        sessions.set(email, known);
        return known;
      });
    },
    { scope: 'worker' },
  ],

  watch: [
    async ({}, use) => {
      const watch = new BrowserWatch();
      await use(watch);
      expect(watch.unexpected(), 'complaints of the browser').toEqual([]);
    },
    { auto: true },
  ],

  openAnonymous: async ({ browser, stack, watch }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (options = {}) => {
      const context = await browser.newContext({
        baseURL: stack.url,
        viewport: { width: 1280, height: 800 },
        timezoneId: 'Europe/Berlin',
        locale: 'en-GB',
        reducedMotion: 'reduce',
        ...options,
      });
      contexts.push(context);
      await watch.watch(context);
      const page = await context.newPage();
      if (options.javaScriptEnabled !== false) awaitTakeOver(page);
      return page;
    });
    for (const context of contexts) await context.close();
  },

  openAs: async ({ stack, session, openAnonymous }, use) => {
    await use(async (email, { ownSession = false, ...options } = {}) => {
      const page = await openAnonymous(options);
      const signedIn = ownSession ? await PortalSession.signIn(stack.url, email) : await session(email);
      await page.context().addCookies(signedIn.browserCookies());
      return page;
    });
  },

  claim: async ({ session }, use, { project }) => {
    const folder = path.join(project.outputDir, 'claims');
    await use(async (count, wanted = isIdle) =>
      claimMachines(await session('operator@acme.test'), folder, count, wanted),
    );
  },

  claimOne: async ({ claim }, use) => {
    await use(async (wanted) => {
      const [machine] = await claim(1, wanted);
      if (!machine) throw new Error('no machine was claimed');
      return machine;
    });
  },
});

/** A page shows its content before its buttons work: tests wait for the browser's code. */
function awaitTakeOver(page: Page): void {
  const [goto, reload] = [page.goto.bind(page), page.reload.bind(page)];
  // All in one evaluation, which is repeated on the page after a redirect.
  const takeOver = () =>
    page.waitForFunction(() => {
      const content = document.getElementById('content');
      const isAlive = content === null || Object.keys(content).some((key) => key.startsWith('__reactProps'));
      return isAlive && new Promise((resolve) => requestIdleCallback(() => resolve(true)));
    });
  page.goto = async (...given) => {
    const response = await goto(...given);
    await takeOver();
    return response;
  };
  page.reload = async (...given) => {
    const response = await reload(...given);
    await takeOver();
    return response;
  };
}
