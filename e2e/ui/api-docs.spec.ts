import { expectAccessible } from './accessibility';
import { statusNote } from './browser-watch';
import { expect, test } from './fixtures';
import { expectNoSidewaysScroll } from './sideways-scroll';
import { tabTo } from './tab-to';

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

test('the documentation is in the menu; a route of it is read and tried with the own session', async ({ openAs }) => {
  const page = await openAs('viewer@acme.test');
  await page.goto('/overview');
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('menuitem', { name: 'API documentation' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'API documentation' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Machines', exact: true })).toBeVisible();
  await expectAccessible(page, 'the index of the API documentation');

  await page.getByRole('link', { name: 'GET /machines', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'GET /api/v1/machines' })).toBeVisible();
  await expect(page.getByText('machine:read')).toBeVisible();
  await expect(page.getByRole('region', { name: 'curl' })).toContainText('curl "$PORTAL/api/v1/machines"');
  await expect(page.getByRole('region', { name: 'TypeScript' })).toContainText('await fetch(');
  const answer = page.getByRole('region', { name: 'Response', exact: true });
  await page.getByRole('textbox', { name: 'pageSize' }).fill('1');
  await page.getByRole('button', { name: 'Send request' }).click();
  await expect(page.getByText('Status 200')).toBeVisible();
  await expect(answer).toContainText('"pageSize": 1,');
  await expectAccessible(page, 'a route of the API documentation');
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  expect(kept).not.toMatch(/pageSize/);
});

test('a refused request shows its problem, and a write is not sent from here', async ({ openAs, watch }) => {
  watch.expect(statusNote(422));
  const page = await openAs('operator@acme.test');
  await page.goto('/api/docs/getMachines');
  await page.getByRole('textbox', { name: 'pageSize' }).fill('many');
  await page.getByRole('button', { name: 'Send request' }).click();
  await expect(page.getByText('Status 422')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Response', exact: true })).toContainText('validation_failed');

  await page.goto('/api/docs/postBackups');
  await expect(page.getByText('This request changes real data')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Send request' })).toHaveCount(0);
  await expect(page.getByRole('region', { name: 'curl' })).toContainText('Idempotency-Key');
});

test('by keyboard: fields inside are opened, and a request is sent', async ({ openAs }) => {
  const page = await openAs('viewer@acme.test');
  await page.goto('/api/docs/getStatus');
  const inside = page.locator('summary', { hasText: 'Fields of machines' });
  await tabTo(page, inside);
  await page.keyboard.press('Enter');
  await expect(page.getByText('unprotected', { exact: true })).toBeVisible();
  await tabTo(page, page.getByRole('button', { name: 'Send request' }));
  await page.keyboard.press('Enter');
  await expect(page.getByText('Status 200')).toBeVisible();
});

test('fits a phone: index, a route with a body, automation', async ({ openAs }) => {
  const page = await openAs('admin@acme.test', phone);
  for (const path of ['/api/docs', '/api/docs/putPoliciesByGuid', '/api/docs/getStatus', '/api/docs/automate']) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expectNoSidewaysScroll(page, path);
  }
  await expect(page.getByRole('heading', { level: 1, name: 'Automate it' })).toBeVisible();
  await expectAccessible(page, 'automation on a phone');
});

test('speaks the language of the person, also to a provider; nobody else reads it', async ({
  openAs,
  openAnonymous,
}) => {
  const page = await openAs('provider@portal.test', { locale: 'de-DE', ownSession: true });
  await page.goto('/api/docs/getProviderTenants');
  await expect(page.getByRole('heading', { level: 2, name: 'Ausprobieren' })).toBeVisible();
  const anybody = await openAnonymous();
  await anybody.goto('/api/docs');
  await expect(anybody).toHaveURL(/\/sign-in\?next=%2Fapi%2Fdocs$/);
});
