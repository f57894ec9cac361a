import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { BackupDialog } from './backup-dialog';

export class MachinesPage {
  readonly table: Locator;
  readonly search: Locator;
  readonly selection: Locator;
  readonly pages: Locator;
  readonly next: Locator;
  readonly backup: BackupDialog;

  constructor(readonly page: Page) {
    this.table = page.getByRole('table', { name: 'Machines' });
    this.search = page.getByRole('textbox', { name: 'Search machines' });
    this.selection = page.getByRole('region', { name: 'Selection' });
    this.pages = page.getByRole('navigation', { name: 'Pages' });
    this.next = page.getByRole('link', { name: 'Next page' });
    this.backup = new BackupDialog(page);
  }

  async open(query = ''): Promise<void> {
    await this.page.goto(`/machines${query}`);
  }

  row(name: string): Locator {
    return this.table.getByRole('row').filter({ has: this.link(name) });
  }

  link(name: string): Locator {
    return this.page.getByRole('link', { name, exact: true });
  }

  /** Turns pages until the machine is visible; each is checked once its own rows are shown. */
  async showsRow(name: string): Promise<void> {
    for (let page = Number(new URL(this.page.url()).searchParams.get('page') ?? '1'); ; page += 1) {
      await expect(this.pages).toContainText(`Page ${String(page)} of`);
      await expect(this.page.locator('[aria-busy="true"]').filter({ has: this.table })).toHaveCount(0);
      if (await this.link(name).isVisible()) return;
      await this.next.click();
    }
  }

  async select(name: string): Promise<void> {
    await this.table.getByRole('checkbox', { name: `Select ${name}`, exact: true }).check();
  }

  /** The names in the list. */
  names(): Promise<string[]> {
    return this.table.getByRole('rowheader').getByRole('link').allTextContents();
  }
}
