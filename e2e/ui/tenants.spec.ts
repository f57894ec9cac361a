import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { demoPassword, PortalSession } from '@/e2e/api/portal-session';
import { Invited } from '@/lib/contracts/member';
import { ProviderMachineList } from '@/lib/contracts/provider';
import { ProviderTenantDetail } from '@/lib/contracts/tenant';
import { expectAccessible } from './accessibility';
import { expect, test } from './fixtures';
import { expectNoSidewaysScroll } from './sideways-scroll';

const tenants = '/api/v1/provider/tenants';

/** Somebody who is a member of the tenant and of no other. */
async function newMember(provider: PortalSession, slug: string, url: string): Promise<PortalSession> {
  const email = `${randomUUID()}@member.test`;
  const invited = await provider.call(`${tenants}/${slug}/members`, { method: 'POST', body: { email, role: 'ADMIN' } });
  const token = new URL(Invited.parse(invited.json).link).pathname.split('/').at(-1);
  const accepted = await PortalSession.anonymous(url).call('/api/v1/invitations/accept', {
    method: 'POST',
    body: { token, name: 'Mia Member', password: demoPassword },
  });
  expect(accepted.status, accepted.text).toBe(201);
  return PortalSession.signIn(url, email);
}

const dialogOf = (page: Page) => page.getByRole('dialog').or(page.getByRole('alertdialog'));

