import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { statusNote } from './browser-watch';
import { expect, test } from './mount-fixtures';
import { MountPage } from './pages/mount-page';

/** One page of entries, not the folder: 50,000 would be more than 5 MB. */
const mostBytes = 200_000;

test('folders open, go back, and open from a copied URL', async ({ openAs, mounted }) => {
  const page = await openAs('operator@acme.test');
  const shown = new MountPage(page);
  await shown.open(mounted.mount.guid);
  if (mounted.mount.fileSystems.length > 1) await shown.fileSystems.getByRole('link', { name: /root/ }).click();
  await shown.folder('srv').click();
  await expect(page).toHaveURL(/path=%2Fsrv(&|$)/);
  await shown.folder('deep').click();
  await shown.folder('level-01').click();
  await shown.folder('level-02').click();
  await expect(shown.folder('level-03')).toBeVisible();
  await expect(shown.here('level-02')).toBeVisible();

  await page.goBack();
  await expect(shown.folder('level-02')).toBeVisible();
  await page.goForward();
  await expect(shown.folder('level-03')).toBeVisible();
  await page.reload();
  await expect(shown.folder('level-03')).toBeVisible();

  const other = await page.context().newPage();
  await other.goto(page.url());
  await expect(new MountPage(other).folder('level-03')).toBeVisible();
  await other.close();

  await shown.trail.getByRole('link', { name: 'deep' }).click();
  await expect(shown.folder('level-01')).toBeVisible();
  await shown.up.click();
  await expect(shown.file('broken-link, broken link')).toBeVisible();
  await expect(
    shown.files.getByRole('checkbox', { name: 'Select broken-link: a link whose target does not exist' }),
    'nothing to download',
  ).toBeDisabled();
  await shown.folder('empty').click();
  await expect(page.getByText('This folder is empty')).toBeVisible();
});

test(
  'a folder of 50,000 entries opens at once, is searched and paged',
  { tag: '@quiet' },
  async ({ openAs, mounted }) => {
    const page = await openAs('operator@acme.test');
    const shown = new MountPage(page);
    await shown.open(mounted.mount.guid, `?fileSystem=${mounted.root}&path=/srv`);
    await expect(shown.folder('wide')).toBeVisible();

    const answers: Promise<number>[] = [];
    page.on('response', (response) => {
      if (response.url().includes('/files?')) answers.push(response.body().then((body) => body.length));
    });
    await shown.folder('wide').click();
    await expect(page.getByText('of 50,000 entries')).toBeVisible();
    expect(answers.length, 'requests to open it').toBeLessThanOrEqual(2);
    for (const bytes of await Promise.all(answers)) expect(bytes).toBeLessThan(mostBytes);

    await shown.search.fill('record-4999');
    await expect(page).toHaveURL(/search=record-4999/);
    await expect(shown.file('record-49990.json')).toBeVisible();
    await shown.search.fill('no such name');
    await expect(page.getByText('Nothing in this folder matches')).toBeVisible();
    await page.getByRole('button', { name: 'Clear search', exact: true }).first().click();

    const first = shown.files.getByRole('rowheader').first().getByRole('link');
    const name = (await first.textContent()) ?? '';
    await shown.select(name);
    await page.getByRole('link', { name: 'Next page' }).click();
    await expect(page).toHaveURL(/page=2/);
    await expect(shown.file(name)).toHaveCount(0);
    await shown.select((await first.textContent()) ?? '');
    await expect(shown.selection, 'also from another page').toContainText('2 items selected');
    await shown.files.getByRole('columnheader', { name: 'Size' }).getByRole('link').click();
    await expect(page).toHaveURL(/sort=sizeBytes/);
    await expect(page).not.toHaveURL(/page=2/);
  },
);

test('unusual names are shown unchanged and cause no harm', async ({ openAs, mounted }) => {
  const page = await openAs('operator@acme.test', {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  const shown = new MountPage(page);
  await shown.open(mounted.mount.guid, `?fileSystem=${mounted.root}&path=/srv/names`);
  const html = '<img src=x onerror=alert(1)>.html';
  for (const name of [html, '-rf', '"double" and \'single\'.txt', 'żółć-файл-文件-📁.txt'])
    await expect(shown.file(name)).toBeVisible();
  await expect(shown.files.locator('img')).toHaveCount(0);
  await shown.file(html).click();
  await expect(shown.details).toContainText(`/srv/names/${html}`);
  await expect(shown.details).toContainText('rw-r--r--');
  await page.keyboard.press('Escape');
  const { content, window } = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    window: document.documentElement.clientWidth,
  }));
  expect(content, 'width of the page').toBeLessThanOrEqual(window);
});

