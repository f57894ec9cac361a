import type { Page } from '@playwright/test';
import { expectAccessible } from './accessibility';
import { statusNote } from './browser-watch';
import { ActivityPage } from './pages/activity-page';
import { MachinePage } from './pages/machine-page';
import { RestoreHistory, RestoreWizard } from './pages/restore-wizard';
import { expect, test } from './restore-fixtures';
import { expectNoSidewaysScroll } from './sideways-scroll';
import { tabTo } from './tab-to';

/** The work itself, and the inventory that shows what came of it. */
const restored = { timeout: 90_000 };
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** Waits at the operation's live view for the machine that came of it, and goes there. */
async function openRestored(page: Page, name: string): Promise<MachinePage> {
  await expect(page).toHaveURL(/\/activity\?operation=/);
  const panel = new ActivityPage(page).panel;
  await panel.getByRole('link', { name: `Open ${name}` }).click(restored);
  const shown = new MachinePage(page);
  await expect(shown.heading(name)).toBeVisible();
  return shown;
}

test('OpenStack: project, zone, volume types, flavor and networks; one operation over both phases; the machine is the tenant’s', async ({ openAs, takeOne, stack }) => {
  test.slow();
  const machine = await takeOne('OPENSTACK');
  await stack.simulator.nextRestore(machine.guid, { stallMs: 8000, atPercent: 40 });
  const page = await openAs('operator@acme.test');
  const [shown, wizard, history] = [new MachinePage(page), new RestoreWizard(page), new RestoreHistory(page)];
  const name = `${machine.name}-back`;

  await test.step('recovery point', async () => {
    await shown.open(machine.guid);
    await page.getByRole('link', { name: 'Restore', exact: true }).click();
    await expect(wizard.chosenPoint).toContainText('Complete');
    await expect(wizard.toTarget).toBeEnabled();
    await expectAccessible(page, 'recovery point of a restore');
    await wizard.toTarget.click();
  });

  await test.step('target', async () => {
    await expect(wizard.heading('Where should it go?')).toBeFocused();
    for (const label of ['Restore to', 'Project', 'Availability zone', 'Flavor']) await expect(wizard.field(label)).toBeVisible();
    for (const label of ['Data centre', 'Disk allocation']) await expect(wizard.field(label)).toHaveCount(0);
    await expect(page.getByRole('group', { name: /^Networks/ })).toBeVisible();
    await expect(page.getByRole('radio', { name: /^As they were/ })).toBeChecked();
    await page.getByRole('radio', { name: /^Each on its own/ }).check();
    await expect(page.getByRole('group', { name: 'Disks' }).getByText(/GiB/).first()).toBeVisible();
    await expectAccessible(page, 'target of a restore');
    await wizard.toName.click();
  });

  await test.step('name', async () => {
    await expect(wizard.heading('What should it be called?')).toBeFocused();
    await wizard.name.fill(name);
    await page.getByRole('switch').check();
    await expectAccessible(page, 'name of a restore');
    await wizard.toCheck.click();
  });

  await test.step('check', async () => {
    await expect(wizard.checks).toBeVisible();
    await expect(wizard.check('Blocked')).toHaveCount(0);
    await expect(page.getByRole('region', { name: 'Name', exact: true })).toContainText(name);
    await expect(page.getByRole('region', { name: 'Name', exact: true })).toContainText('Switched on');
    await expectAccessible(page, 'check of a restore');
    await wizard.start.click();
  });

  await test.step('one live operation with two phases', async () => {
    const { panel } = new ActivityPage(page);
    await expect(panel.getByRole('progressbar')).toHaveAttribute('aria-valuetext', /^Reading the recovery point \d+ %, then creating the machine/);
    await expect(panel.getByRole('listitem').filter({ hasText: 'Creating the machine' })).toContainText('Follows');
    await expectAccessible(page, 'running restore');
    const made = await openRestored(page, name);
    await expect(made.page.getByText('OpenStack')).toBeVisible();
  });

  await test.step('history', async () => {
    await history.openOf(machine.guid);
    await expect(history.newest).toContainText('Succeeded');
    await expect(history.newest).toContainText(name);
    await expectAccessible(page, 'restores of a machine');
    await history.openNewest();
    await expect(history.panel.getByRole('list', { name: 'Checks' })).toContainText('OK');
    await expect(history.panel.getByRole('link', { name: `Open ${name}` })).toBeVisible();
    await expectAccessible(page, 'panel of a restore');
    await page.goto('/activity');
    await page.getByRole('link', { name: 'Restore history' }).click();
    await expect(history.newest).toContainText(machine.name);
  });
});

