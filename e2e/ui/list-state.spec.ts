import { expect, test } from './fixtures';
import { MachinesPage } from './pages/machines-page';

test('search, filters, sort order and page are in the URL: Back, Forward, reload and a copied URL show the same list', async ({
  openAs,
}) => {
  const page = await openAs('operator@acme.test');
  const list = new MachinesPage(page);
  await list.open();
  await expect(list.table.getByRole('rowheader').first()).toBeVisible();

  await list.search.fill('a');
  await expect(page).toHaveURL(/[?&]search=a(&|$)/);
  await page.getByRole('button', { name: 'Protection', exact: true }).click();
  await page
    .getByRole('dialog', { name: 'Filter by protection' })
    .getByRole('checkbox', { name: 'Protected', exact: true })
    .click();
  await expect(page).toHaveURL(/protection=PROTECTED/);
  await page.keyboard.press('Escape');
  await list.table.getByRole('columnheader', { name: 'Name' }).getByRole('link').click();
  await expect(page).toHaveURL(/sort=-name/);
  await expect(list.table.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'descending');
  await expect(list.table.getByText('Unprotected')).toHaveCount(0);

  const address = page.url();
  await expect(async () => expect([...(await list.names())].sort().reverse()).toEqual(await list.names())).toPass();
  const names = await list.names();
  expect(names.length).toBeGreaterThan(1);

  await test.step('Back and Forward', async () => {
    await list.link(names[0] ?? '').click();
    await expect(page.getByRole('heading', { level: 1, name: names[0] ?? '' })).toBeVisible();
    await page.goBack();
    await expect(page).toHaveURL(address);
    await expect(list.search).toHaveValue('a');
    await expect.poll(() => list.names()).toEqual(names);
    await page.goForward();
    await expect(page.getByRole('heading', { level: 1, name: names[0] ?? '' })).toBeVisible();
    await page.goBack();
  });

  await test.step('reload', async () => {
    await page.reload();
    await expect.poll(() => list.names()).toEqual(names);
    await expect(list.search).toHaveValue('a');
    await expect(page.getByRole('button', { name: /^Protection 1/ })).toBeVisible();
  });

  await test.step('the copied URL in a new tab', async () => {
    const other = await page.context().newPage();
    await other.goto(address);
    await expect.poll(() => new MachinesPage(other).names()).toEqual(names);
    await other.close();
  });

  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(page).not.toHaveURL(/search|protection/);
});

test('pages are history entries, and the selection is kept over them', async ({ openAs }) => {
  const page = await openAs('operator@acme.test');
  const list = new MachinesPage(page);
  await list.open('?pageSize=25');
  await expect(list.table.getByRole('rowheader')).toHaveCount(25);
  const [first = ''] = await list.names();
  await list.select(first);
  await list.next.click();
  await expect(page).toHaveURL(/page=2/);
  await expect(list.link(first)).toHaveCount(0);
  await expect(list.selection).toContainText('1 machine selected');
  await page.goBack();
  await expect(list.link(first)).toBeVisible();
  await expect(list.table.getByRole('checkbox', { name: `Select ${first}`, exact: true })).toBeChecked();
  await page.goForward();
  await expect(page).toHaveURL(/page=2/);
});

test('a URL with invalid values shows a list without an error', async ({ openAs }) => {
  const page = await openAs('operator@acme.test');
  const list = new MachinesPage(page);
  await list.open('?page=zero&sort=-nothing&protection=SAFE&pageSize=7');
  await expect(list.table.getByRole('rowheader').first()).toBeVisible();
  await list.open('?page=9999');
  await expect(page.getByText('This page is past the end', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Go to the first page' }).click();
  await expect(list.table.getByRole('rowheader').first()).toBeVisible();
});

test("quick clicks do not undo each other: the last change is kept, and a filter shows the URL's value", async ({
  openAs,
}) => {
  const page = await openAs('operator@acme.test');
  const list = new MachinesPage(page);
  await list.open();
  await expect(list.table.getByRole('rowheader').first()).toBeVisible();
  const header = list.table.getByRole('columnheader', { name: 'Name' });
  await header.getByRole('link').evaluate((link: HTMLElement) => {
    window.history.replaceState(null, '', '?protection=PROTECTED');
    link.click();
  });
  await expect(page).toHaveURL(/protection=PROTECTED&sort=-name/);
  await expect(header).toHaveAttribute('aria-sort', 'descending');
  await expect(list.table.getByText('Unprotected')).toHaveCount(0);

  await list.open();
  const filter = page.getByRole('button', { name: /^Platform/ });
  await filter.click();
  await page.getByRole('dialog', { name: 'Filter by platform' }).getByRole('checkbox').first().click();
  await expect(page).toHaveURL(/platform=/);
  await page.keyboard.press('Escape');
  await expect(filter).toHaveText('Platform1');
  await expect(page.getByRole('button', { name: 'Clear filters' }), 'the page has seen it').toBeVisible();
  await page.evaluate(() => window.history.replaceState(null, '', '/machines'));
  await expect(filter).toHaveText('Platform');
});

test('Back restores the scroll position of the list', async ({ openAs }) => {
  const page = await openAs('operator@acme.test');
  await page.setViewportSize({ width: 1280, height: 500 });
  const list = new MachinesPage(page);
  await list.open('?sort=-name');
  await expect(list.table.getByRole('rowheader').first()).toBeVisible();
  await page.mouse.wheel(0, 346);
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBe(346);
  const link = list.table.getByRole('rowheader').nth(9).getByRole('link');
  await link.click();
  await expect(page).toHaveURL(/\/machines\/[^?]+$/);
  await expect(page.getByRole('tab').first()).toBeVisible();
  await page.goBack();
  await expect(list.table.getByRole('rowheader').first()).toBeAttached();
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBe(346);
});

test("a page past the end of a machine's recovery points says so, and leads back", async ({ openAs, claimOne }) => {
  const machine = await claimOne((each) => each.lastSuccessAt !== null);
  const page = await openAs('operator@acme.test');
  await page.goto(`/machines/${machine.guid}?page=99`);
  await expect(page.getByText('This page is past the end', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Go to the first page' }).click();
  await expect(page.getByRole('table', { name: 'Recovery points' }).getByRole('row').nth(1)).toBeVisible();
});
