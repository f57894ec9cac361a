import { demoPassword } from '@/e2e/api/portal-session';
import { expectAccessible } from './accessibility';
import { statusNote } from './browser-watch';
import { expect, test } from './fixtures';
import { isIdle, machinesOf } from './machine-claims';
import { Frame } from './pages/frame';
import { MachinePage } from './pages/machine-page';
import { SignInPage } from './pages/sign-in-page';

test('a session that ends while there is user input is renewed over the page, and nothing is lost', async ({
  openAs,
  session,
  watch,
}) => {
  watch.expect(statusNote(401));
  const [machine] = (await machinesOf(await session('operator@acme.test'))).filter(isIdle);
  if (!machine) throw new Error('acme has machines');
  const page = await openAs('operator@acme.test', { ownSession: true });
  const shown = new MachinePage(page);
  await shown.open(machine.guid);
  await shown.backUpNow.click();
  const form = page.getByRole('dialog', { name: `Back up ${machine.name}` });
  await shown.backup.full.check();
  await form.getByText('Advanced').click();
  await form.getByRole('textbox', { name: 'Priority' }).fill('70');
  await form.getByRole('textbox', { name: 'Priority' }).blur();
  await page.context().clearCookies();
  await shown.backup.start.click();

  const ended = page.getByRole('dialog', { name: 'Your session has ended' });
  await expect(ended).toContainText('your input is still here');
  await expectAccessible(page, 'session that ended over a dialog');
  await expect(ended.getByLabel('E-mail')).toHaveValue('operator@acme.test');
  await ended.getByRole('textbox', { name: 'Password' }).fill(demoPassword);
  await ended.getByRole('button', { name: 'Sign in' }).click();
  await expect(ended).toBeHidden();
  await expect(form.getByRole('textbox', { name: 'Priority' })).toHaveValue('70');
  await expect(shown.backup.full).toBeChecked();
  await expect(shown.backup.start).toBeEnabled();
});

test('a session that ends without user input leads to the sign-in page and back to the same URL', async ({
  openAs,
  session,
  watch,
}) => {
  watch.expect(statusNote(401));
  const [machine] = (await machinesOf(await session('operator@acme.test'))).filter(isIdle);
  if (!machine) throw new Error('acme has machines');
  const page = await openAs('operator@acme.test', { ownSession: true });
  const shown = new MachinePage(page);
  await shown.open(machine.guid);
  await expect(shown.heading(machine.name)).toBeVisible();
  await page.context().clearCookies();
  await shown.tab('Activity').click();
  await expect(page.getByText('Your session has ended')).toBeVisible();
  await new SignInPage(page).signIn('operator@acme.test', demoPassword);
  await expect(shown.heading(machine.name)).toBeVisible();
  const { pathname, search } = new URL(page.url());
  expect(`${pathname}${search}`).toBe(`/machines/${machine.guid}?tab=activity`);
});

test('after signing out nothing is readable, not by Back either', async ({ openAs, watch }) => {
  watch.expect(statusNote(401));
  const page = await openAs('operator@acme.test', { ownSession: true });
  await page.goto('/machines');
  await expect(page.getByRole('table', { name: 'Machines' }).getByRole('rowheader').first()).toBeVisible();
  await new Frame(page).signOut();
  await expect(new SignInPage(page).submit).toBeEnabled();
  expect(await page.evaluate(async () => (await fetch('/api/v1/machines')).status)).toBe(401);
  await page.goBack();
  await expect(new SignInPage(page).submit).toBeVisible();
  await expect(page.getByRole('table')).toHaveCount(0);
});

test('a wrong password and an unknown person get the same message, and the input stays', async ({
  openAnonymous,
  watch,
}) => {
  watch.expect(statusNote(401));
  const page = await openAnonymous();
  const signIn = new SignInPage(page);
  await page.goto('/sign-in');
  const refusalOf = async (email: string): Promise<string> => {
    await signIn.signIn(email, 'not-the-password');
    await expect(page.getByRole('alert').filter({ hasText: 'Wrong e-mail or password' })).toBeVisible();
    await expect(signIn.email).toHaveValue(email);
    return page.getByRole('alert').filter({ hasText: 'Wrong e-mail or password' }).innerText();
  };
  const known = await refusalOf('admin@globex.test');
  await page.reload();
  expect(await refusalOf('nobody-at-all@globex.test')).toBe(known);
});

for (const next of ['https://evil.example/', '//evil.example/', '/\\evil.example/', 'javascript:alert(1)']) {
  test(`signing in never leads to another site: ${next}`, async ({ openAnonymous, stack }) => {
    const page = await openAnonymous();
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await new SignInPage(page).signIn('viewer@globex.test', demoPassword);
    await expect(new Frame(page).account).toBeVisible();
    expect(new URL(page.url()).origin).toBe(stack.url);
  });
}

test('signing in leads to the requested page', async ({ openAnonymous }) => {
  const page = await openAnonymous();
  await page.goto('/activity?state=FAILED');
  await new SignInPage(page).signIn('viewer@globex.test', demoPassword);
  await expect(page).toHaveURL(/\/activity\?state=FAILED$/);
});
