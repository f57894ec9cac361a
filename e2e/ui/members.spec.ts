import { randomUUID } from 'node:crypto';
import { expectAccessible } from './accessibility';
import { statusNote } from './browser-watch';
import { expect } from './fixtures';
import { MembersPage } from './pages/members-page';
import { test } from './people-fixtures';
import { expectNoSidewaysScroll } from './sideways-scroll';
import { tabTo } from './tab-to';

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const password = 'correct horse battery';

test('an administrator invites somebody by a link, who joins with it once and appears', async ({
  openAnonymous,
  openFor,
  tenant,
  watch,
}) => {
  const page = await openFor(await tenant.add('Ada Byron', 'ADMIN'));
  const members = new MembersPage(page);
  const email = `${randomUUID()}@umbrella.test`;
  await members.open();
  await expect(members.row('Ada Byron')).toContainText('Administrator');
  await expectAccessible(page, 'members');

  await members.invite.click();
  await members.button('Make the link').click();
  await expect(members.dialog.getByLabel('E-mail')).toBeFocused();
  await expect(members.dialog).toContainText('Enter an e-mail address');
  await members.dialog.getByLabel('E-mail').fill(email);
  await members.dialog.getByRole('radio', { name: /^Restore operator/ }).check();
  await expectAccessible(page, 'the invitation');
  await members.button('Make the link').click();
  const link = await members.link.inputValue();
  expect(link).toMatch(/\/invite\/[\w-]{43}$/);
  await expectAccessible(page, 'the link');
  await members.button('Done').click();
  await expect(members.row(email)).toContainText('Invited');

  const invited = await openAnonymous();
  await invited.goto(new URL(link).pathname);
  await expect(invited.getByRole('heading', { level: 1, name: `Join ${tenant.name}` })).toBeVisible();
  await expect(invited.getByText('Your role: Restore operator')).toBeVisible();
  await expectAccessible(invited, 'the page of an invitation');
  await invited.getByRole('button', { name: 'Create account and join' }).click();
  await expect(invited.getByLabel('Your name')).toBeFocused();
  await invited.getByLabel('Your name').fill('Nina Novak');
  await invited.getByLabel('Password', { exact: true }).fill(password);
  await invited.getByRole('button', { name: 'Create account and join' }).click();
  await expect(invited).toHaveURL(/\/overview$/);
  await expect(invited.getByRole('banner')).toContainText(tenant.name);
  await expect(members.row('Nina Novak')).toContainText('Restore operator');

  const late = await openAnonymous();
  await late.goto(new URL(link).pathname);
  await expect(late.getByRole('heading', { level: 1, name: 'This link does not work' })).toBeVisible();
  watch.expect(statusNote(404));
  await invited.goto('/settings/members');
  const seen = new MembersPage(invited);
  await expect(seen.row('Ada Byron')).toContainText('Administrator');
  await expect(invited.getByRole('main')).not.toContainText('@');
  await expect(seen.invite).toHaveAccessibleDescription(/^Administrators of the organisation/);
});

test('somebody who has an account joins by signing in, and nobody else can use the link', async ({
  openAnonymous,
  openFor,
  session,
  tenant,
  stack,
}) => {
  const page = await openFor(await tenant.add('Ada Byron', 'ADMIN'));
  const members = new MembersPage(page);
  const other = await session('viewer@globex.test');
  const person = await tenant.add('Cora Lind', 'VIEWER');
  await members.open();
  await members.act('Cora Lind', 'Remove');
  await members.button('Remove').click();
  await expect(members.row('Cora Lind')).toHaveCount(0);
  await members.invite.click();
  await members.dialog.getByLabel('E-mail').fill(person.email);
  await members.button('Make the link').click();
  const path = new URL(await members.link.inputValue()).pathname;

  const invited = await openAnonymous();
  await invited.context().addCookies(other.browserCookies());
  await invited.goto(path);
  await expect(invited.getByText(`This invitation is for ${person.email}`)).toBeVisible();
  await invited.context().clearCookies();
  await invited.reload();
  await invited.getByLabel('Password', { exact: true }).fill('Demo-Passw0rd');
  await invited.getByRole('button', { name: 'Sign in' }).click();
  await expect(invited).toHaveURL(`${stack.url}/overview`);
  await expect(invited.getByRole('banner')).toContainText(tenant.name);
});

