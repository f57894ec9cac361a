import { makePolicy } from '@/e2e/api/policy-requests';
import { expectAccessible } from './accessibility';
import { statusNote } from './browser-watch';
import { AssignDialog, PoliciesPage, PolicyEditor, PolicyPage } from './pages/policy-pages';
import { MachinesPage } from './pages/machines-page';
import { berlinHoursAhead, expect, heldAt, test } from './policy-fixtures';
import { expectNoSidewaysScroll } from './sideways-scroll';
import { tabTo } from './tab-to';

const hourMs = 3_600_000;
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const saved = { timeout: 60_000 };
const adminsOnly = 'Only administrators of your organisation can do this';

test('a policy with forty machines and two schedules is created with a preview, correct in the backup system, changed, switched off and deleted', async ({
  openAs,
  privateStack,
}) => {
  test.slow();
  const page = await openAs('admin@acme.test');
  const [list, shown, editor] = [new PoliciesPage(page), new PolicyPage(page), new PolicyEditor(page)];
  let guid = '';
  let machines: string[] = [];

  await test.step('name and machines, those that leave another policy ticked', async () => {
    await list.open();
    await expectAccessible(page, 'list of policies');
    await list.make.click();
    await editor.name.fill('Forty nightly');
    await editor.show('Without a policy');
    await page.getByRole('button', { name: /^Choose all/ }).click();
    await editor.show('All machines');
    const boxes = editor.machines.getByRole('checkbox');
    const chosen = editor.machines.getByRole('checkbox', { checked: true });
    for (let index = 0; (await chosen.count()) < 40; index += 1) await boxes.nth(index).check();
    await editor.save.click();
    await expect(editor.moving).toContainText('Tick the');
    await editor.moving.getByRole('button', { name: /^Tick all/ }).click();
    await expect(page.getByRole('region', { name: 'Machines', exact: true })).toContainText('Machines40');
  });

  await test.step('schedules with their next runs', async () => {
    await editor.addSchedule.click();
    await editor.schedule(0).getByRole('combobox', { name: 'Time zone' }).waitFor();
    await expect(editor.runs(0).getByRole('listitem')).toHaveCount(10);
    await expect(editor.runs(0).getByRole('listitem').first()).toContainText(/^Sun .*, 02:00 to 08:00/);
    await editor.addSchedule.click();
    await editor.chooseZone(1, 'kolk', 'Asia/Kolkata');
    await expect(editor.schedule(1)).toContainText('Monday to Saturday at 02:00, Asia/Kolkata');
    await expect(editor.runs(1).getByRole('listitem').first()).toContainText('UTC+5:30');
    await expectAccessible(page, 'form of a policy');
    await editor.save.click();
    await expect(shown.heading('Forty nightly')).toBeVisible(saved);
    guid = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  });

  await test.step('in the backup system', async () => {
    const held = await heldAt(privateStack, guid);
    machines = held.machines;
    expect(held.machines).toHaveLength(40);
    expect(held.policy).toMatchObject({ active: true, priority: 50, autoAssign: { mode: 'DISABLED' } });
    expect(held.policy?.rules).toHaveLength(1);
    expect(held.policy?.rules[0]?.destinations).toMatchObject([
      {
        role: 'PRIMARY',
        destinationGuid: privateStack.destination,
        active: true,
        retention: { keepLastNFull: 4, keepFullNewerThanMs: 30 * 24 * hourMs },
      },
    ]);
    const berlin = berlinHoursAhead();
    expect(held.schedules).toMatchObject([
      {
        backupType: 'FULL',
        executionType: 'TIME',
        hour: (2 - berlin) * hourMs,
        daysOfWeek: ['SUNDAY'],
        startWindowLength: 6 * hourMs,
        active: true,
      },
      // 02:00 in India is 20:30 UTC of the evening before.
      { backupType: 'INCREMENTAL', hour: 20.5 * hourMs, active: true },
    ]);
    expect([...(held.schedules[1]?.daysOfWeek ?? [])].sort()).toEqual([
      'FRIDAY',
      'MONDAY',
      'SUNDAY',
      'THURSDAY',
      'TUESDAY',
      'WEDNESDAY',
    ]);
  });

  await test.step("the policy's page", async () => {
    await expect(shown.schedule('Weekly full')).toContainText('Every Sunday at 02:00 (Europe/Berlin)');
    await shown.schedule('Weekly full').getByRole('button', { name: 'History' }).click();
    await expect(shown.schedule('Weekly full')).toContainText('Created');
    await expectAccessible(page, 'page of a policy');
  });

  await test.step('changed', async () => {
    await shown.edit.click();
    await editor.setTime(0, '04:30');
    await page.getByRole('button', { name: 'Remove Nightly incremental' }).click();
    await expect(editor.runs(0).getByRole('listitem').first()).toContainText('04:30');
    await editor.save.click();
    await expect(shown.edit).toBeVisible(saved);
    await expect(shown.schedule('Weekly full')).toContainText('Every Sunday at 04:30');
    const held = await heldAt(privateStack, guid);
    const berlin = berlinHoursAhead();
    expect(held.schedules.map(({ hour }) => hour)).toEqual([(4.5 - berlin) * hourMs]);
    expect(held.machines).toEqual(machines);
  });

  await test.step('switched off', async () => {
    await list.open();
    await list.act('Forty nightly', 'Switch off');
    await expect(list.row('Forty nightly')).toContainText('Off', saved);
    expect((await heldAt(privateStack, guid)).policy?.active).toBe(false);
    await expect(list.row('Forty nightly')).toContainText('None');
  });

  await test.step('deleted, after its name was typed', async () => {
    await list.act('Forty nightly', /^Delete/);
    const dialog = page.getByRole('alertdialog', { name: /^Delete/ });
    await expect(dialog).toContainText('40 machines lose their protection');
    await expectAccessible(page, 'deletion of a policy');
    await dialog.getByRole('button', { name: 'Delete policy' }).click();
    await expect(dialog).toContainText('Type its name to confirm.');
    await dialog.getByRole('textbox').fill('Forty nightly');
    await dialog.getByRole('button', { name: 'Delete policy' }).click();
    await expect(list.link('Forty nightly')).toHaveCount(0, saved);
    expect(await heldAt(privateStack, guid)).toEqual({ policy: undefined, schedules: [], machines: [] });
  });
});

