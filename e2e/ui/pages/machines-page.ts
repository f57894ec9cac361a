import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { BackupDialog } from './backup-dialog';

export class MachinesPage {
  readonly table: Locator;
  readonly search: Locator;
  readonly selection: Locator;
  readonly next: Locator;
  readonly backup: BackupDialog;

  constructor(readonly page: Page) {
    this.table = page.getByRole('table', { name: 'Machines' });
    this.search = page.getByRole('textbox', { name: 'Search machines' });
    this.selection = page.getByRole('region', { name: 'Selection' });
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

  /** Turns pages until the machine is in sight. */
  async showsRow(name: string): Promise<void> {
    await expect(async () => {
      await expect(this.table).toBeVisible();
      if (await this.link(name).isHidden()) await this.next.click();
      await expect(this.link(name)).toBeVisible({ timeout: 2000 });
    }).toPass();
  }

  async select(name: string): Promise<void> {
    await this.table.getByRole('checkbox', { name: `Select ${name}`, exact: true }).check();
  }

  /** Names as they stand in the list. */
  names(): Promise<string[]> {
    return this.table.getByRole('rowheader').getByRole('link').allTextContents();
  }
}
