import type { Locator, Page } from '@playwright/test';

export class ActivityPage {
  readonly table: Locator;
  readonly panel: Locator;

  constructor(readonly page: Page) {
    this.table = page.getByRole('table', { name: 'Operations' });
    this.panel = page.getByRole('dialog');
  }

  async open(query = ''): Promise<void> {
    await this.page.goto(`/activity${query}`);
  }

  /** The newest operation of a machine. */
  row(machine: string): Locator {
    return this.table
      .getByRole('row')
      .filter({ has: this.page.getByRole('link', { name: machine, exact: true }) })
      .first();
  }

  async openOperation(machine: string): Promise<void> {
    await this.row(machine)
      .getByRole('link', { name: `Backup of ${machine}` })
      .click();
  }
}