test('of two editors the second sees the differences, and either loads the other version or keeps editing and saves', async ({
  openAs,
  privateStack,
  session,
  watch,
}) => {
  const admin = await session('admin@acme.test');
  const policy = await makePolicy(admin, privateStack.destination, ['Weekly']);
  const page = await openAs('admin@acme.test');
  const [editor, shown] = [new PolicyEditor(page), new PolicyPage(page)];
  const saveElsewhere = async (priority: number): Promise<void> => {
    const { name, schedules } = policy;
    const bodies = schedules.map(
      ({ guid, name: called, active, backupType, timeZone, execution, daysOfWeek, startWindowMinutes }) => ({
        guid,
        name: called,
        active,
        backupType,
        timeZone,
        execution,
        daysOfWeek,
        startWindowMinutes,
      }),
    );
    expect(
      (
        await admin.call(`/api/v1/policies/${policy.guid}`, {
          method: 'PUT',
          body: { name, priority, destination: privateStack.destination, schedules: bodies },
        })
      ).status,
    ).toBe(200);
  };
  watch.expect(statusNote(409));
  await editor.open(policy.guid);
  await editor.name.fill(`${policy.name} mine`);
  await saveElsewhere(71);
  await editor.save.click();
  await expect(editor.conflict).toContainText('Is 71 now, you sent 50.', saved);
  await expectAccessible(page, 'conflict of two editors');
  await editor.conflict.getByRole('button', { name: 'Discard mine and reload' }).click();
  await expect(editor.name).toHaveValue(policy.name);
  await expect(page.getByRole('textbox', { name: 'Priority' })).toHaveValue('71');

  await editor.name.fill(`${policy.name} mine`);
  await saveElsewhere(72);
  await editor.save.click();
  await editor.conflict.getByRole('button', { name: 'Keep editing' }).click();
  await expect(editor.name).toHaveValue(`${policy.name} mine`);
  await expect(page.getByText('Saving replaces what somebody else has saved')).toBeVisible();
  await editor.save.click();
  await expect(shown.heading(`${policy.name} mine`)).toBeVisible(saved);
  expect((await heldAt(privateStack, policy.guid)).policy?.priority).toBe(71);
});

test('input survives a reload and an outage of the backup system; leaving asks', async ({
  openAs,
  privateStack,
  watch,
}) => {
  const page = await openAs('admin@acme.test');
  const [editor, shown] = [new PolicyEditor(page), new PolicyPage(page)];
  const { control } = privateStack.simulator;
  await editor.openNew();
  await editor.name.fill('Kept');
  await editor.addSchedule.click();
  await editor.schedule(0).getByRole('textbox', { name: 'Name of the schedule' }).fill('Sundays');
  await page.reload();
  await expect(editor.name).toHaveValue('Kept');
  await expect(editor.schedule(0).getByRole('textbox', { name: 'Name of the schedule' })).toHaveValue('Sundays');

  await page.getByRole('link', { name: 'Machines', exact: true }).first().click();
  await expect(editor.leaving).toBeVisible();
  await editor.leaving.getByRole('button', { name: 'Keep editing' }).click();
  await expect(editor.name).toHaveValue('Kept');

  watch.expect(statusNote(503));
  await control.outage(true);
  await editor.save.click();
  await expect(page.getByRole('alert').filter({ hasText: 'Nothing was changed' })).toBeVisible(saved);
  await expect(editor.name).toHaveValue('Kept');
  await control.outage(false);
  await expect(async () => {
    await editor.save.click();
    await expect(shown.heading('Kept')).toBeVisible({ timeout: 10_000 });
  }).toPass({ timeout: 60_000 });
});

