import { expectAccessible } from './accessibility';
import { statusNote } from './browser-watch';
import { expect, test } from './fixtures';
import { isQuiet, machinesOf } from './machine-claims';
import { Frame } from './pages/frame';
import { MachinePage } from './pages/machine-page';
import { MachinesPage } from './pages/machines-page';
import { ProviderMachinesPage } from './pages/provider-machines-page';
import { SignInPage } from './pages/sign-in-page';

const screens = { desktop: {}, phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } };

for (const [screen, options] of Object.entries(screens)) {
  test(`every page of a tenant passes on a ${screen}`, async ({ openAs, session, watch }) => {
    test.setTimeout(180_000);
    watch.expect(statusNote(404));
    const [machine] = (await machinesOf(await session('operator@acme.test'))).filter(isQuiet);
    if (!machine) throw new Error('acme has machines');
    const page = await openAs('operator@acme.test', options);
    for (const [address, content] of [
      ['/overview', page.getByRole('heading', { level: 2, name: /can be restored right now/ })],
      ['/machines?pageSize=25', page.getByRole('table', { name: 'Machines' }).getByRole('link', { name: /-\d+$/ }).first()],
      [`/machines/${machine.guid}`, page.getByRole('table', { name: 'Recovery points' }).getByRole('link', { name: /\d\d:\d\d/ }).first()],
      [`/machines/${machine.guid}?tab=activity`, page.getByRole('tab', { name: 'Activity', selected: true })],
      [`/machines/${machine.guid}?tab=policy`, page.getByRole('tab', { name: 'Policy & schedule', selected: true })],
      [`/machines/${machine.guid}?tab=details`, page.getByRole('heading', { level: 2, name: 'Disks' })],
      ['/activity', page.getByRole('table', { name: 'Operations' }).getByRole('link', { name: /^Backup/ }).first()],
      ['/machines/0c9f2c5e-6f0d-4d7e-9c3a-4f4a7f0b1e11', page.getByRole('heading', { level: 1, name: 'No such machine' })],
      ['/nowhere', page.getByRole('heading', { level: 1, name: 'There is nothing here' })],
    ] as const) {
      await page.goto(address);
      await expect(content).toBeVisible();
      await expectAccessible(page, `${address} on a ${screen}`);
    }
  });
}

test('the pages of the provider pass on a phone', async ({ openAs }) => {
  const page = await openAs('provider@portal.test', screens.phone);
  for (const address of ['/provider/machines', '/provider/storware']) {
    await page.goto(address);
    await expect(page.getByRole('table').getByRole('row').nth(1)).toBeVisible();
    await expectAccessible(page, `${address} on a phone`);
  }
});

test('the sign-in page passes, refusals included', async ({ openAnonymous, watch }) => {
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
  const [machine] = (await machinesOf(await session('operator@acme.test'))).filter(isQuiet);
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
    await expect(page.getByRole('listbox')).toBeVisible();
    await expectAccessible(page, 'choice of a destination');
  });
});

test('giving machines away passes', async ({ openAs }) => {
  const page = await openAs('provider@portal.test');
  const ownership = new ProviderMachinesPage(page);
  await ownership.open('?owner=globex');
  await ownership.table.getByRole('checkbox').nth(1).check();
  await ownership.selection.getByRole('button', { name: 'Give to a tenant' }).click();
  await ownership.dialog.getByRole('radio', { name: /^Initech/ }).check();
  await expect(ownership.dialog.getByRole('checkbox', { name: /^Move/ })).toBeVisible();
  await expectAccessible(page, 'giving machines away');
  await ownership.dialog.getByRole('button', { name: 'Cancel' }).click();
  await ownership.selection.getByRole('button', { name: 'Take away' }).click();
  await expectAccessible(page, 'taking machines away');
});
