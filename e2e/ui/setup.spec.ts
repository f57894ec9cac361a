import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { openTestDb } from '@/e2e/api/test-db';
import type { TestDb } from '@/e2e/api/test-db';
import { until } from '@/scripts/support/until';
import { createTestDatabase } from '@/scripts/test-support/database';
import { startPortal } from '@/scripts/test-support/portal';
import { startSimulator } from '@/scripts/test-support/simulator';
import { expectAccessible } from './accessibility';
import { statusNote } from './browser-watch';
import { expect, test as base } from './fixtures';
import { SignInPage } from './pages/sign-in-page';
import { expectNoSidewaysScroll } from './sideways-scroll';
import { tabTo } from './tab-to';

type NewPortal = { url: string; db: TestDb; logFile: string };

/** A portal that starts for the first time, on an empty database. */
const test = base.extend<object, { newPortal: NewPortal }>({
  newPortal: [
    async ({}, use) => {
      const database = await createTestDatabase();
      const simulator = await startSimulator({ name: 'setup-simulator', machines: 20 });
      // The code is printed however little is logged.
      const env = { LOG_LEVEL: 'silent' };
      const portal = await startPortal({ databaseUrl: database.url, simulator, name: 'setup-portal', env });
      const db = openTestDb(database.url);
      await use({ url: portal.url, db, logFile: portal.logFile });
      await db.$disconnect();
      await portal.stop();
      await simulator.stop();
      await database.drop();
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  // What the other fixtures open pages on; nothing here asks the shared simulator for anything.
  stack: [
    async ({ newPortal }, use) => use({ url: newPortal.url, simulator: undefined as never, secrets: [] }),
    { scope: 'worker' },
  ],
});
test.describe.configure({ mode: 'default' });

const password = 'correct horse battery';
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** The one-time code out of the log of the portal. */
function codeOf({ logFile }: NewPortal): Promise<string> {
  return until('the code in the log', 20_000, () => {
    const codes = [...readFileSync(logFile, 'utf8').matchAll(/^ {4}((?:[0-9A-Z]{4}-){3}[0-9A-Z]{4})$/gm)];
    return codes.at(-1)?.[1] ?? null;
  });
}

const formOf = (page: Page) => ({
  heading: page.getByRole('heading', { level: 1, name: 'Set up Backup portal' }),
  code: page.getByLabel('One-time code'),
  email: page.getByLabel('E-mail'),
  name: page.getByLabel('Your name'),
  password: page.getByRole('textbox', { name: 'Password' }),
  submit: page.getByRole('button', { name: 'Create account' }),
});

test('every page of a new portal leads to its set-up, which fits every screen and does not tell the code', async ({
  openAnonymous,
  newPortal,
}) => {
  const page = await openAnonymous();
  const { heading, submit } = formOf(page);
  for (const address of ['/', '/machines', '/provider/storware', '/nowhere', '/sign-in?next=/machines']) {
    await page.goto(address);
    await expect(heading).toBeVisible();
    expect(new URL(page.url()).pathname, address).toBe('/setup');
  }
  const code = await codeOf(newPortal);
  expect(await page.content()).not.toContain(code);
  await expectAccessible(page, 'the set-up');
  await submit.click();
  await expect(page.getByText('Enter the 16 letters and digits')).toBeVisible();
  await page.getByText('Where is the log?').click();
  await expect(page.getByText('docker compose logs portal')).toBeVisible();
  await expectAccessible(page, 'the set-up with faults');

  for (const [locale, title] of [
    ['de-DE', 'Backup-Portal einrichten'],
    ['pl-PL', 'Skonfiguruj portal kopii zapasowych'],
  ] as const) {
    const small = await openAnonymous({ ...phone, viewport: { width: 320, height: 640 }, locale });
    await small.goto('/');
    await expect(small.getByRole('heading', { level: 1, name: title })).toBeVisible();
    await small.getByRole('group').getByRole('button').first().waitFor();
    await expectNoSidewaysScroll(small, `the set-up in ${locale}`);
  }
});

test('with the code from the log, by the keyboard alone, somebody becomes the provider and sees what to do first', async ({
  openAnonymous,
  newPortal,
  watch,
}) => {
  watch.expect(statusNote(404, 422));
  const page = await openAnonymous();
  const form = formOf(page);
  const type = async (field: keyof Omit<typeof form, 'heading' | 'submit'>, text: string): Promise<void> => {
    await tabTo(page, form[field]);
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type(text);
  };
  await page.goto('/');
  await type('code', '0000-0000-0000-0000');
  await type('email', ' Ada@Provider.test');
  await type('name', 'Ada Byron');
  await type('password', password);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Is wrong or has expired')).toBeVisible();
  await expect(form.code).toBeFocused();
  await type('code', (await codeOf(newPortal)).toLowerCase());
  await page.keyboard.press('Enter');

  const steps = page.getByRole('region', { name: 'First steps' });
  await expect(steps).toBeVisible();
  expect(new URL(page.url()).pathname).toBe('/provider/machines');
  const step = (name: string) => steps.getByRole('listitem').filter({ hasText: name });
  await expect(step('Connect to Storware')).toContainText('Done');
  await expect(step('Read the inventory')).toContainText(/Done.*machines are known/);
  await expect(step('Create the first organisation')).toContainText('To do');
  await expect(steps).toContainText('2 of 5 done');
  await expectAccessible(page, 'the first steps');

  await test.step('on a phone', async () => {
    const small = await openAnonymous({ ...phone, storageState: await page.context().storageState() });
    await small.goto('/');
    await expect(small.getByRole('region', { name: 'First steps' })).toBeVisible();
    await expectNoSidewaysScroll(small, 'the first steps');
    await expectAccessible(small, 'the first steps on a phone');
  });

  await test.step('the set-up is gone', async () => {
    const stranger = await openAnonymous();
    expect((await stranger.goto('/setup'))?.status()).toBe(404);
    expect((await page.goto('/setup'))?.status()).toBe(404);
    await stranger.goto('/');
    await expect(new SignInPage(stranger).submit).toBeVisible();
    await new SignInPage(stranger).signIn('ada@provider.test', password);
    await expect(stranger).toHaveURL(/\/provider\/machines/);
  });

  await test.step('the first steps go away once they are done, without a reload', async () => {
    await page.goto('/provider/machines');
    await expect(steps).toBeVisible();
    const { db } = newPortal;
    const tenant = await db.tenant.create({ data: { slug: 'first', name: 'First' } });
    await expect(step('Create the first organisation')).toContainText('Done');
    const { guid } = await db.mirrorMachine.findFirstOrThrow();
    await db.ownership.create({ data: { kind: 'MACHINE', guid, tenantId: tenant.id, source: 'MANUAL' } });
    const person = await db.user.create({ data: { email: 'eve@first.test', name: 'Eve', passwordHash: 'none' } });
    await db.membership.create({ data: { userId: person.id, tenantId: tenant.id, role: 'ADMIN' } });
    await expect(steps).toBeHidden();
    await expect(page.getByRole('table')).toBeVisible();
  });
});
