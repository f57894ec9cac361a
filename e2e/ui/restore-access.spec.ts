import { expectAccessible } from './accessibility';
import { statusNote } from './browser-watch';
import { openRestored } from './open-restored';
import { MachinePage } from './pages/machine-page';
import { RestoreHistory, RestoreWizard } from './pages/restore-wizard';
import { expect, test } from './restore-fixtures';
import { expectNoSidewaysScroll } from './sideways-scroll';
import { tabTo } from './tab-to';

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

test('by keyboard alone', async ({ openAs, takeOne }) => {
  test.slow();
  const machine = await takeOne('OPENSTACK');
  const page = await openAs('operator@acme.test');
  const [shown, wizard] = [new MachinePage(page), new RestoreWizard(page)];
  await shown.open(machine.guid);
  await tabTo(page, page.getByRole('link', { name: 'Restore', exact: true }));
  await page.keyboard.press('Enter');
  await expect(wizard.toTarget).toBeEnabled();
  await tabTo(page, shown.points.getByRole('row').filter({ hasText: 'Complete' }).getByRole('link').first());
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/point=/);
  await expect(wizard.toTarget).toBeEnabled();
  await wizard.toTarget.focus();
  await page.keyboard.press('Enter');
  await expect(wizard.heading('Choose the target')).toBeFocused();
  await tabTo(page, wizard.field('Flavor'));
  await page.keyboard.press('Enter');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(wizard.field('Flavor')).toBeFocused();
  await tabTo(page, wizard.toName);
  await page.keyboard.press('Enter');
  await expect(wizard.heading('Choose the name')).toBeFocused();
  await tabTo(page, wizard.name);
  await page.keyboard.press('Control+a');
  await page.keyboard.type(`${machine.name}-keys`);
  await page.keyboard.press('Enter');
  await expect(wizard.heading('Check and start')).toBeFocused();
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
  await page.getByRole('radio', { name: /^Separate storage for each/ }).check();
  await wizard.chooseDisks();
  await expect(wizard.toName).toBeInViewport({ ratio: 1 });
  await expectNoSidewaysScroll(page, 'the target');
  await expectAccessible(page, 'target on a phone');
  await wizard.toName.tap();
  await wizard.name.fill(machine.name);
  await wizard.replace.check();
  await expect(wizard.deleted).toBeVisible();
  await expectNoSidewaysScroll(page, 'the name');
  await expectAccessible(page, 'name on a phone');
  await page.getByRole('radio', { name: /^Keep the existing machine/ }).check();
  await wizard.name.fill(`${machine.name}-${'long'.repeat(30)}`);
  await wizard.toCheck.tap();
  await expect(wizard.checks).toBeVisible();
  await expectNoSidewaysScroll(page, 'the check');
  await expectAccessible(page, 'check on a phone');
  await page.goto('/activity/restores');
  await expect(page.getByRole('heading', { level: 1, name: 'Restores' })).toBeVisible();
  await expect(
    history.table.getByRole('link').first().or(page.getByText('Nothing has been restored yet')),
  ).toBeVisible();
  await expectNoSidewaysScroll(page, 'the restores');
  await expectAccessible(page, 'restores on a phone');
});

test('a viewer sees no restore, and the URL of a step gives the reason', async ({ openAs, takeOne, watch }) => {
  watch.expect(statusNote(403));
  const machine = await takeOne('OPENSTACK');
  const page = await openAs('viewer@acme.test');
  const shown = new MachinePage(page);
  await shown.open(machine.guid);
  await expect(shown.heading(machine.name)).toBeVisible();
  await expect(page.getByRole('link', { name: 'Restore', exact: true })).toHaveCount(0);
  await shown.points.getByRole('row').filter({ hasText: 'Complete' }).getByRole('link').first().click();
  await expect(shown.panel.getByText('It can be restored')).toBeVisible();
  await expect(shown.panel.getByRole('link', { name: 'Restore from here' })).toHaveCount(0);
  const point = new URL(page.url()).searchParams.get('point') ?? '';
  await page.goto(`/restore/${point}/target`);
  await expect(page.getByText('Your role does not allow this')).toBeVisible();
});
