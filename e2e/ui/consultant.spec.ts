import { expect, test } from './fixtures';
import { isIdle, machinesOf } from './machine-claims';
import { Frame } from './pages/frame';
import { MachinePage } from './pages/machine-page';
import { MachinesPage } from './pages/machines-page';

test('a consultant is operator in acme and viewer in globex, and sees each only there', async ({ openAs, session }) => {
  const [acmes] = (await machinesOf(await session('operator@acme.test'))).filter(isIdle);
  const [globexs] = (await machinesOf(await session('operator@globex.test'))).filter(isIdle);
  if (!acmes || !globexs) throw new Error('both tenants have machines');
  const page = await openAs('consultant@portal.test', { ownSession: true });
  const [frame, list, shown] = [new Frame(page), new MachinesPage(page), new MachinePage(page)];

  await shown.open(acmes.guid);
  await expect(shown.heading(acmes.name)).toBeVisible();
  await expect(frame.tenantSwitcher).toContainText('Acme');
  await expect(shown.backUpNow).toBeEnabled();

  await frame.switchTo('Globex');
  await expect(page).toHaveURL(/\/overview$/);
  await expect(frame.tenantSwitcher).toContainText('Globex');
  await frame.goTo('Machines');
  await expect(list.link(globexs.name)).toBeVisible();
  await list.row(globexs.name).hover();
  await expect(list.table.getByRole('button', { name: `Back up ${globexs.name} now` })).toHaveCount(0);
  await shown.open(globexs.guid);
  await expect(shown.heading(globexs.name)).toBeVisible();
  await expect(shown.backUpNow).toBeDisabled();
});

test('a tab of the former tenant reports a switch in another tab, and offers both tenants', async ({
  openAs,
  session,
}) => {
  const [acmes] = (await machinesOf(await session('operator@acme.test'))).filter(isIdle);
  if (!acmes) throw new Error('acme has machines');
  const former = await openAs('consultant@portal.test', { ownSession: true });
  const switching = await former.context().newPage();
  await new MachinePage(former).open(acmes.guid);
  await expect(new MachinePage(former).heading(acmes.name)).toBeVisible();
  await switching.goto('/overview');
  await new Frame(switching).switchTo('Globex');
  await expect(new Frame(switching).tenantSwitcher).toContainText('Globex');

  const switched = former.getByRole('dialog', { name: 'You switched to Globex' });
  await expect(switched).toContainText('This page still shows Acme');
  await switched.getByRole('button', { name: 'Go to Globex' }).click();
  await expect(new Frame(former).tenantSwitcher).toContainText('Globex');

  await new Frame(former).switchTo('Acme');
  await expect(switching.getByRole('dialog', { name: 'You switched to Acme' })).toBeVisible();
  await switching.getByRole('button', { name: 'Back to Globex' }).click();
  await expect(new Frame(switching).tenantSwitcher).toContainText('Globex');
});
