import type { Download, Locator, Page } from '@playwright/test';

/** Files of one mount. */
export class MountPage {
  readonly fileSystems: Locator;
  readonly files: Locator;
  readonly trail: Locator;
  readonly search: Locator;
  readonly selection: Locator;
  readonly downloads: Locator;
  readonly details: Locator;
  readonly up: Locator;
  readonly extend: Locator;
  readonly unmount: Locator;

  constructor(readonly page: Page) {
    this.fileSystems = page.getByRole('table', { name: 'File systems' });
    this.files = page.getByRole('table', { name: 'Files' });
    this.trail = page.getByRole('navigation', { name: 'Folder' });
    this.search = page.getByRole('textbox', { name: 'Search in this folder' });
    this.selection = page.getByRole('region', { name: 'Selection' });
    this.downloads = page.getByRole('region', { name: 'Downloads' });
    this.details = page.getByRole('dialog');
    this.up = page.getByRole('button', { name: 'Up one folder' });
    this.extend = page.getByRole('button', { name: 'Extend', exact: true });
    this.unmount = page.getByRole('button', { name: 'Unmount', exact: true });
  }

  async open(guid: string, query = ''): Promise<void> {
    await this.page.goto(`/mounts/${encodeURIComponent(guid)}${query}`);
  }

  folder(name: string): Locator {
    return this.files.getByRole('link', { name: `${name}, folder`, exact: true });
  }

  file(name: string): Locator {
    return this.files.getByRole('link', { name, exact: true });
  }

  /** The present folder, the last item of the path. */
  here(name: string): Locator {
    return this.trail
      .getByText(name, { exact: true })
      .and(this.trail.locator('[aria-current=page], [aria-current=page] *'))
      .first();
  }

  async select(name: string): Promise<void> {
    await this.files.getByRole('checkbox', { name: `Select ${name}`, exact: true }).check();
  }

  /** A line of the downloads, by its name. */
  downloadOf(name: string): Locator {
    return this.downloads.getByRole('listitem').filter({ hasText: name });
  }

  /** The file that the browser saves after this was pressed. */
  async saved(press: () => Promise<void>): Promise<Download> {
    const [download] = await Promise.all([this.page.waitForEvent('download'), press()]);
    return download;
  }
}
