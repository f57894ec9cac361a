import { demoPassword } from '@/e2e/api/portal-session';
import { expect, test } from './fixtures';
import { Frame } from './pages/frame';
import { MachinePage } from './pages/machine-page';
import { SignInPage } from './pages/sign-in-page';
import { tabTo } from './tab-to';

test('sign in, find, back up, cancel and change the theme by keyboard alone', async ({
  openAnonymous,
  claimOne,
  stack,
}) => {
  test.slow();
  const machine = await claimOne();
  await stack.simulator.nextWork(machine.guid, { stallMs: 120_000, atPercent: 40 });
  const page = await openAnonymous();
  const [frame, shown, signIn] = [new Frame(page), new MachinePage(page), new SignInPage(page)];

  await test.step('sign in', async () => {
    await page.goto('/');
    await expect(signIn.submit).toBeEnabled();
    await tabTo(page, signIn.email);
    await page.keyboard.type('operator@acme.test');
    await tabTo(page, signIn.password);
    await page.keyboard.type(demoPassword);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/overview$/);
    await expect(frame.account).toHaveAccessibleName('Account of Otto Brandt');
    // The page shows its content before it listens to keys, and its age once it does.
    await expect(frame.freshness).toHaveAccessibleName(/as of/);
  });

  await test.step('find', async () => {
    await page.keyboard.press('/');
    await expect(frame.searchField).toBeFocused();
    await page.keyboard.type(machine.name);
    await expect(frame.searchResults.getByRole('menuitem', { name: machine.name })).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(shown.heading(machine.name)).toBeVisible();
  });

  await test.step('a dialog returns the focus', async () => {
    await tabTo(page, shown.backUpNow);
    await page.keyboard.press('Enter');
    await expect(shown.backup.dialog).toBeVisible();
    expect(
      await shown.backup.dialog.evaluate((dialog) => dialog.contains(document.activeElement)),
      'the focus is inside',
    ).toBe(true);
    await page.keyboard.press('Escape');
    await expect(shown.backup.dialog).toBeHidden();
    await expect(shown.backUpNow).toBeFocused();
  });

  await test.step('back up', async () => {
    await page.keyboard.press('Enter');
    await expect(shown.backup.start).toBeEnabled();
    await tabTo(page, shown.backup.start);
    await page.keyboard.press('Enter');
    await expect(shown.live).toBeVisible();
  });

  await test.step('cancel', async () => {
    await expect(shown.live.getByText('Running', { exact: true })).toBeVisible({ timeout: 20_000 });
    await tabTo(page, shown.live.getByRole('button', { name: /^Cancel/ }));
    await page.keyboard.press('Enter');
    await expect(shown.ended('was cancelled')).toBeVisible({ timeout: 30_000 });
  });

  await test.step('change the theme', async () => {
    await tabTo(page, frame.account);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('menu', { name: 'Account' })).toBeVisible();
    await page.keyboard.type('dark');
    await expect(page.getByRole('menuitem', { name: 'Dark' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await expect(frame.account).toBeFocused();
  });
});

test('the first tab stop skips to the content; Ctrl-K opens the search and Escape returns the focus', async ({
  openAs,
}) => {
  const page = await openAs('operator@acme.test');
  const frame = new Frame(page);
  await page.goto('/machines');
  await expect(page.getByRole('table', { name: 'Machines' }).getByRole('rowheader').first()).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await tabTo(page, page.getByRole('textbox', { name: 'Search machines' }));
  await page.keyboard.type('/');
  await expect(page.getByRole('textbox', { name: 'Search machines' }), '/ is a letter where one types').toHaveValue(
    '/',
  );
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await expect(frame.searchField).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(frame.searchField).toBeHidden();
  await expect(page.getByRole('textbox', { name: 'Search machines' })).toBeFocused();
});

test('the timeline is one tab stop; arrows announce its points and Enter opens them', async ({ openAs, claimOne }) => {
  const machine = await claimOne();
  const page = await openAs('operator@acme.test');
  const shown = new MachinePage(page);
  await shown.open(machine.guid);
  const axis = shown.timeline.getByRole('listbox');
  await tabTo(page, axis);
  await page.keyboard.press('Home');
  await page.keyboard.press('End');
  await expect(axis).toHaveAttribute('aria-activedescendant', /.+/);
  await page.keyboard.press('Enter');
  await expect(shown.panel).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(shown.panel).toBeHidden();
  await expect(axis).toBeFocused();
});
