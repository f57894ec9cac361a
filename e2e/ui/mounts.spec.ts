import { expectAccessible } from './accessibility';
import { statusNote } from './browser-watch';
import { expect, test } from './mount-fixtures';
import { ActivityPage } from './pages/activity-page';
import { Frame } from './pages/frame';
import { MountPage } from './pages/mount-page';
import { MountsPage } from './pages/mounts-page';
import { NewMountPage } from './pages/new-mount-page';

test('a recovery point is mounted, extended and unmounted from the browser', async ({ openAs, claimMountable }) => {
  test.slow();
  const { machine, point, options } = await claimMountable();
  const page = await openAs('operator@acme.test');
  const [list, start, shown, frame] = [
    new MountsPage(page),
    new NewMountPage(page),
    new MountPage(page),
    new Frame(page),
  ];

  await test.step('mount', async () => {
    await start.open(point.guid);
    await expect(start.mode(/The whole recovery point/)).toBeChecked();
    for (const { allowed, reason } of options.modes) {
      if (!allowed) await expect(start.modes.getByText(reason ?? ''), 'why it is not possible').toBeVisible();
    }
    await expect(start.modes.getByRole('radio', { disabled: true })).toHaveCount(
      options.modes.filter(({ allowed }) => !allowed).length,
    );
    await start.chooseDuration('1 h');
    await start.start.click();
    await expect(page, 'opens by itself').toHaveURL(/\/mounts\/[\w-]{8,}/, { timeout: 60_000 });
    await expect(page.getByRole('heading', { level: 1, name: machine.name })).toBeVisible();
    await expect(shown.fileSystems.or(shown.files)).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText(/^5\d min left$/)).toBeVisible();
  });

  await test.step('in the list', async () => {
    await frame.goTo('Mounts');
    const row = list.row(machine.name);
    await expect(row.getByText('Ready', { exact: true })).toBeVisible();
    await expect(row).toContainText('Whole recovery point');
    await expect(row).toContainText('Otto Brandt');
    await row.getByRole('link', { name: machine.name, exact: true }).click();
  });

  await test.step('extend', async () => {
    await shown.extend.click();
    const dialog = page.getByRole('dialog', { name: `Extend the mount of ${machine.name}?` });
    await expect(dialog.getByText('New end')).toBeVisible();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(shown.extend).toBeFocused();
    await shown.extend.click();
    await dialog.getByRole('button', { name: 'Extend', exact: true }).click();
    await expect(page.getByText(`Extension of the mount of ${machine.name} requested`)).toBeVisible();
    await expect(page.getByText(/^(1 h( \d+ min)?|5\d min) left$/)).toBeVisible({ timeout: 30_000 });
    await expect(shown.extend).toBeEnabled({ timeout: 30_000 });
    await expect(page.getByText(/^1 h( \d+ min)? left$|^59 min left$/)).toBeVisible({ timeout: 30_000 });
  });

  await test.step('unmount', async () => {
    await shown.unmount.click();
    const dialog = page.getByRole('alertdialog', { name: `Unmount ${machine.name}?` });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(shown.unmount).toBeFocused();
    await shown.unmount.click();
    await dialog.getByRole('button', { name: 'Unmount' }).click();
    await expect(page.getByText('This mount has ended')).toBeVisible({ timeout: 60_000 });
    await expect(shown.unmount).toHaveCount(0);
    await expect(page.getByRole('link', { name: 'Mount again' })).toBeVisible();
  });

  await test.step('listed among the ended ones', async () => {
    await list.open();
    await expect(list.table.or(page.getByText('Nothing is mounted'))).toBeVisible();
    await expect(list.row(machine.name)).toHaveCount(0);
    await list.show('Ended mounts');
    await expect(page).toHaveURL(/state=ENDED,FAILED/);
    await expect(list.row(machine.name).getByText('Ended', { exact: true })).toBeVisible();
    await page.reload();
    await expect(list.row(machine.name)).toBeVisible();
  });
});

test('a mount that is never ready says so, and can be cancelled', async ({ openAs, claimMountable, stack, watch }) => {
  test.slow();
  // The test blocks the stream.
  watch.expect(/net::ERR_FAILED \(.*\/api\/v1\/events/);
  const { machine, point } = await claimMountable();
  await stack.simulator.nextRestore(machine.guid, { neverReady: true });
  const page = await openAs('operator@acme.test');
  const [list, start] = [new MountsPage(page), new NewMountPage(page)];
  await start.open(point.guid);
  await start.start.click();
  await expect(page).toHaveURL(/\/mounts\?operation=/);
  await expect(list.preparing.getByRole('progressbar', { name: `Mount of ${machine.name}` })).toBeVisible();
  await expect(list.preparing.getByText('Running', { exact: true })).toBeVisible({ timeout: 30_000 });
  await expect(list.preparing.getByText('This takes longer than usual')).toHaveCount(0);
  // As if it had been requested half an hour earlier: relative times follow the portal's clock, which a test can't
  // change.
  const halfHourMs = 30 * 60_000;
  const earlier = (text: string): string =>
    text.replace(
      /"(requestedAt|etaAt)":"([^"]+)"/g,
      (_all, name: string, at: string) => `"${name}":"${new Date(Date.parse(at) - halfHourMs).toISOString()}"`,
    );
  await page.route('**/api/v1/operations**', async (route) => {
    if (route.request().method() !== 'GET') return route.fallback();
    const response = await route.fetch();
    return route.fulfill({ response, body: earlier(await response.text()) });
  });
  // The stream would send the real times.
  await page.route('**/api/v1/events**', (route) => route.abort());
  await page.reload();
  await expect(list.preparing.getByText('This takes longer than usual')).toBeVisible();
  // A request that is on its way may end with the page.
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await list.preparing.getByRole('button', { name: `Cancel Mount of ${machine.name}` }).click();
  await expect(list.preparing.getByText('Cancelled', { exact: true })).toBeVisible({ timeout: 60_000 });
  await list.preparing.getByRole('button', { name: 'Dismiss' }).click();
  await expect(page).not.toHaveURL(/operation=/);
  const activity = new ActivityPage(page);
  await activity.open();
  await expect(activity.row(machine.name).getByText('Cancelled', { exact: true })).toBeVisible();
});