test('a policy is assigned to many machines: each has its outcome, and failed ones are retried', async ({
  openAs,
  privateStack,
  session,
}) => {
  test.slow();
  const policy = await makePolicy(await session('admin@acme.test'), privateStack.destination, ['Weekly']);
  const page = await openAs('admin@acme.test');
  const [machines, dialog] = [new MachinesPage(page), new AssignDialog(page)];
  const spares = [privateStack.spare('acme'), privateStack.spare('acme'), privateStack.spare('acme')];
  const all = await privateStack.simulator.control.machines();
  const nameOf = (guid: string | undefined): string => all.find((machine) => machine.guid === guid)?.name ?? '';
  const moving = privateStack.owned.acme.find(
    (machine) => machine.present && machine.policy !== null && machine.policy.guid !== policy.guid,
  );
  const names = [...spares.map(nameOf), moving?.name ?? ''];
  await privateStack.simulator.control.fault({
    match: { method: 'PUT', path: `^/virtual-machines/${spares[1] ?? ''}/settings$` },
    kind: 'status',
    status: 400,
    message: 'no',
  });

  await machines.open('?pageSize=200');
  for (const name of names) await machines.select(name);
  await machines.selection.getByRole('button', { name: 'Assign policy' }).click();
  await dialog.choose(policy.name);
  await dialog.assign.click();
  await expect(dialog.dialog).toContainText('Tick the machine that may leave its policy.');
  await dialog.dialog.getByRole('checkbox', { name: new RegExp(`^${moving?.name ?? ''} leaves`) }).check();
  await expectAccessible(page, 'assignment of many machines');
  await dialog.assign.click();
  await expect(dialog.outcomeOf(names[1] ?? '')).toContainText('Failed', saved);
  await expect(dialog.outcomeOf(names[0] ?? '')).toContainText('Assigned');
  await expect(dialog.outcomeOf(names[3] ?? '')).toContainText('Moved');
  await expectAccessible(page, 'outcome of an assignment');
  await dialog.dialog.getByRole('button', { name: 'Retry the failed' }).click();
  await expect(page.getByText(`4 machines are in ${policy.name}`)).toBeVisible(saved);
  await expect(dialog.dialog).toHaveCount(0);
  expect((await heldAt(privateStack, policy.guid)).machines).toEqual([...spares, moving?.guid ?? ''].sort());
});

test('a policy is one click away from an unprotected machine, on its page and in the list', async ({
  openAs,
  privateStack,
  session,
}) => {
  const policy = await makePolicy(await session('admin@acme.test'), privateStack.destination, ['Weekly']);
  const guid = privateStack.spare('acme');
  const name = (await privateStack.simulator.control.machines()).find((machine) => machine.guid === guid)?.name ?? '';
  const page = await openAs('admin@acme.test');
  const dialog = new AssignDialog(page);
  await page.goto(`/machines/${guid}?tab=policy`);
  await page.getByRole('tab', { name: 'Policy & schedule' }).click();
  await page.getByRole('tabpanel').getByRole('button', { name: 'Assign policy' }).click();
  await dialog.choose(policy.name);
  await dialog.assign.click();
  await expect(page.getByRole('tabpanel').getByRole('link', { name: policy.name })).toBeVisible(saved);
  await expect(page.getByRole('tabpanel')).toContainText('Every Monday at 01:00 (Europe/Warsaw)');
  await page.getByRole('button', { name: 'Change policy' }).click();
  await dialog.choose('No policy');
  await expect(dialog.dialog).toContainText('1 machine loses its protection');
  await dialog.dialog.getByRole('button', { name: 'Remove policy' }).click();
  await expect(page.getByText('No policy protects this machine')).toBeVisible(saved);

  await page.goto(`/machines?search=${name}`);
  await page.getByRole('button', { name: `Assign policy to ${name}` }).click();
  await dialog.choose(policy.name);
  await dialog.assign.click();
  await expect(page.getByRole('button', { name: `Assign policy to ${name}` })).toHaveCount(0, saved);
});

