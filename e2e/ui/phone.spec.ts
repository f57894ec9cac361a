import { expectAccessible } from './accessibility';
import { expect, test } from './fixtures';
import { isIdle, machinesOf } from './machine-claims';
import { Frame } from './pages/frame';
import { MachinePage } from './pages/machine-page';
import { MachinesPage } from './pages/machines-page';
import { expectNoSidewaysScroll } from './sideways-scroll';

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const narrow = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true };

for (const [name, screen] of [
  ['390', phone],
  ['320', narrow],
] as const) {
  test(`no page is wider than a screen of ${name} pixels`, async ({ openAs, session }) => {
    test.slow();
    const [machine] = (await machinesOf(await session('viewer@acme.test'))).filter(isIdle);
    if (!machine) throw new Error('acme has machines');
    const page = await openAs('operator@acme.test', screen);
    for (const [address, content] of [
      ['/overview', page.getByRole('heading', { level: 2, name: /can be restored right now/ })],
      ['/machines', page.getByRole('link', { name: machine.name, exact: true })],
      [`/machines/${machine.guid}`, page.getByRole('table', { name: 'Recovery points' }).getByRole('link').first()],
      [`/machines/${machine.guid}?tab=activity`, page.getByRole('tab', { name: 'Activity', selected: true })],
      [`/machines/${machine.guid}?tab=policy`, page.getByRole('tab', { name: 'Policy & schedule', selected: true })],
      [`/machines/${machine.guid}?tab=details`, page.getByRole('heading', { level: 2, name: 'Disks' })],
      ['/activity', page.getByRole('table', { name: 'Operations' }).getByRole('link').first()],
    ] as const) {
      await page.goto(address);
      await expect(content).toBeVisible();
      await expectNoSidewaysScroll(page, address);
    }
    const provider = await openAs('provider@portal.test', screen);
    for (const address of ['/provider/machines', '/provider/storware']) {
      await provider.goto(address);
      await expect(provider.getByRole('table').getByRole('row').nth(1)).toBeVisible();
      await expectNoSidewaysScroll(provider, address);
    }
  });
}

test('on a phone the bottom bar, cards, panel and dialog can be used', async ({ openAs, claimOne }) => {
  test.slow();
  const machine = await claimOne();
  const page = await openAs('operator@acme.test', phone);
  const [frame, list, shown] = [new Frame(page), new MachinesPage(page), new MachinePage(page)];
  await page.goto('/overview');
  await expect(frame.navigation).toBeInViewport();
  await frame.goTo('Machines');
  await list.search.fill(machine.name);
  const card = list.row(machine.name);
  await expect(
    list.table.getByRole('rowheader').filter({ hasNotText: machine.name }),
    'what was there before the search',
  ).toHaveCount(0);
  await expect(card.getByText(machine.protection.reason, { exact: true })).toBeVisible();
  expect((await card.boundingBox())?.height, 'a card is low').toBeLessThanOrEqual(120);
  await expectAccessible(page, 'cards of machines on a phone');

  await card.getByRole('button', { name: `Back up ${machine.name} now` }).click();
  await expect(shown.backup.start).toBeInViewport({ ratio: 1 });
  await expectAccessible(page, 'backup dialog on a phone');
  await shown.backup.startFull();
  await expect(shown.backup.dialog).toBeHidden();

  await frame.activity.click();
  await expect(frame.sheet.getByRole('link', { name: machine.name })).toBeVisible({ timeout: 20_000 });
  await expectNoSidewaysScroll(page, 'the activity sheet');
  await expectAccessible(page, 'activity sheet on a phone');
  await frame.sheet.getByRole('button', { name: 'Close' }).click();
  await expect(frame.sheet).toBeHidden();
});

test('a name of a hundred letters overlaps nothing', async ({ openAs, session }) => {
  const [machine] = (await machinesOf(await session('viewer@acme.test'))).filter(isIdle);
  if (!machine) throw new Error('acme has machines');
  const name = `production-customer-relationship-${'management'.repeat(5)}-replica-0001`;
  const page = await openAs('operator@acme.test', narrow);
  // The page and its later requests alike.
  await page.route(`**/machines/${machine.guid}`, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: (await answer.text()).replaceAll(machine.name, name) });
  });
  const shown = new MachinePage(page);
  await shown.open(machine.guid);
  await expect(shown.heading(name)).toBeVisible();
  await expectNoSidewaysScroll(page, 'a page with a long name');
  const crumbs = page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('listitem');
  const [first, last] = [await crumbs.first().getByRole('link').boundingBox(), await crumbs.last().boundingBox()];
  if (!first || !last) throw new Error('there are two breadcrumbs');
  expect(first.x + first.width, 'end of the first breadcrumb').toBeLessThanOrEqual(last.x);
  // Changes of the machine may still be on their way through it.
  await page.unrouteAll({ behavior: 'wait' });
});
