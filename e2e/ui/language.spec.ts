import { expectAccessible } from './accessibility';
import { expect, test } from './fixtures';
import { Frame } from './pages/frame';
import { PolicyEditor } from './pages/policy-pages';

test('a change of the language keeps user input and is stored with the account', async ({ openAs }) => {
  const page = await openAs('admin@acme.test');
  const [frame, editor] = [new Frame(page), new PolicyEditor(page)];
  // Leaving the form by a reload asks; and the account of all other tests stays as it is.
  page.on('dialog', (dialog) => void dialog.accept());
  const kept: unknown[] = [];
  await page.route('**/api/v1/me/language', async (route) => {
    kept.push(route.request().postDataJSON());
    const me = await page.request.get('/api/v1/me');
    await route.fulfill({ contentType: 'application/json', body: await me.text() });
  });

  await page.goto('/policies/new');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await editor.name.fill('Nightly of the language test');
  await frame.account.click();
  await page.getByRole('menuitem', { name: 'Deutsch' }).click();

  await expect(page.getByRole('heading', { level: 1, name: 'Neue Richtlinie' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('Nightly of the language test');
  await expect(page.getByRole('navigation', { name: 'Hauptnavigation' })).toBeVisible();
  await expect.poll(() => kept).toEqual([{ language: 'de' }]);
  await expectAccessible(page, 'the form of a policy in German');

  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'Neue Richtlinie' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(page).toHaveTitle('Neue Richtlinie · Backup-Portal');
});

test('a person without a session can change the language, and user input stays', async ({ openAnonymous }) => {
  const page = await openAnonymous({ locale: 'pl-PL' });
  await page.goto('/sign-in');
  await expect(page.locator('html')).toHaveAttribute('lang', 'pl');
  await expect(page.getByRole('button', { name: 'Zaloguj się' })).toBeEnabled();
  await page.getByLabel('E-mail').fill('operator@acme.test');
  await page.getByRole('button', { name: 'Deutsch' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Beim Backup-Portal anmelden' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(page.getByLabel('E-Mail')).toHaveValue('operator@acme.test');
  await expectAccessible(page, 'signing in, in German');
});
