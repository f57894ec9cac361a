import { expect, test } from '@/e2e/ui/fixtures';
import type { Page } from '@playwright/test';

const desktop = { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 2 };
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 };

/** Waits until the page has all its data and the stream runs. */
async function settled(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('.animate-shimmer:not(svg *)')).toHaveCount(0);
  await expect(page.getByRole('button', { name: /^Freshness: as of/ })).toBeVisible({ timeout: 60_000 });
  await page.evaluate(() => document.fonts.ready);
}

const save = (page: Page, name: string) => page.screenshot({ path: `docs/images/${name}.png`, animations: 'disabled' });

test('overview, machines and the backup that is running', async ({ openAs, claimOne, stack, session }) => {
  const machine = await claimOne();
  await stack.simulator.nextWork(machine.guid, { stallMs: 60_000, atPercent: 62 });
  await (
    await session('operator@acme.test')
  ).call('/api/v1/backups', {
    method: 'POST',
    headers: { 'Idempotency-Key': crypto.randomUUID() },
    body: { machines: [machine.guid], type: 'FULL' },
  });
  const page = await openAs('operator@acme.test', desktop);
  await page.goto('/overview');
  await settled(page);
  // The runs of the last 30 days are evaluated some time after a portal's first start.
  await expect(page.getByText('No schedule has been due yet.')).toHaveCount(0, { timeout: 90_000 });
  await save(page, 'overview');
  await page.goto('/machines');
  await settled(page);
  await save(page, 'machines');
  await page.goto(`/machines/${machine.guid}`);
  await settled(page);
  await expect(page.getByRole('progressbar').first()).toHaveAttribute('aria-valuenow', /^[1-9]/, { timeout: 60_000 });
  await save(page, 'progress');
});

test('restore wizard', async ({ openAs, claimOne }) => {
  const machine = await claimOne(
    ({ platform, protection }) => platform === 'OPENSTACK' && protection.state === 'PROTECTED',
  );
  const page = await openAs('operator@acme.test', desktop);
  await page.goto(`/machines/${machine.guid}/restore`);
  await settled(page);
  await page
    .getByRole('button', { name: /^Next|^Continue|Target/ })
    .first()
    .click();
  await settled(page);
  await save(page, 'restore');
});

test('on a phone, dark', async ({ openAs, claimOne }) => {
  const machine = await claimOne();
  const page = await openAs('operator@acme.test', { ...phone, colorScheme: 'dark', isMobile: true, hasTouch: true });
  await page.goto(`/machines/${machine.guid}`);
  await settled(page);
  await save(page, 'phone');
});