test('RHV: cluster, storage domain and disk allocation; Back, reload and a new address lose nothing', async ({ openAs, takeOne }) => {
  test.slow();
  const machine = await takeOne('RHV');
  const page = await openAs('operator@acme.test');
  const wizard = new RestoreWizard(page);
  const name = `${machine.name}-back`;
  await wizard.open(machine.guid);
  await wizard.toTarget.click();
  for (const label of ['Restore to', 'Cluster', 'Storage domain', 'Disk allocation']) await expect(wizard.field(label)).toBeVisible();
  for (const label of ['Project', 'Flavor', 'Data centre']) await expect(wizard.field(label)).toHaveCount(0);
  await wizard.choose('Disk allocation', /^Preallocated/);
  await wizard.toName.click();
  await wizard.name.fill(name);
  await wizard.back.click();
  await expect(wizard.field('Disk allocation')).toContainText('Preallocated');
  await page.reload();
  await expect(wizard.field('Disk allocation')).toContainText('Preallocated');
  await page.goBack();
  await expect(wizard.name).toHaveValue(name);
  await wizard.toCheck.click();
  await expect(wizard.checks).toBeVisible();
  await page.reload();
  await expect(page.getByRole('region', { name: 'Target', exact: true })).toContainText('Preallocated');
  await wizard.start.click();
  await openRestored(page, name);
  await wizard.open(machine.guid);
  await wizard.toTarget.click();
  await expect(wizard.field('Disk allocation'), 'what was started is not proposed again').toContainText('Thin');
});

test('VMware: cluster or host, data centre and datastore', async ({ openAs, takeOne }) => {
  const machine = await takeOne('VCENTER');
  const page = await openAs('operator@acme.test');
  const wizard = new RestoreWizard(page);
  await wizard.open(machine.guid);
  await wizard.toTarget.click();
  for (const label of ['Restore to', 'Cluster or host', 'Data centre', 'Datastore']) await expect(wizard.field(label)).toBeVisible();
  for (const label of ['Project', 'Flavor', 'Disk allocation']) await expect(wizard.field(label)).toHaveCount(0);
  await wizard.toName.click();
  const proposed = await wizard.name.inputValue();
  expect(proposed, 'a name that is free').toBe(`${machine.name}-restored`);
  await wizard.toCheck.click();
  await wizard.start.click();
  await openRestored(page, proposed);
});

test('a machine that is gone comes back under its name', async ({ openAs, takeOne, stack }) => {
  const machine = await takeOne('VCENTER');
  await stack.simulator.inventory({ vanish: machine.guid, now: true });
  const page = await openAs('operator@acme.test');
  const [shown, wizard] = [new MachinePage(page), new RestoreWizard(page)];
  await shown.open(machine.guid);
  await expect(page.getByText('Removed', { exact: true }).first()).toBeVisible(restored);
  await expect(shown.backUpNow).toHaveCount(0);
  await shown.points.getByRole('link', { name: /\d\d:\d\d/ }).first().click();
  await expect(shown.panel.getByRole('link', { name: 'Browse files' })).toBeVisible();
  await shown.panel.getByRole('link', { name: 'Restore from here' }).click();
  await wizard.toName.click();
  await expect(wizard.name).toHaveValue(machine.name);
  await wizard.toCheck.click();
  await wizard.start.click();
  const made = await openRestored(page, machine.name);
  expect(page.url()).not.toContain(machine.guid);
  await expect(made.backUpNow).toBeVisible();
});

test('overwriting names the machine that would be deleted and wants it typed', async ({ openAs, takeOne, stack }) => {
  test.slow();
  const machine = await takeOne('RHV');
  const page = await openAs('operator@acme.test');
  const wizard = new RestoreWizard(page);
  await wizard.open(machine.guid);
  await wizard.toTarget.click();
  await wizard.toName.click();
  await wizard.name.fill(machine.name);
  await wizard.replace.check();
  await expect(wizard.deleted).toContainText('1 machine would be deleted');
  await wizard.toCheck.click();
  await expect(wizard.confirmation(machine.name), 'the focus is where something is missing').toBeFocused();
  await wizard.confirmation(machine.name).fill(machine.name.toUpperCase());
  await wizard.toCheck.click();
  await expect(wizard.deleted).toContainText('This is not its name.');
  await expectAccessible(page, 'machines to be deleted');
  await wizard.confirmation(machine.name).fill(machine.name);
  await wizard.toCheck.click();
  await expect(wizard.check('Warning')).toContainText('will be deleted');
  await expect(page.getByRole('region', { name: 'Name', exact: true })).toContainText(`Deletes${machine.name}`);
  await wizard.start.click();
  await openRestored(page, machine.name);
  const there = (await stack.simulator.machines({ name: machine.name })).filter(({ present, name }) => present && name === machine.name);
  expect(there.map(({ guid }) => guid), 'only the restored one is there').not.toContain(machine.guid);
  expect(there).toHaveLength(1);
});

