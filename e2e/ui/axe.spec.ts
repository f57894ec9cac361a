import type { Locator, Page } from '@playwright/test';
import { expectAccessible } from './accessibility';
import { statusNote } from './browser-watch';
import { expect, test } from './fixtures';
import { isIdle, machinesOf } from './machine-claims';
import { Frame } from './pages/frame';
import { MachinePage } from './pages/machine-page';
import { MachinesPage } from './pages/machines-page';
import { ProviderMachinesPage } from './pages/provider-machines-page';
import { SignInPage } from './pages/sign-in-page';

const screens = { desktop: {}, phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } };

type Shown = { address: (guid: string) => string; content: (page: Page) => Locator };

const pages: Readonly<Record<string, Shown>> = {
  overview: {
    address: () => '/overview',
    content: (page) => page.getByRole('heading', { level: 2, name: /can be restored right now/ }),
  },
  machines: {
    address: () => '/machines?pageSize=25',
    content: (page) => page.getByRole('table', { name: 'Machines' }).getByRole('link', { name: /-\d+$/ }).first(),
  },
  machine: {
    address: (guid) => `/machines/${guid}`,
    content: (page) =>
      page
        .getByRole('table', { name: 'Recovery points' })
        .getByRole('link', { name: /\d\d:\d\d/ })
        .first(),
  },
  'planned backups of a machine': {
    address: (guid) => `/machines/${guid}?tab=planned`,
    content: (page) => page.getByRole('tab', { name: 'Planned backups', selected: true }),
  },
  'activity of a machine': {
    address: (guid) => `/machines/${guid}?tab=activity`,
    content: (page) => page.getByRole('tab', { name: 'Activity', selected: true }),
  },
  'policy of a machine': {
    address: (guid) => `/machines/${guid}?tab=policy`,
    content: (page) => page.getByRole('tab', { name: 'Policy & schedule', selected: true }),
  },
  'details of a machine': {
    address: (guid) => `/machines/${guid}?tab=details`,
    content: (page) => page.getByRole('heading', { level: 2, name: 'Disks' }),
  },
  activity: {
    address: () => '/activity',
    content: (page) =>
      page
        .getByRole('table', { name: 'Operations' })
        .getByRole('link', { name: /^Backup/ })
        .first(),
  },
  'machine that is not there': {
    address: () => '/machines/0c9f2c5e-6f0d-4d7e-9c3a-4f4a7f0b1e11',
    content: (page) => page.getByRole('heading', { level: 1, name: 'No such machine' }),
  },
  'address that is not there': {
    address: () => '/nowhere',
    content: (page) => page.getByRole('heading', { level: 1, name: 'Page not found' }),
  },
};

for (const [screen, options] of Object.entries(screens)) {
  for (const [name, { address, content }] of Object.entries(pages)) {
    test(`${name} passes on a ${screen}`, async ({ openAs, session, watch }) => {
      watch.expect(statusNote(404));
      const [machine] = (await machinesOf(await session('operator@acme.test'))).filter(isIdle);
      if (!machine) throw new Error('acme has machines');
      const page = await openAs('operator@acme.test', options);
      await page.goto(address(machine.guid));
      await expect(content(page)).toBeVisible();
      await expectAccessible(page, `${name} on a ${screen}`);
    });
  }
}

test('the pages of the provider pass on a phone', async ({ openAs }) => {
  const page = await openAs('provider@portal.test', screens.phone);
  for (const address of ['/provider/machines', '/provider/storware']) {
    await page.goto(address);
    await expect(page.getByRole('table').getByRole('row').nth(1)).toBeVisible();
    await expectAccessible(page, `${address} on a phone`);
  }
});

test('the sign-in page passes, including its errors', async ({ openAnonymous, watch }) => {
  watch.expect(statusNote(401));
  const page = await openAnonymous();
  const signIn = new SignInPage(page);
  await page.goto('/sign-in?reason=ended');
  await expect(page.getByText('Your session has ended')).toBeVisible();
  await expectAccessible(page, 'sign-in');
  await signIn.submit.click();
  await expect(page.getByText('Enter your password')).toBeVisible();
  await expectAccessible(page, 'sign-in with faults');
});

test('dialogs, menus and panels of a tenant pass', async ({ openAs, session }) => {
  test.setTimeout(180_000);
  const [machine] = (await machinesOf(await session('operator@acme.test'))).filter(isIdle);
  if (!machine) throw new Error('acme has machines');
  const page = await openAs('operator@acme.test');
  const [frame, list, shown] = [new Frame(page), new MachinesPage(page), new MachinePage(page)];
  await list.open('?pageSize=25');
  await expect(list.link(machine.name)).toBeVisible();

  await test.step('filter, menus, search', async () => {
    await page.getByRole('button', { name: 'Protection', exact: true }).click();
    await expectAccessible(page, 'a filter');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Policy', exact: true }).click();
    await expectAccessible(page, 'a choice');
    await page.keyboard.press('Escape');
    await frame.account.click();
    await expectAccessible(page, 'account menu');
    await page.keyboard.press('Escape');
    await frame.freshness.click();
    await expectAccessible(page, 'freshness');
    await page.keyboard.press('Escape');
    await frame.searchFor('a');
    await expect(frame.searchResults.getByRole('menuitem').first()).toBeVisible();
    // The arrow keys scroll the results from the search field, which keeps the focus.
    await expectAccessible(page, 'search', { except: ['scrollable-region-focusable'] });
    await page.keyboard.press('Escape');
  });

  await test.step('backup dialog with everything open', async () => {
    await shown.open(machine.guid);
    await shown.backUpNow.click();
    await expect(shown.backup.start).toBeEnabled();
    await shown.backup.dialog.getByText('Advanced').click();
    await expectAccessible(page, 'backup dialog');
    await shown.backup.dialog.getByRole('button', { name: /Destination/ }).click();
    await expect(page.getByRole('listbox', { name: 'Destination' })).toBeVisible();
    await expectAccessible(page, 'choice of a destination');
  });
});

test('the assignment of machines passes', async ({ openAs }) => {
  const page = await openAs('provider@portal.test');
  const ownership = new ProviderMachinesPage(page);
  await ownership.open('?owner=globex');
  await ownership.table.getByRole('checkbox').nth(1).check();
  await ownership.selection.getByRole('button', { name: 'Assign to tenant' }).click();
  await ownership.dialog.getByRole('radio', { name: /^Initech/ }).check();
  await expect(ownership.dialog.getByRole('checkbox', { name: /^Move/ })).toBeVisible();
  await expectAccessible(page, 'giving machines away');
  await ownership.dialog.getByRole('button', { name: 'Cancel' }).click();
  await ownership.selection.getByRole('button', { name: 'Unassign' }).click();
  await expectAccessible(page, 'taking machines away');
});