test('a provider makes a tenant, gives it a machine, suspends and resumes it, hands its machine over and deletes it', async ({
  openAs,
  openAnonymous,
  session,
  stack,
  watch,
}) => {
  test.slow();
  // A short name in use, and a member who is kept out.
  watch.expect(/status of (?:409|403|404)/);
  const api = await session('provider@portal.test');
  const mark = randomUUID().slice(0, 8);
  const [name, heirName] = [`Umbrella ${mark}`, `Heir ${mark}`];
  const heir = ProviderTenantDetail.parse(
    (await api.call(tenants, { method: 'POST', body: { name: heirName } })).json,
  ).slug;
  const page = await openAs('provider@portal.test');
  const dialog = dialogOf(page);

  await test.step('make it', async () => {
    await page.goto('/provider/tenants');
    await page.getByRole('button', { name: 'New tenant' }).click();
    await dialog.getByRole('button', { name: 'Create tenant' }).click();
    await expect(dialog.getByRole('textbox', { name: 'Name', exact: true })).toBeFocused();
    await expect(dialog.getByText('Give it a name')).toBeVisible();
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
    await expect(dialog.getByRole('textbox', { name: 'Short name' })).toHaveValue(`umbrella-${mark}`);
    await expectAccessible(page, 'dialog of a new tenant');
    await dialog.getByRole('textbox', { name: 'Short name' }).fill('acme');
    await dialog.getByRole('button', { name: 'Create tenant' }).click();
    await expect(dialog.getByText('Is in use')).toBeVisible();
    await dialog.getByRole('textbox', { name: 'Short name' }).fill(`umbrella-${mark}`);
    await dialog.getByRole('button', { name: 'Create tenant' }).click();
    await expect(page.getByText(`${name} created`)).toBeVisible();
    await expectAccessible(page, 'tenants');
  });

  const slug = `umbrella-${mark}`;
  const { items } = ProviderMachineList.parse(
    (await api.call('/api/v1/provider/machines?owner=none&pageSize=200')).json,
  );
  const machine = items.filter(({ present }) => present).at(-1)?.guid ?? '';
  const assign = (tenant: string | null) =>
    api.call('/api/v1/provider/ownership', { method: 'PUT', body: { machines: [machine], tenant } });
  expect((await assign(slug)).json).toEqual({ changed: 1 });
  const member = await newMember(api, slug, stack.url);
  const open = await openAnonymous();
  await open.context().addCookies(member.browserCookies());
  await open.goto('/machines');
  await expect(open.getByRole('table').getByRole('rowheader')).toHaveCount(1);

  await test.step('suspend it: its member is told', async () => {
    await page
      .getByRole('searchbox', { name: 'Search tenants' })
      .or(page.getByRole('textbox', { name: 'Search tenants' }))
      .fill(mark);
    await expect(page).toHaveURL(/search=/);
    await page.getByRole('link', { name }).click();
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
    await expect(page.getByRole('link', { name: '1', exact: true })).toBeVisible();
    await expectAccessible(page, 'tenant');
    await page.getByRole('button', { name: 'Suspend' }).click();
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Unpaid since June');
    await dialog.getByRole('button', { name: 'Suspend' }).click();
    await expect(dialog.getByText('This is not the name.')).toBeVisible();
    await dialog.getByRole('textbox', { name: `Type ${name} to confirm` }).fill(name);
    await expectAccessible(page, 'dialog that suspends');
    await dialog.getByRole('button', { name: 'Suspend' }).click();
    await expect(page.getByText(/^Suspended since/)).toBeVisible();
    // Without a reload: what the member has open ends by itself.
    await expect(open.getByRole('heading', { level: 1 })).toContainText(name);
    await expect(open.getByRole('table')).toHaveCount(0);
  });

  await test.step('resume it', async () => {
    await page.getByRole('button', { name: 'Resume' }).click();
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Paid');
    await dialog.getByRole('button', { name: 'Resume' }).click();
    await expect(page.getByText(/^Suspended since/)).toHaveCount(0);
    await open.goto('/machines');
    await expect(open.getByRole('table').getByRole('rowheader')).toHaveCount(1);
  });

  await test.step('change its settings', async () => {
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill(`${name} renamed`);
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('heading', { level: 1, name: `${name} renamed` })).toBeVisible();
  });

  await test.step('delete it: only with a hand-over, since it has a machine', async () => {
    await page.getByRole('button', { name: 'Delete tenant' }).click();
    await expect(dialog.getByText('1 machine with recovery points and history')).toBeVisible();
    await dialog.getByRole('textbox', { name: /^Type / }).fill(`${name} renamed`);
    await dialog.getByRole('button', { name: 'Hand over and delete' }).click();
    await expect(dialog.getByText('Choose the tenant that gets it.')).toBeVisible();
    await dialog.getByRole('combobox', { name: 'Hand over to' }).fill(heirName);
    await page.getByRole('option', { name: heirName }).click();
    await expectAccessible(page, 'dialog that deletes');
    await dialog.getByRole('button', { name: 'Hand over and delete' }).click();
    await expect(page.getByText(`${name} renamed deleted`)).toBeVisible();
    await expect(page).toHaveURL(/\/provider\/tenants$/);
    await expect(page.getByRole('link', { name: `${name} renamed` })).toHaveCount(0);
    await expect(page.getByRole('link', { name: heirName })).toBeVisible();
    await expect(open.getByRole('table')).toHaveCount(0);
  });

  expect((await api.call(`${tenants}/${heir}`)).json).toMatchObject({ machines: 1 });
  expect((await assign(null)).json).toEqual({ changed: 1 });
  expect((await api.call(`${tenants}/${heir}`, { method: 'DELETE', body: {} })).status).toBe(204);
});

test('tenants on a phone', async ({ openAs }) => {
  const page = await openAs('provider@portal.test', { viewport: { width: 390, height: 844 }, hasTouch: true });
  await page.goto('/provider/tenants');
  await expect(page.getByRole('link', { name: 'Acme', exact: true })).toBeVisible();
  await expectNoSidewaysScroll(page, 'tenants');
  await expectAccessible(page, 'tenants on a phone');
  await page.getByRole('link', { name: 'Acme', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Acme' })).toBeVisible();
  await expectNoSidewaysScroll(page, 'tenant');
  await expectAccessible(page, 'tenant on a phone');
});
