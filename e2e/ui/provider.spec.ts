import type { Response } from '@playwright/test';
import { expectAccessible } from './accessibility';
import { expect, test } from './fixtures';
import { MachinesPage } from './pages/machines-page';
import { ProviderMachinesPage } from './pages/provider-machines-page';

test('unassigned machines are listed first; assigned to acme they appear on its open page, unassigned they disappear, without a reload', async ({
  openAs,
}) => {
  test.slow();
  const provider = await openAs('provider@portal.test');
  const ownership = new ProviderMachinesPage(provider);
  await provider.goto('/');
  await expect(provider).toHaveURL(/\/provider\/machines/);
  await expect(provider.getByRole('button', { name: /^Owner: Unassigned/ })).toBeVisible();
  await expect(ownership.table.getByRole('rowheader').first()).toBeVisible();
  const names = await ownership.table.getByRole('rowheader').allInnerTexts();
  const [kept = '', taken = ''] = names.filter((name) => !name.includes('Removed')).map((name) => name.trim());
  expect(taken, 'the demo leaves machines unassigned').not.toBe('');
  await expectAccessible(provider, 'machines & ownership');

  const tenant = await openAs('operator@acme.test');
  const open = new MachinesPage(tenant);
  await open.open('?pageSize=200');
  await expect(open.table.getByRole('rowheader').first()).toBeVisible();
  await expect(open.link(kept)).toHaveCount(0);
  await tenant.evaluate(() => Object.assign(window, { sameDocument: true }));

  for (const name of [kept, taken]) await ownership.select(name);
  await expect(ownership.selection).toContainText('2 machines selected');
  await ownership.assignSelectedTo('Acme');
  await expect(provider.getByText('2 machines assigned to Acme')).toBeVisible();
  for (const name of [kept, taken]) await expect(open.link(name)).toBeVisible();
  await expect(ownership.row(kept)).toHaveCount(0);

  await ownership.open(`?owner=acme&search=${taken}`);
  await ownership.unassign(taken);
  await expect(provider.getByText('1 machine unassigned')).toBeVisible();
  await expect(open.link(taken)).toHaveCount(0);
  await expect(open.link(kept)).toBeVisible();
  expect(await tenant.evaluate(() => 'sameDocument' in window), 'the tenant’s page was never reloaded').toBe(true);
});

test('the provider sees the state of the connection to Storware, without addresses and secrets', async ({
  openAs,
  stack,
}) => {
  const page = await openAs('provider@portal.test');
  const bodies: Promise<string>[] = [];
  page.on('response', (response: Response) => {
    const { pathname } = new URL(response.url());
    if (pathname.startsWith('/api/v1/') && pathname !== '/api/v1/events') bodies.push(response.text().catch(() => ''));
  });
  await page.goto('/provider/storware');
  await expect(page.getByText('Reachable', { exact: true })).toBeVisible();
  await expect(page.getByRole('table', { name: 'Synchronisations' }).getByRole('rowheader')).not.toHaveCount(0);
  await expect(page.getByText(/since this portal started/)).toBeVisible();
  await expectAccessible(page, 'Storware link');
  const sent = `${await page.content()} ${(await Promise.all(bodies)).join(' ')}`;
  for (const secret of stack.secrets) expect(sent).not.toContain(secret);
});

test("the provider's pages are not found for a tenant", async ({ openAs, watch }) => {
  watch.expect(/status of 404/);
  const page = await openAs('operator@acme.test');
  for (const address of ['/provider/machines', '/provider/storware']) {
    const answer = await page.goto(address);
    expect(answer?.status(), address).toBe(404);
    await expect(page.getByRole('heading', { level: 1, name: 'Page not found' })).toBeVisible();
  }
});
