import { demoPassword } from '@/e2e/api/portal-session';
import { expectAccessible } from './accessibility';
import { expect, test } from './fixtures';
import { isIdle } from './machine-claims';
import { ActivityPage } from './pages/activity-page';
import { Frame } from './pages/frame';
import { MachinePage } from './pages/machine-page';
import { MachinesPage } from './pages/machines-page';
import { SignInPage } from './pages/sign-in-page';

/** Export stops for so long, so that everything about running work can be checked. */
const whileLooking = { stallMs: 12_000, atPercent: 40 };

test('an operator signs in, finds a machine, backs it up, sees it end and finds the new recovery point, without a reload', async ({
  openAnonymous,
  claimOne,
  stack,
}) => {
  test.slow();
  const machine = await claimOne((each) => isIdle(each) && each.protection.state === 'PROTECTED');
  const before = await stack.simulator.backups(machine.guid);
  await stack.simulator.nextWork(machine.guid, whileLooking);
  const page = await openAnonymous();
  const [frame, shown, activity] = [new Frame(page), new MachinePage(page), new ActivityPage(page)];

  await test.step('sign in', async () => {
    await page.goto('/');
    await new SignInPage(page).signIn('operator@acme.test', demoPassword);
    await expect(page).toHaveURL(/\/overview$/);
    await expect(page.getByRole('heading', { level: 2, name: /can be restored right now/ })).toBeVisible();
    // The page shows its content before its buttons work, and its age once they do.
    await expect(frame.freshness).toHaveAccessibleName(/as of/);
    await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  });

  await test.step('find the machine', async () => {
    await frame.searchFor(machine.name);
    await frame.choose(machine.name);
    await expect(shown.heading(machine.name)).toBeVisible();
    await expect(page).toHaveTitle(new RegExp(`^${machine.name} `));
    await expect(shown.timeline.getByRole('option').last()).toBeAttached();
  });

  const newestMark = shown.timeline.getByRole('option').last();
  const newestMarkBefore = (await newestMark.getAttribute('aria-label')) ?? '';
  const newest = shown.points.getByRole('row').nth(1).getByRole('link').first();
  const newestBefore = await newest.innerText();

  await test.step('back it up and see export and store as one live activity', async () => {
    await shown.startBackup();
    await expect(shown.backup.dialog).toBeHidden();
    await expect(page.getByText(`Backup of ${machine.name} requested`)).toBeVisible();
    await expect(shown.bar).toHaveCount(1);
    await expect(shown.bar).toHaveAccessibleName(`Backup of ${machine.name}`);
    await expect(shown.bar).toHaveAttribute('aria-valuetext', /^Export \d+ %, then store, .*(left|min|s\b)/);
    await expect(page.getByRole('button', { name: 'Backing up…' })).toBeDisabled();
    await expect(frame.activity).toHaveAccessibleName(/running/);
    await expectAccessible(page, 'machine with running work');
  });

  await test.step('see it end', async () => {
    await expect(shown.ended('finished')).toBeVisible({ timeout: 30_000 });
    await expect(shown.live).toBeHidden();
    await expect(shown.backUpNow).toBeEnabled();
  });

  await test.step('find the new recovery point in the table and on the timeline', async () => {
    await expect(newestMark).not.toHaveAttribute('aria-label', newestMarkBefore);
    await expect(newestMark).toHaveAttribute('aria-label', /^Full, complete, /);
    await expect(newest).not.toHaveText(newestBefore);
    await expect(shown.points.getByRole('row').nth(1)).toContainText('Full');
    await expect(shown.points.getByRole('row').nth(1)).toContainText('Complete');
    await shown.ended('finished').getByRole('link', { name: 'See the recovery point' }).click();
    await expect(shown.panel.getByText('It can be restored')).toBeVisible();
    await expectAccessible(page, 'panel of a recovery point');
    await shown.panel.getByRole('button', { name: 'Close' }).click();
  });

  await test.step('find it on the activity page', async () => {
    await frame.goTo('Activity');
    await expect(activity.row(machine.name)).toContainText('Succeeded');
    await activity.openOperation(machine.name);
    await expect(activity.panel.getByRole('listitem').filter({ hasText: 'Export' })).toContainText('Finished');
    await expect(activity.panel.getByRole('listitem').filter({ hasText: 'Store' })).toContainText('Finished');
    await expectAccessible(page, 'panel of an operation');
  });

  expect(await page.evaluate(() => 'sameDocument' in window), 'the page was never reloaded').toBe(true);
  expect((await stack.simulator.backups(machine.guid)).length, 'backups at the server').toBe(before.length + 1);
});

