import { expectAccessible } from './accessibility';
import { openRestored, restored } from './open-restored';
import { ActivityPage } from './pages/activity-page';
import { MachinePage } from './pages/machine-page';
import { RestoreHistory, RestoreWizard } from './pages/restore-wizard';
import { expect, test } from './restore-fixtures';

test("OpenStack: project, zone, volume types, flavor and networks; one operation over both phases; the machine is the tenant's", async ({
  openAs,
  takeOne,
  stack,
}) => {
  test.slow();
  const machine = await takeOne('OPENSTACK');
  await stack.simulator.nextRestore(machine.guid, { stallMs: 8000, atPercent: 40 });
  const page = await openAs('operator@acme.test');
  const [shown, wizard, history] = [new MachinePage(page), new RestoreWizard(page), new RestoreHistory(page)];
  const name = `${machine.name}-back`;

  await test.step('recovery point', async () => {
    await shown.open(machine.guid);
    await page.getByRole('link', { name: 'Restore', exact: true }).click();
    await expect(wizard.chosenPoint).toContainText(/Complete|With warnings/);
    await expect(wizard.toTarget).toBeEnabled();
    await expectAccessible(page, 'recovery point of a restore');
    await wizard.toTarget.click();
  });

  await test.step('target', async () => {
    await expect(wizard.heading('Choose the target')).toBeFocused();
    for (const label of ['Restore to', 'Project', 'Availability zone', 'Flavor'])
      await expect(wizard.field(label)).toBeVisible();
    for (const label of ['Data centre', 'Disk allocation']) await expect(wizard.field(label)).toHaveCount(0);
    await expect(page.getByRole('group', { name: /^Networks/ })).toBeVisible();
    await expect(page.getByRole('radio', { name: /^Original storage/ })).toBeChecked();
    await page.getByRole('radio', { name: /^Separate storage for each/ }).check();
    await expect(page.getByRole('group', { name: 'Disks' }).getByText(/GiB/).first()).toBeVisible();
    await wizard.chooseDisks();
    await expect(wizard.summary.getByRole('region', { name: 'Target' })).toContainText('As a machine on');
    await expectAccessible(page, 'target of a restore');
    await wizard.toName.click();
  });

  await test.step('name', async () => {
    await expect(wizard.heading('Choose the name')).toBeFocused();
    await wizard.name.fill(name);
    await expect(wizard.summary.getByRole('region', { name: 'Name' })).toContainText(name);
    await page.getByRole('switch').check();
    await expectAccessible(page, 'name of a restore');
    await wizard.toCheck.click();
  });

  await test.step('check', async () => {
    await expect(wizard.checks).toBeVisible();
    await expect(wizard.check('Blocked')).toHaveCount(0);
    await expect(page.getByRole('region', { name: 'Name', exact: true })).toContainText(name);
    await expect(page.getByRole('region', { name: 'Name', exact: true })).toContainText('Powered on');
    await expectAccessible(page, 'check of a restore');
    await wizard.start.click();
  });

  await test.step('one live operation with two phases', async () => {
    const { panel } = new ActivityPage(page);
    await expect(panel.getByRole('progressbar')).toHaveAttribute(
      'aria-valuetext',
      /^Reading the recovery point \d+ %, then creating the machine/,
    );
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

test('RHV: cluster, storage domain and disk allocation; Back, reload and a new URL lose nothing', async ({
  openAs,
  takeOne,
}) => {
  test.slow();
  const machine = await takeOne('RHV');
  const page = await openAs('operator@acme.test');
  const wizard = new RestoreWizard(page);
  const name = `${machine.name}-back`;
  await wizard.open(machine.guid);
  await wizard.toTarget.click();
  for (const label of ['Restore to', 'Cluster', 'Storage domain', 'Disk allocation'])
    await expect(wizard.field(label)).toBeVisible();
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
  for (const label of ['Restore to', 'Cluster or host', 'Data centre', 'Datastore'])
    await expect(wizard.field(label)).toBeVisible();
  for (const label of ['Project', 'Flavor', 'Disk allocation']) await expect(wizard.field(label)).toHaveCount(0);
  await wizard.toName.click();
  const proposed = await wizard.name.inputValue();
  expect(proposed, 'a name that is free').toBe(`${machine.name}-restored`);
  await wizard.toCheck.click();
  await wizard.start.click();
  await openRestored(page, proposed);
});

test('a deleted machine is restored under its name', async ({ openAs, takeOne }) => {
  const machine = await takeOne(null, (each) => !each.present && each.lastSuccessAt !== null);
  const page = await openAs('operator@acme.test');
  const [shown, wizard] = [new MachinePage(page), new RestoreWizard(page)];
  await shown.open(machine.guid);
  await expect(page.getByText('Removed', { exact: true }).first()).toBeVisible();
  await expect(shown.backUpNow).toHaveCount(0);
  await shown.points.getByRole('row').filter({ hasText: 'Complete' }).getByRole('link').first().click();
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

test('files are restored to a node where the provider allows it, without the fields of a machine', async ({
  openAs,
  takeOne,
}) => {
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