test('a check that stands in the way says what to do, and the start waits for it', async ({ openAs, takeOne }) => {
  const machine = await takeOne('RHV');
  const page = await openAs('operator@acme.test');
  const wizard = new RestoreWizard(page);
  await wizard.open(machine.guid);
  await wizard.toTarget.click();
  await wizard.toName.click();
  await wizard.name.fill(machine.name);
  await wizard.toCheck.click();
  await expect(wizard.check('Blocked')).toContainText('Choose another name');
  await expect(wizard.start).toBeDisabled();
  await expect(wizard.start).toHaveAccessibleDescription(/A check stands in the way/);
  await expectAccessible(page, 'blocked check');
  await page.getByRole('link', { name: 'Change name' }).click();
  await wizard.name.fill(`${machine.name}-other`);
  await wizard.toCheck.click();
  await expect(wizard.check('OK').first()).toBeVisible();
  await expect(wizard.check('Blocked')).toHaveCount(0);
  await expect(wizard.start).toBeEnabled();
});

test('a server that is down when one starts keeps everything, and the second attempt starts one restore', async ({ openAs, takeOne, stack, watch }) => {
  test.slow();
  watch.expect(statusNote(503));
  const machine = await takeOne('VCENTER');
  const page = await openAs('operator@acme.test');
  const wizard = new RestoreWizard(page);
  const restoresOf = async () => (await stack.simulator.tasks(machine.guid)).filter(({ type }) => type === 'RESTORE').length;
  const before = await restoresOf();
  await wizard.acceptAll(machine.guid);
  await expect(wizard.start).toBeEnabled();
  try {
    await stack.simulator.outage(true);
    await wizard.start.click();
    await expect(page.getByRole('alert').filter({ hasText: 'Nothing was started' })).toBeVisible();
  } finally {
    await stack.simulator.outage(false);
  }
  await expect(async () => {
    await page.getByRole('button', { name: 'Try again' }).click({ timeout: 1000 });
    await expect(page).toHaveURL(/\/activity\?operation=/, { timeout: 5000 });
  }).toPass({ timeout: 60_000 });
  await openRestored(page, `${machine.name}-restored`);
  expect(await restoresOf()).toBe(before + 1);
});

test('cancelling says what may be left behind, then what was', async ({ openAs, takeOne, stack }) => {
  const machine = await takeOne('VCENTER');
  await stack.simulator.nextRestore(machine.guid, { stallMs: 120_000, atPercent: 40 });
  const page = await openAs('operator@acme.test');
  const [wizard, history] = [new RestoreWizard(page), new RestoreHistory(page)];
  await wizard.acceptAll(machine.guid);
  await wizard.start.click();
  const { panel } = new ActivityPage(page);
  await expect(panel.getByText('Running', { exact: true })).toBeVisible({ timeout: 30_000 });
  await panel.getByRole('button', { name: `Cancel Restore of ${machine.name}` }).click();
  const question = page.getByRole('alertdialog');
  await expect(question).toContainText(/left there/);
  await expectAccessible(page, 'question before a cancel');
  await question.getByRole('button', { name: 'Let it run' }).click();
  await expect(question).toBeHidden();
  await panel.getByRole('button', { name: `Cancel Restore of ${machine.name}` }).click();
  await question.getByRole('button', { name: 'Cancel the restore' }).click();
  await expect(panel.getByText('Cancelled', { exact: true }).first()).toBeVisible({ timeout: 60_000 });
  await history.openOf(machine.guid);
  await expect(history.newest).toContainText('Cancelled');
});

test('files are restored to a node where the provider allows it, and nothing is asked that only a machine has', async ({ openAs, takeOne }) => {
  const machine = await takeOne('VCENTER');
  const page = await openAs('operator@acme.test');
  const wizard = new RestoreWizard(page);
  await wizard.open(machine.guid);
  await wizard.toTarget.click();
  await page.getByRole('radio', { name: /^As files/ }).check();
  await expect(wizard.field('Datastore')).toHaveCount(0);
  await expect(wizard.field('Node')).toBeVisible();
  await expect(page.getByRole('textbox', { name: /^Folder/ })).toBeVisible();
  await expect(wizard.steps.getByText('Name')).toHaveCount(0);
  await expectAccessible(page, 'target of files');
  await wizard.toCheck.click();
  await expect(wizard.checks).toBeVisible();
  await wizard.start.click();
  const { panel } = new ActivityPage(page);
  await expect(panel.getByText('Succeeded', { exact: true }).first()).toBeVisible(restored);
});