test('a double click starts one backup', async ({ openAs, claimOne, stack }) => {
  const machine = await claimOne();
  const page = await openAs('operator@acme.test');
  const shown = new MachinePage(page);
  const exportsOf = async (): Promise<number> =>
    (await stack.simulator.tasks(machine.guid)).filter(({ type }) => type === 'EXPORT').length;
  const before = await exportsOf();
  await shown.open(machine.guid);
  await shown.backUpNow.click();
  await shown.backup.full.check();
  await shown.backup.start.dblclick();
  await expect(shown.ended('finished')).toBeVisible({ timeout: 30_000 });
  expect(await exportsOf()).toBe(before + 1);
});

test('several machines of several pages are backed up at once', async ({ openAs, claimOne }) => {
  test.slow();
  const { name: first } = await claimOne((machine) => isIdle(machine) && machine.name < 'd');
  const { name: last } = await claimOne((machine) => isIdle(machine) && machine.name > 'n');
  const page = await openAs('operator@acme.test');
  const list = new MachinesPage(page);
  await list.open('?pageSize=25');
  await list.select(first);
  await list.next.click();
  await expect(page).toHaveURL(/page=2/);
  await expect(list.selection).toContainText('1 machine selected');
  await list.showsRow(last);
  await list.select(last);
  await list.selection.getByRole('button', { name: 'Back up 2 machines' }).click();
  await expect(list.backup.dialog.getByRole('list', { name: 'Machines' })).toContainText(first);
  await expectAccessible(page, 'backup of several machines');
  await list.backup.startFull();
  await expect(page.getByText('2 backups started')).toBeVisible();
  await expect(list.selection, 'nothing is selected any more').toBeHidden();
  const activity = new ActivityPage(page);
  await page.getByRole('link', { name: 'See activity' }).click();
  for (const name of [first, last]) await expect(activity.row(name)).toContainText('Succeeded', { timeout: 30_000 });
});

test('a failed backup shows cause, owner and next step, and can be requested again', async ({
  openAs,
  claimOne,
  stack,
}) => {
  test.slow();
  const machine = await claimOne();
  await stack.simulator.nextWork(machine.guid, {
    fail: 'store',
    atPercent: 30,
    stallMs: 6000,
    message: 'Not enough space left on the backup destination',
  });
  const page = await openAs('operator@acme.test');
  const [shown, activity] = [new MachinePage(page), new ActivityPage(page)];
  await shown.open(machine.guid);
  await shown.startBackup();
  await expect(shown.bar).toHaveAttribute('aria-valuetext', /^Store \d+ %/, { timeout: 30_000 });
  const after = Number(await shown.bar.getAttribute('aria-valuenow'));
  expect(after, 'the second phase goes on where the first one ended').toBeGreaterThan(30);
  await expect(shown.ended('failed')).toContainText('Responsible:', { timeout: 30_000 });
  await expect(shown.ended('failed')).toContainText('Next step:');
  await expect(shown.backUpNow).toBeEnabled();
  await expectAccessible(page, 'machine with a failed backup');
  await activity.open('?state=FAILED');
  await activity.openOperation(machine.name);
  await expect(activity.panel).toContainText('Next step:');
  await expect(activity.panel.getByRole('listitem').filter({ hasText: 'Store' })).toContainText('Failed');
  await shown.open(machine.guid);
  await shown.startBackup();
  await expect(shown.ended('finished')).toBeVisible({ timeout: 30_000 });
});

test('cancel shows requested until the server has confirmed, then cancelled', async ({ openAs, claimOne, stack }) => {
  const machine = await claimOne();
  await stack.simulator.nextWork(machine.guid, { stallMs: 120_000, atPercent: 40 });
  const page = await openAs('operator@acme.test');
  const shown = new MachinePage(page);
  await shown.open(machine.guid);
  await shown.startBackup();
  await expect(shown.live.getByText('Running', { exact: true })).toBeVisible({ timeout: 20_000 });
  await shown.live.getByRole('button', { name: `Cancel Backup of ${machine.name}` }).click();
  await expect(
    shown.ended('was cancelled').or(shown.live.getByText('Cancel requested', { exact: true })),
  ).toBeVisible();
  await expect(shown.ended('was cancelled')).toBeVisible({ timeout: 30_000 });
  await shown.tab('Activity').click();
  await expect(page.getByRole('table', { name: 'Activity of this machine' }).getByRole('row').nth(1)).toContainText(
    'Cancelled',
  );
  expect(
    (await stack.simulator.tasks(machine.guid)).filter(({ state }) => state === 'RUNNING' || state === 'QUEUED'),
    'work left at the server',
  ).toEqual([]);
});