test('a viewer sees each action disabled with the reason; an open page follows changes of others', async ({
  openAs,
  privateStack,
  session,
}) => {
  const admin = await session('admin@acme.test');
  const policy = await makePolicy(admin, privateStack.destination, ['Weekly']);
  const page = await openAs('viewer@acme.test');
  const [list, shown] = [new PoliciesPage(page), new PolicyPage(page)];
  await list.open();
  await expect(list.row(policy.name)).toContainText('Full: Every Monday at 01:00');
  await expect(list.make).toHaveCount(0);
  await expect(list.refusedMake).toBeDisabled();
  await expect(list.refusedMake).toHaveAccessibleDescription(adminsOnly);
  await list.actions(policy.name).click();
  for (const action of ['Edit', 'Switch off', 'Copy', 'Delete…']) {
    const item = page.getByRole('menuitem', { name: action, exact: true });
    await expect(item).toBeDisabled();
    await expect(item).toHaveAccessibleDescription(adminsOnly);
  }
  await page.keyboard.press('Escape');
  await list.link(policy.name).click();
  await expect(shown.heading(policy.name)).toBeVisible();
  await expect(shown.schedule('Weekly')).toContainText('Every Monday at 01:00 (Europe/Warsaw)');
  await expect(shown.runs).toContainText('No run was due yet');
  await expect(shown.edit).toHaveCount(0);
  await expect(shown.refusedEdit).toBeDisabled();
  await expect(shown.refusedEdit).toHaveAccessibleDescription(adminsOnly);
  const body = { name: `${policy.name} renamed`, destination: privateStack.destination };
  expect((await admin.call(`/api/v1/policies/${policy.guid}`, { method: 'PUT', body })).status).toBe(200);
  await expect(shown.heading(`${policy.name} renamed`)).toBeVisible();
  await page.goto(`/policies/${policy.guid}/edit`);
  await expect(page.getByRole('heading', { name: 'Your role does not allow this' })).toBeVisible();
});

test('by keyboard alone: a policy with a schedule is created', async ({ openAs, privateStack }) => {
  const guid = privateStack.spare('acme');
  const name = (await privateStack.simulator.control.machines()).find((machine) => machine.guid === guid)?.name ?? '';
  const page = await openAs('admin@acme.test');
  const [editor, shown] = [new PolicyEditor(page), new PolicyPage(page)];
  await editor.openNew();
  await tabTo(page, editor.name);
  await page.keyboard.type('Typed');
  await tabTo(page, editor.machineSearch);
  await page.keyboard.type(name);
  await expect(editor.machines.getByRole('checkbox')).toHaveCount(1);
  await tabTo(page, editor.machine(name));
  await page.keyboard.press('Space');
  await tabTo(page, editor.addSchedule);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 3, name: 'Weekly full' })).toBeFocused();
  await tabTo(page, editor.schedule(0).getByRole('checkbox', { name: 'Wednesday' }));
  await page.keyboard.press('Space');
  await expect(editor.schedule(0)).toContainText('Wednesday and Sunday at 02:00');
  await tabTo(page, editor.save);
  await page.keyboard.press('Enter');
  await expect(shown.heading('Typed')).toBeVisible(saved);
  await expect(page.getByRole('region', { name: 'Machines', exact: true })).toContainText(name);
});

test('on a phone: list, page and form, none wider than the screen', async ({ openAs, privateStack, session }) => {
  const policy = await makePolicy(
    await session('admin@acme.test'),
    privateStack.destination,
    ['Weekly', 'Second'],
    [privateStack.spare('acme')],
  );
  const page = await openAs('admin@acme.test', phone);
  const [list, shown, editor] = [new PoliciesPage(page), new PolicyPage(page), new PolicyEditor(page)];
  await list.open();
  await expect(list.link(policy.name)).toBeVisible();
  await expectNoSidewaysScroll(page, 'list of policies');
  await expectAccessible(page, 'list of policies on a phone');
  await list.link(policy.name).click();
  await expect(shown.schedule('Second')).toBeVisible();
  await expectNoSidewaysScroll(page, 'page of a policy');
  await expectAccessible(page, 'page of a policy on a phone');
  await shown.edit.click();
  await expect(editor.runs(1).getByRole('listitem')).toHaveCount(10);
  await expectNoSidewaysScroll(page, 'form of a policy');
  await expectAccessible(page, 'form of a policy on a phone');
  await editor.setTime(0, '03:45');
  await editor.save.tap();
  await expect(shown.edit).toBeVisible(saved);
  await expect(shown.schedule('Weekly')).toContainText('03:45');
});