test('what a lowered or removed member has open ends at once', async ({ openFor, tenant, watch }) => {
  watch.expect(statusNote(403));
  watch.expect(statusNote(404));
  const page = await openFor(await tenant.add('Ada Byron', 'ADMIN'));
  const second = await tenant.add('Bob Ross', 'ADMIN');
  const theirs = await openFor(second);
  const [members, seen] = [new MembersPage(page), new MembersPage(theirs)];
  await seen.open();
  await expect(seen.row('Ada Byron')).toContainText('@umbrella.test');
  await members.open();

  await members.act('Bob Ross', 'Change role');
  await members.dialog.getByRole('radio', { name: /^Viewer/ }).check();
  await members.button('Change role').click();
  await expect(members.row('Bob Ross')).toContainText('Viewer');
  await expect(theirs.getByRole('main')).not.toContainText('@umbrella.test');
  await expect(seen.invite).toHaveAttribute('aria-disabled', 'true');

  await members.act('Bob Ross', 'Remove');
  await members.button('Remove').click();
  await expect(members.row('Bob Ross')).toHaveCount(0);
  await expect(theirs.getByRole('main')).not.toContainText('Ada Byron');
});

test('the last administrator can be neither lowered nor removed, and is told why', async ({
  openFor,
  tenant,
  watch,
}) => {
  watch.expect(statusNote(409));
  const page = await openFor(await tenant.add('Ada Byron', 'ADMIN'));
  const members = new MembersPage(page);
  await members.open();
  await members.act('Ada Byron', 'Change role');
  await members.dialog.getByRole('radio', { name: /^Operator/ }).check();
  await expect(members.dialog).toContainText('You change your own role');
  await members.button('Change role').click();
  await expect(members.dialog.getByRole('alert')).toContainText('Nobody else administers');
  await members.button('Cancel').click();
  await members.act('Ada Byron', 'Remove');
  await members.button('Remove').click();
  await expect(members.dialog.getByRole('alert')).toContainText('Make somebody else an administrator first');
});

test('members can be managed by keyboard', async ({ openFor, tenant }) => {
  const page = await openFor(await tenant.add('Ada Byron', 'ADMIN'));
  await tenant.add('Bob Ross', 'VIEWER');
  const members = new MembersPage(page);
  await members.open();
  await expect(members.row('Bob Ross')).toBeVisible();
  await tabTo(page, members.row('Bob Ross').getByRole('button', { name: 'Actions for Bob Ross' }));
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(members.dialog).toBeVisible();
  await tabTo(page, members.dialog.getByRole('radio', { name: /^Viewer/ }));
  await page.keyboard.press('ArrowDown');
  await tabTo(page, members.button('Change role'));
  await page.keyboard.press('Enter');
  await expect(members.row('Bob Ross')).toContainText('Backup operator');
});

test('on a phone members are cards', async ({ openFor, tenant }) => {
  const page = await openFor(await tenant.add('Ada Byron', 'ADMIN'), phone);
  await tenant.add('Bob Ross', 'VIEWER');
  const members = new MembersPage(page);
  await members.open();
  await expect(members.row('Bob Ross')).toContainText('Viewer');
  await expectNoSidewaysScroll(page, 'members');
  await expectAccessible(page, 'members on a phone');
  await members.invite.tap();
  await members.dialog.getByLabel('E-mail').fill(`${randomUUID()}@umbrella.test`);
  await expectNoSidewaysScroll(page, 'the invitation');
  await members.button('Make the link').tap();
  await expect(members.link).toBeVisible();
  await expectNoSidewaysScroll(page, 'the link');
  await expectAccessible(page, 'the link on a phone');
});
