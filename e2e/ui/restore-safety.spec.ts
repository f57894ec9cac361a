import { expectAccessible } from './accessibility';
import { statusNote } from './browser-watch';
import { openRestored } from './open-restored';
import { ActivityPage } from './pages/activity-page';
import { RestoreHistory, RestoreWizard } from './pages/restore-wizard';
import { expect, test } from './restore-fixtures';

test('overwriting names the machine that would be deleted and requires its name to be typed', async ({
  openAs,
  takeOne,
  stack,
}) => {
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
  await expect(wizard.start, 'the button says what it does').toHaveCount(0);
  await expect(wizard.deleteAndRestore).toHaveAccessibleDescription(`${machine.name} will be permanently deleted.`);
  await expectAccessible(page, 'start of a restore that deletes');
  await wizard.deleteAndRestore.click();
  await openRestored(page, machine.name);
  const there = (await stack.simulator.machines({ name: machine.name })).filter(
    ({ present, name }) => present && name === machine.name,
  );
  expect(
    there.map(({ guid }) => guid),
    'only the restored one is there',
  ).not.toContain(machine.guid);
  expect(there).toHaveLength(1);
});

test('a blocking check says what to do, and the start waits for it', async ({ openAs, takeOne }) => {
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
  await expect(wizard.start).toHaveAccessibleDescription(/A check blocks the restore/);
  await expectAccessible(page, 'blocked check');
  await page.getByRole('link', { name: 'Change name' }).click();
  await wizard.name.fill(`${machine.name}-other`);
  await wizard.toCheck.click();
  await expect(wizard.check('OK').first()).toBeVisible();
  await expect(wizard.check('Blocked')).toHaveCount(0);
  await expect(wizard.start).toBeEnabled();
});

test('input is kept when the server is down at the start, and the second attempt starts one restore', async ({
  openAs,
  takeOne,
  stack,
  watch,
}) => {
  test.slow();
  watch.expect(statusNote(503));
  const machine = await takeOne('VCENTER');
  const page = await openAs('operator@acme.test');
  const wizard = new RestoreWizard(page);
  const restoresOf = async () =>
    (await stack.simulator.tasks(machine.guid)).filter(({ type }) => type === 'RESTORE').length;
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
    // The portal notices only after a while that the server is back: until then each attempt is refused again.
    const again = page.getByRole('button', { name: 'Try again' });
    if (await again.isVisible()) await again.click({ timeout: 1000 });
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
  await question.getByRole('button', { name: 'Keep running' }).click();
  await expect(question).toBeHidden();
  await panel.getByRole('button', { name: `Cancel Restore of ${machine.name}` }).click();
  await question.getByRole('button', { name: 'Cancel the restore' }).click();
  await expect(panel.getByText('Cancelled', { exact: true }).first()).toBeVisible({ timeout: 60_000 });
  await history.openOf(machine.guid);
  await expect(history.newest).toContainText('Cancelled');
});