test('one file is downloaded unchanged, several as one archive', async ({ openAs, mounted }) => {
  const page = await openAs('operator@acme.test');
  const shown = new MountPage(page);
  await shown.open(mounted.mount.guid, `?fileSystem=${mounted.root}&path=/srv/names`);

  await test.step('one', async () => {
    const name = 'semi;colon & ampersand #1 100%.txt';
    await shown.file(name).click();
    const saved = await shown.saved(() => shown.details.getByRole('button', { name: 'Download' }).click());
    expect(await readFile(await saved.path(), 'utf8')).toBe(`${name}\n`);
    await expect(
      shown
        .downloadOf('semi;colon')
        .getByText(/^Finished/)
        .first(),
    ).toBeVisible();
  });

  await test.step('several', async () => {
    await shown.select('with spaces.txt');
    await shown.select('-rf');
    const saved = await shown.saved(() =>
      shown.selection.getByRole('button', { name: 'Download as one archive' }).click(),
    );
    expect(saved.suggestedFilename()).toMatch(/\.tar$/);
    const archive = await readFile(await saved.path());
    const content = (name: string) =>
      spawnSync('tar', ['-xOf', '-', `srv/names/${name}`], { input: archive, encoding: 'utf8' }).stdout;
    expect([content('with spaces.txt'), content('-rf')]).toEqual(['with spaces.txt\n', '-rf\n']);
    await expect(shown.selection, 'nothing is selected any more').toHaveCount(0);
    await expect(
      shown
        .downloadOf('.tar')
        .getByText(/^Finished/)
        .first(),
    ).toBeVisible();
  });

  await test.step('dismissed', async () => {
    await shown.downloads.getByRole('button', { name: 'Dismiss downloads' }).click();
    await expect(shown.downloads).toHaveCount(0);
  });
});

test('a download of 2 GB shows its progress and can be cancelled', async ({ openAs, mounted }) => {
  const page = await openAs('operator@acme.test');
  const shown = new MountPage(page);
  await shown.open(mounted.mount.guid, `?fileSystem=${mounted.root}&path=/srv/dumps`);
  await shown.file('database.dump').hover();
  const download = await shown.saved(() => shown.files.getByRole('button', { name: 'Download database.dump' }).click());
  const line = shown.downloadOf('database.dump').first();
  const bar = line.getByRole('progressbar');
  await expect(bar).toHaveAttribute('aria-valuetext', /of 2 GiB$/);
  const before = Number(await bar.getAttribute('aria-valuenow'));
  await expect
    .poll(async () => Number(await bar.getAttribute('aria-valuenow')), { message: 'it goes on' })
    .toBeGreaterThan(before);

  await shown.unmount.click();
  await expect(page.getByRole('alertdialog').getByText('One of your downloads is still running')).toBeVisible();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click();

  await line.getByRole('button', { name: 'Cancel the download of database.dump' }).click();
  await expect(line.getByText(/^Cancelled after/)).toBeVisible();
  expect(await download.failure(), 'the browser has no whole file').not.toBeNull();
  const again = await shown.saved(() => line.getByRole('button', { name: 'Download database.dump again' }).click());
  await again.cancel();
});

test('while the backup system is down a folder says so and recovers', async ({ openAs, mounted, watch }) => {
  watch.expect(statusNote(503));
  const page = await openAs('operator@acme.test');
  const shown = new MountPage(page);
  const problem = {
    type: 'urn:problem:upstream-unavailable',
    title: 'x',
    status: 503,
    code: 'upstream_unavailable',
    detail: 'The backup system can’t be reached.',
    requestId: 'r',
  };
  await page.route('**/api/v1/mounts/*/files?*', (route) =>
    route.fulfill({ status: 503, contentType: 'application/problem+json', json: problem }),
  );
  await shown.open(mounted.mount.guid, `?fileSystem=${mounted.root}&path=/srv`);
  await expect(page.getByRole('alert').getByText('The backup system can’t be reached', { exact: true })).toBeVisible();
  await page.unroute('**/api/v1/mounts/*/files?*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(shown.folder('wide')).toBeVisible();
});
