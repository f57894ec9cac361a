import type { Locator, Page } from '@playwright/test';
import { expectAccessible } from './accessibility';
import { statusNote } from './browser-watch';
import { expect, test } from './mount-fixtures';
import { MountPage } from './pages/mount-page';
import { MountsPage } from './pages/mounts-page';
import { NewMountPage } from './pages/new-mount-page';

const screens = {
  desktop: {},
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  'small phone': { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true },
};
const mostStops = 60;

/** Presses Tab until this has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let stop = 0; stop < mostStops; stop += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the Tab key does not reach ${target.toString()} in ${mostStops} stops`);
}

for (const [screen, options] of Object.entries(screens)) {
  test(`the pages of mounts pass axe and are no wider than a ${screen}`, async ({ openAs, mounted, watch }) => {
    test.slow();
    watch.expect(statusNote(404));
    const page = await openAs('operator@acme.test', options);
    const [list, start, shown] = [new MountsPage(page), new NewMountPage(page), new MountPage(page)];
    const passes = async (what: string) => {
      const { content, screenWidth } = await page.evaluate(() => ({
        content: document.documentElement.scrollWidth,
        screenWidth: document.documentElement.clientWidth,
      }));
      expect(content, `width of ${what}`).toBeLessThanOrEqual(screenWidth);
      await expectAccessible(page, `${what} on a ${screen}`);
    };

    await list.open();
    await expect(list.row(mounted.machine.name).getByText('Ready', { exact: true })).toBeVisible();
    await passes('the list');
    await list.open('?search=no-such-machine');
    await expect(page.getByText('No mount matches')).toBeVisible();
    await passes('an empty list');

    await start.open(mounted.point.guid);
    await start.mode(/Chosen file systems/).check();
    await start.start.click();
    await expect(page.getByText('Choose at least one file system')).toBeVisible();
    await passes('a new mount with a fault');

    await shown.open(
      mounted.mount.guid,
      `?fileSystem=${mounted.root}&path=/srv/deep/level-01/level-02/level-03/level-04`,
    );
    await expect(shown.folder('level-05')).toBeVisible();
    await passes('a deep folder');
    await shown.open(mounted.mount.guid, `?fileSystem=${mounted.root}&path=/srv/names`);
    await shown.select('with spaces.txt');
    await expect(shown.selection).toBeVisible();
    await passes('a folder with a selection');
    const saved = await shown.saved(() => shown.selection.getByRole('button', { name: 'Download' }).click());
    await saved.path();
    await expect(shown.downloads).toBeVisible();
    await passes('downloads');
    await shown.file('-rf').click();
    await expect(shown.details).toBeVisible();
    await passes('details of a file');
    await shown.open(mounted.mount.guid, `?fileSystem=${mounted.root}&path=/no/such/folder`);
    await expect(page.getByText('There is no such folder')).toBeVisible();
    await passes('a folder that is not there');
    await shown.unmount.click();
    await expect(page.getByRole('alertdialog')).toBeVisible();
    await passes('the question before the end');
    await page.goto('/mounts/0c9f2c5e-6f0d-4d7e-9c3a-4f4a7f0b1e11');
    await expect(page.getByRole('heading', { level: 1, name: 'No such mount' })).toBeVisible();
    await passes('a mount that is not there');
  });
}

test('folders are opened and files downloaded by keyboard alone', async ({ openAs, mounted }) => {
  const page = await openAs('operator@acme.test');
  const [list, shown] = [new MountsPage(page), new MountPage(page)];
  await list.open();
  await tabTo(page, list.row(mounted.machine.name).getByRole('link', { name: mounted.machine.name, exact: true }));
  await page.keyboard.press('Enter');
  await expect(shown.fileSystems.or(shown.files)).toBeVisible();
  if (mounted.mount.fileSystems.length > 1) {
    await tabTo(page, shown.fileSystems.getByRole('link', { name: /root/ }));
    await page.keyboard.press('Enter');
    await expect(shown.files.getByRole('rowheader').first().getByRole('link'), 'the focus goes along').toBeFocused();
  }
  await tabTo(page, shown.folder('srv'));
  await page.keyboard.press('Enter');
  await expect(shown.files.getByRole('rowheader').first().getByRole('link'), 'the first entry').toBeFocused();
  await expect(shown.folder('deep')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(shown.folder('dumps')).toBeFocused();
  await page.keyboard.press('End');
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(shown.folder('level-01')).toBeFocused();
  await page.keyboard.press('Backspace');
  await expect(shown.folder('deep'), 'where one came from').toBeFocused();

  await tabTo(page, shown.folder('names'));
  await page.keyboard.press('Enter');
  const box = shown.files.getByRole('checkbox', { name: 'Select .hidden', exact: true });
  await expect(box).toBeVisible();
  await tabTo(page, box);
  await page.keyboard.press('Space');
  await tabTo(page, shown.selection.getByRole('button', { name: 'Download' }));
  const saved = await shown.saved(() => page.keyboard.press('Enter'));
  expect(await saved.failure()).toBeNull();

  await tabTo(page, shown.search);
  await page.keyboard.type('xyz');
  await page.keyboard.press('Backspace');
  await expect(shown.search, 'Backspace is a letter’s end where one types').toHaveValue('xy');
});