test('a failed mount gives the reason and offers a retry', async ({ openAs, claimMountable, stack }) => {
  test.slow();
  const { machine, point } = await claimMountable();
  await stack.simulator.nextRestore(machine.guid, { fail: 'mount' });
  const page = await openAs('operator@acme.test');
  const [list, start] = [new MountsPage(page), new NewMountPage(page)];
  await start.open(point.guid);
  await start.start.click();
  await expect(list.preparing.getByText('Failed', { exact: true })).toBeVisible({ timeout: 60_000 });
  await expect(list.preparing.getByText('Responsible:', { exact: false })).toBeVisible();
  await list.preparing.getByRole('link', { name: 'Mount again' }).click();
  await expect(page).toHaveURL(new RegExp(`/mounts/new\\?point=${point.guid}`));
});

test('a viewer has no mounts and sees why', async ({ openAs, mounted }) => {
  const page = await openAs('viewer@acme.test');
  const frame = new Frame(page);
  await page.goto('/mounts');
  await expect(page.getByRole('heading', { level: 1, name: 'Mounts' })).toBeVisible();
  await expect(page.getByText('Your role does not allow mounting')).toBeVisible();
  await expectAccessible(page, 'the mounts of a viewer');
  for (const address of [`/mounts/new?point=${mounted.point.guid}`, `/mounts/${mounted.mount.guid}`]) {
    await page.goto(address);
    await expect(page.getByRole('heading', { level: 1, name: 'Your role does not allow this' })).toBeVisible();
    await expect(page.getByRole('main')).not.toContainText(mounted.machine.name);
  }
  await expect(frame.navigation.getByRole('link', { name: 'Machines' })).toBeVisible();
  await expect(frame.navigation.getByRole('link', { name: 'Mounts' })).toHaveCount(0);
  const denied = frame.navigation.getByRole('button', { name: 'Mounts' });
  await expect(denied).toBeDisabled();
  await expect(denied).toHaveAccessibleDescription('Your role does not include mounting.');
});

test('a mount of another organisation does not exist', async ({ openAs, mounted, watch }) => {
  watch.expect(statusNote(404));
  const page = await openAs('operator@globex.test');
  await page.goto(`/mounts/${mounted.mount.guid}`);
  await expect(page.getByRole('heading', { level: 1, name: 'No such mount' })).toBeVisible();
  await page.goto(`/mounts/new?point=${mounted.point.guid}`);
  await expect(page.getByText('There is no such recovery point')).toBeVisible();
  await expect(page.getByRole('main')).not.toContainText(mounted.machine.name);
});

test('disks are offered over iSCSI to the named initiators, and their page says how to connect', async ({
  openAs,
  claimMountable,
}) => {
  test.slow();
  const { machine, point, options } = await claimMountable(
    ({ platform }) => platform === 'VCENTER' || platform === 'OPENSTACK',
  );
  const page = await openAs('operator@acme.test');
  const [start, shown] = [new NewMountPage(page), new MountPage(page)];
  const initiators = page.getByRole('textbox', { name: 'Initiator names' });
  const disk = page.getByRole('checkbox', { name: options.disks[0]?.name ?? 'no disk' });
  await start.open(point.guid);
  await start.mode(/iSCSI/).check();

  await test.step('missing entries are reported', async () => {
    await start.start.click();
    await expect(page.getByText('Choose at least one disk')).toBeVisible();
    await expect(page.getByText('Name at least one initiator')).toBeVisible();
    await initiators.fill('my laptop');
    await expect(page.getByText(/“my” is not an initiator name/)).toBeVisible();
    await expectAccessible(page, 'a new mount over iSCSI with faults');
  });

  await disk.check();
  await initiators.fill('iqn.1991-05.com.example:restore-host');
  await start.start.click();
  await expect(page.getByRole('region', { name: 'Targets' }).getByRole('listitem')).not.toHaveCount(0, {
    timeout: 60_000,
  });
  await expect(page.getByRole('heading', { level: 1, name: machine.name })).toBeVisible();
  await expect(page.getByRole('region', { name: 'How to connect' })).toContainText('iscsiadm');
  await expect(shown.files).toHaveCount(0);
  await expectAccessible(page, 'targets of a mount');
});