test('by keyboard alone', async ({ openAs, takeOne }) => {
  test.slow();
  const machine = await takeOne('OPENSTACK');
  const page = await openAs('operator@acme.test');
  const [shown, wizard] = [new MachinePage(page), new RestoreWizard(page)];
  await shown.open(machine.guid);
  await tabTo(page, page.getByRole('link', { name: 'Restore', exact: true }));
  await page.keyboard.press('Enter');
  const axis = shown.timeline.getByRole('listbox');
  await expect(wizard.toTarget).toBeEnabled();
  await tabTo(page, axis);
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/point=/);
  await page.goto(`/machines/${machine.guid}/restore`);
  await expect(wizard.toTarget).toBeEnabled();
  await tabTo(page, shown.points.getByRole('link', { name: /\d\d:\d\d/ }).first());
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/point=/);
  await expect(wizard.toTarget).toBeEnabled();
  await wizard.toTarget.focus();
  await page.keyboard.press('Enter');
  await expect(wizard.heading('Where should it go?')).toBeFocused();
  await tabTo(page, wizard.field('Flavor'));
  await page.keyboard.press('Enter');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(wizard.field('Flavor')).toBeFocused();
  await tabTo(page, wizard.toName);
  await page.keyboard.press('Enter');
  await expect(wizard.heading('What should it be called?')).toBeFocused();
  await tabTo(page, wizard.name);
  await page.keyboard.press('Control+a');
  await page.keyboard.type(`${machine.name}-keys`);
  await page.keyboard.press('Enter');
  await expect(wizard.heading('Is everything right?')).toBeFocused();
  await expect(wizard.start).toBeEnabled();
  await tabTo(page, wizard.start);
  await page.keyboard.press('Enter');
  await openRestored(page, `${machine.name}-keys`);
});

test('on a phone every step can be used and nothing is wider than the screen', async ({ openAs, takeOne }) => {
  test.slow();
  const machine = await takeOne('OPENSTACK');
  const page = await openAs('operator@acme.test', phone);
  const [wizard, history] = [new RestoreWizard(page), new RestoreHistory(page)];
  await wizard.open(machine.guid);
  await expect(wizard.toTarget).toBeInViewport({ ratio: 1 });
  await expectNoSidewaysScroll(page, 'the recovery point');
  await expectAccessible(page, 'recovery point on a phone');
  await wizard.toTarget.tap();
  await page.getByRole('radio', { name: /^Each on its own/ }).check();
  await expect(wizard.toName).toBeInViewport({ ratio: 1 });
  await expectNoSidewaysScroll(page, 'the target');
  await expectAccessible(page, 'target on a phone');
  await wizard.toName.tap();
  await wizard.name.fill(machine.name);
  await wizard.replace.check();
  await expect(wizard.deleted).toBeVisible();
  await expectNoSidewaysScroll(page, 'the name');
  await expectAccessible(page, 'name on a phone');
  await page.getByRole('radio', { name: /^Leave it alone/ }).check();
  await wizard.name.fill(`${machine.name}-${'long'.repeat(30)}`);
  await wizard.toCheck.tap();
  await expect(wizard.checks).toBeVisible();
  await expectNoSidewaysScroll(page, 'the check');
  await expectAccessible(page, 'check on a phone');
  await page.goto('/activity/restores');
  await expect(page.getByRole('heading', { level: 1, name: 'Restores' })).toBeVisible();
  await expect(history.table.getByRole('link').first().or(page.getByText('Nothing has been restored yet'))).toBeVisible();
  await expectNoSidewaysScroll(page, 'the restores');
  await expectAccessible(page, 'restores on a phone');
});

test('who may only look sees no restore, and a step by its address says why', async ({ openAs, takeOne, watch }) => {
  watch.expect(statusNote(403));
  const machine = await takeOne('OPENSTACK');
  const page = await openAs('viewer@acme.test');
  const shown = new MachinePage(page);
  await shown.open(machine.guid);
  await expect(shown.heading(machine.name)).toBeVisible();
  await expect(page.getByRole('link', { name: 'Restore', exact: true })).toHaveCount(0);
  await shown.points.getByRole('link', { name: /\d\d:\d\d/ }).first().click();
  await expect(shown.panel.getByText('It can be restored')).toBeVisible();
  await expect(shown.panel.getByRole('link', { name: 'Restore from here' })).toHaveCount(0);
  const point = new URL(page.url()).searchParams.get('point') ?? '';
  await page.goto(`/restore/${point}/target`);
  await expect(page.getByText('Your role does not allow this')).toBeVisible();
});
