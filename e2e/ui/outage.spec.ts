import type { Page } from '@playwright/test';
import { openPrivateStack } from '@/e2e/api/private-stack';
import type { PrivateStack } from '@/e2e/api/private-stack';
import { expectAccessible } from './accessibility';
import { statusNote } from './browser-watch';
import { expect, test } from './fixtures';
import { Frame } from './pages/frame';
import { MachinePage } from './pages/machine-page';
import { MachinesPage } from './pages/machines-page';

/** The worker polls at least every 15 seconds when nothing runs. */
const noticed = { timeout: 60_000 };

test.describe('with a backup system of its own', () => {
  let stack: PrivateStack;
  test.beforeAll(async () => {
    test.setTimeout(180_000);
    stack = await openPrivateStack({ name: 'ui-outage', workSpeed: 60 });
  });
  test.afterAll(() => stack.close());

  async function signedIn(open: (options: { baseURL: string }) => Promise<Page>): Promise<Page> {
    const page = await open({ baseURL: stack.url });
    await page.context().addCookies((await stack.signIn('operator@acme.test')).browserCookies());
    return page;
  }

  test('while the server is down every page shows its data with its age, nothing starts, and it recovers by itself', async ({
    openAnonymous,
    watch,
  }) => {
    test.setTimeout(240_000);
    watch.expect(statusNote(503));
    const [machine] = stack.owned.acme.filter(({ present }) => present);
    if (!machine) throw new Error('acme has machines');
    const page = await signedIn(openAnonymous);
    const [frame, shown] = [new Frame(page), new MachinePage(page)];
    const exportsOf = async (): Promise<number> =>
      (await stack.simulator.control.tasks(machine.guid)).filter(({ type }) => type === 'EXPORT').length;
    const before = await exportsOf();
    await shown.open(machine.guid);
    await expect(shown.heading(machine.name)).toBeVisible();

    await stack.simulator.control.outage(true);
    await test.step('the open page says so without a reload', async () => {
      await expect(frame.freshness).toHaveAccessibleName(/backup system down/, noticed);
      await expect(frame.freshness).toHaveAccessibleName(/as of \d\d:\d\d:\d\d/);
      await expect(page.getByText(/The data shown was last updated/)).toBeVisible();
    });

    await test.step('every page shows its data', async () => {
      for (const [name, content] of [
        ['Overview', page.getByRole('heading', { level: 2, name: /can be restored right now/ })],
        ['Machines', page.getByRole('table', { name: 'Machines' }).getByRole('rowheader').first()],
        ['Activity', page.getByRole('table', { name: 'Operations' }).getByRole('rowheader').first()],
      ] as const) {
        await frame.goTo(name);
        await expect(content).toBeVisible();
        await expect(page.getByText(/The data shown was last updated/)).toBeVisible();
      }
      await shown.open(machine.guid);
      await expect(shown.points.getByRole('row').nth(1)).toBeVisible();
      await frame.freshness.click();
      await expect(page.getByRole('dialog', { name: 'Freshness of the data' })).toContainText('Last update');
      await expectAccessible(page, 'reason of an outage');
      await page.keyboard.press('Escape');
    });

    await test.step('a backup is not started and the input is kept', async () => {
      await shown.backUpNow.click();
      await shown.backup.full.check();
      await shown.backup.dialog.getByText('Advanced').click();
      await shown.backup.dialog.getByRole('textbox', { name: 'Priority' }).fill('70');
      await shown.backup.dialog.getByRole('textbox', { name: 'Priority' }).blur();
      await shown.backup.start.click();
      await expect(shown.backup.dialog.getByRole('alert')).toContainText('Nothing was started', { timeout: 30_000 });
      await expect(shown.backup.dialog.getByRole('textbox', { name: 'Priority' })).toHaveValue('70');
      await expect(shown.backup.full).toBeChecked();
      await expectAccessible(page, 'backup during an outage');
      expect(await exportsOf()).toBe(before);
    });

    await stack.simulator.control.outage(false);
    await test.step('it recovers, and the same request succeeds once', async () => {
      await expect(frame.freshness).not.toHaveAccessibleName(/backup system down/, noticed);
      await shown.backup.start.click();
      await expect(shown.ended('finished')).toBeVisible({ timeout: 60_000 });
      await expect(page.getByText(/The data shown was last updated/)).toBeHidden();
      expect(await exportsOf()).toBe(before + 1);
    });
  });

  test('of two machines the refused one is named with its reason and retried alone', async ({ openAnonymous }) => {
    test.slow();
    const guids = [stack.spare('acme'), stack.spare('acme')];
    const page = await signedIn(openAnonymous);
    const list = new MachinesPage(page);
    await list.open('?search=spare-acme');
    for (const name of ['spare-acme-01', 'spare-acme-02']) await list.select(name);
    await stack.simulator.control.fault({
      match: { method: 'POST', path: '/tasks/export' },
      times: 1,
      kind: 'status',
      status: 400,
      message: 'Backup destination is not assigned to the rule',
    });
    await list.selection.getByRole('button', { name: 'Back up 2 machines' }).click();
    await list.backup.startFull();
    await expect(list.backup.outcomes.getByRole('listitem')).toHaveCount(2);
    await expect(list.backup.outcomes).toContainText('Started');
    await expect(list.backup.outcomes).toContainText('Not possible');
    await expectAccessible(page, 'outcomes of a backup of several machines');
    await list.backup.dialog.getByRole('button', { name: 'Retry the failed' }).click();
    await expect(list.backup.dialog).toBeHidden();
    for (const guid of guids)
      expect((await stack.simulator.control.tasks(guid)).filter(({ type }) => type === 'EXPORT')).toHaveLength(1);
  });
});
