import { statusNote } from './browser-watch';
import { expect, test } from './fixtures';
import { isIdle, machinesOf } from './machine-claims';
import { ActivityPage } from './pages/activity-page';
import { Frame } from './pages/frame';
import { MachinePage } from './pages/machine-page';
import { MachinesPage } from './pages/machines-page';
import { OverviewPage } from './pages/overview-page';

const actions = /back up|cancel|retry|restore|mount|delete/i;

test('a viewer is offered no action anywhere, and sees the reason instead', async ({ openAs, session }) => {
  const [machine] = (await machinesOf(await session('viewer@acme.test'))).filter(isIdle);
  if (!machine) throw new Error('acme has machines');
  const page = await openAs('viewer@acme.test');
  const [frame, list, shown, activity] = [
    new Frame(page),
    new MachinesPage(page),
    new MachinePage(page),
    new ActivityPage(page),
  ];
  const offered = page.getByRole('main').getByRole('button', { name: actions, disabled: false });

  await test.step('list', async () => {
    await list.open();
    await expect(list.link(machine.name)).toBeVisible();
    await list.row(machine.name).hover();
    await expect(offered).toHaveCount(0);
    await list.select(machine.name);
    await expect(list.selection.getByRole('button', { name: 'Back up 1 machine' })).toBeDisabled();
    await expect(list.selection.getByRole('button', { name: 'Assign policy' })).toBeDisabled();
    await expect(list.selection).toContainText('Your role does not include backing up machines');
  });

  await test.step('machine and its views', async () => {
    await shown.open(machine.guid);
    await expect(shown.heading(machine.name)).toBeVisible();
    for (const action of [shown.backUpNow, shown.refusedRestore]) {
      await expect(action).toBeDisabled();
      await expect(action).toHaveAccessibleDescription(/^Your role does not include this/);
    }
    for (const view of ['Recovery points', 'Activity', 'Policy & schedule', 'Details']) {
      await shown.tab(view).click();
      await expect(shown.tab(view)).toHaveAttribute('aria-selected', 'true');
      await expect(offered).toHaveCount(0);
    }
  });

  await test.step('activity', async () => {
    await activity.open();
    await expect(activity.table.getByRole('rowheader').first()).toBeVisible();
    await expect(offered).toHaveCount(0);
  });

  await test.step('search', async () => {
    await frame.searchFor('back up');
    await expect(frame.searchResults).toHaveText('No machine, policy, page or action has this name.');
  });
});

test('a viewer who requests a backup anyway is refused, and nothing reaches the server', async ({
  openAs,
  claimOne,
  stack,
  watch,
}) => {
  const machine = await claimOne();
  const before = (await stack.simulator.tasks(machine.guid)).length;
  const page = await openAs('viewer@acme.test');
  await new MachinePage(page).open(machine.guid);
  await expect(new MachinePage(page).heading(machine.name)).toBeVisible();
  watch.expect(statusNote(403));
  const answer = await page.evaluate(async (guid) => {
    const response = await fetch('/api/v1/backups', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() },
      body: JSON.stringify({ machines: [guid], type: 'FULL' }),
    });
    return { status: response.status, body: (await response.json()) as { code: string } };
  }, machine.guid);
  expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  expect((await stack.simulator.tasks(machine.guid)).length).toBe(before);
});

test('the last 30 days are reached by keyboard, and a day shows what was late, missed or failed', async ({
  openAs,
}) => {
  const page = await openAs('viewer@acme.test');
  const overview = new OverviewPage(page);
  await overview.open();
  const today = overview.days.getByRole('option').last();
  await expect(overview.days.getByRole('option')).toHaveCount(30);
  await expect(today).toHaveAccessibleName(/: (no backup was due|\d+ on schedule, \d+ late, \d+ missed or failed)$/);
  await overview.days.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(today).toHaveAttribute('aria-selected', 'true');
  await expect(overview.planned.getByRole('heading', { level: 3, name: /^Late, missed or failed on / })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(today).toHaveAttribute('aria-selected', 'false');
});

test("the number of machines that can't be restored leads to exactly these", async ({ openAs, session }) => {
  const viewer = await session('viewer@acme.test');
  const { total } = (await viewer.call('/api/v1/machines?restorable=no')).json as { total: number };
  const page = await openAs('viewer@acme.test');
  await new OverviewPage(page).open();
  const link = page
    .getByRole('region', { name: /can be restored right now/ })
    .getByRole('link', { name: /^\d+ machines?$/ });
  await expect(page.getByRole('heading', { level: 2, name: /can be restored right now/ })).toBeVisible();
  await expect(link).toHaveCount(total === 0 ? 0 : 1);
  if (total === 0) return;
  await expect(link).toHaveText(total === 1 ? '1 machine' : `${total} machines`);
  await link.click();
  await expect(page).toHaveURL(/\/machines\?restorable=no$/);
  await expect(page.getByRole('button', { name: /^Restorable: No/ })).toBeVisible();
});
