import { expectAccessible } from './accessibility';
import { statusNote } from './browser-watch';
import { expect, test } from './fixtures';
import { isIdle, machinesOf } from './machine-claims';
import { Frame } from './pages/frame';

test('the search finds actions: a backup and a restore of a machine, and a new policy', async ({ openAs, session }) => {
  const [machine] = (await machinesOf(await session('admin@acme.test'))).filter(isIdle);
  if (!machine) throw new Error('acme has machines');
  const page = await openAs('admin@acme.test');
  const frame = new Frame(page);
  await page.goto('/activity');

  await frame.searchFor(`back up ${machine.name}`);
  await frame.searchResults
    .getByRole('menuitem', { name: `Back up ${machine.name}` })
    .first()
    .click();
  await expect(page.getByRole('dialog', { name: `Back up ${machine.name}` })).toBeVisible();
  await page.keyboard.press('Escape');

  await frame.searchFor('');
  await frame.choose('Restore a machine…');
  await expect(frame.searchField).toHaveValue('restore ');
  await expect(frame.searchResults).toHaveText('Type the name of a machine.');
  await frame.searchField.pressSequentially(machine.name);
  await frame.searchResults
    .getByRole('menuitem', { name: `Restore ${machine.name}` })
    .first()
    .click();
  await expect(page).toHaveURL(/\/machines\/[^/]+\/restore/);

  await frame.searchFor('new pol');
  await frame.choose('New policy');
  await expect(page).toHaveURL(/\/policies\/new$/);
});

test('the key ? shows the shortcuts, and the account menu shows them and the contacts', async ({ openAs }) => {
  const page = await openAs('operator@acme.test');
  const frame = new Frame(page);
  await page.goto('/activity');
  await expect(page.getByRole('table', { name: 'Operations' }).getByRole('rowheader').first()).toBeVisible();
  const keys = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await page.keyboard.press('?');
  await expect(keys).toContainText('Show this list');
  await expectAccessible(page, 'keyboard shortcuts');
  await page.keyboard.press('Escape');
  await expect(keys).toBeHidden();
  await frame.account.click();
  await page.getByRole('menuitem', { name: 'Help and contacts' }).click();
  await expect(page.getByRole('dialog', { name: 'Help and contacts' })).toContainText('ask your provider');
  await expectAccessible(page, 'whom to ask');
});

test('an unknown address keeps the frame, after signing in', async ({ openAs, openAnonymous, watch }) => {
  watch.expect(statusNote(404));
  const page = await openAs('operator@acme.test');
  const answer = await page.goto('/nowhere');
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole('heading', { level: 1, name: 'Page not found' })).toBeVisible();
  await expect(new Frame(page).navigation.getByRole('link', { name: 'Machines' })).toBeVisible();
  const visitor = await openAnonymous();
  await visitor.goto('/nowhere');
  await expect(visitor).toHaveURL(/\/sign-in\?next=%2Fnowhere$/);
  await visitor.getByText('Can’t sign in?').click();
  await expect(visitor.getByText('Accounts and passwords come from your provider.')).toBeVisible();
});

test('a device without a network says so within three seconds', async ({ openAs, watch }) => {
  watch.expect(/ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED/);
  const page = await openAs('operator@acme.test');
  const frame = new Frame(page);
  await page.goto('/overview');
  await expect(frame.freshness).toHaveAccessibleName(/as of/);
  await page.context().setOffline(true);
  await expect(frame.freshness).toHaveAccessibleName(/offline/, { timeout: 3_000 });
  await page.context().setOffline(false);
  await expect(frame.freshness).not.toHaveAccessibleName(/offline/);
});

test('a link of the navigation shows at once that its page is loading', async ({ openAs }) => {
  const page = await openAs('operator@acme.test');
  const frame = new Frame(page);
  await page.goto('/overview');
  await expect(page.getByRole('region', { name: /can be restored right now/ })).toBeVisible();
  await page.route('**/activity?*', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    await route.continue();
  });
  await frame.goTo('Activity');
  await expect(frame.navigation.locator('[data-pending]')).toBeAttached({ timeout: 500 });
  await expect(page).toHaveURL(/\/activity$/);
  await expect(frame.navigation.locator('[data-pending]')).toHaveCount(0);
});
