import type { Locator, Page } from '@playwright/test';

/** The list of mounts. */
export class MountsPage {
  readonly table: Locator;
  readonly preparing: Locator;

  constructor(readonly page: Page) {
    this.table = page.getByRole('table', { name: 'Mounts' });
    this.preparing = page.getByRole('region', { name: 'Being prepared' });
  }

  async open(query = ''): Promise<void> {
    await this.page.goto(`/mounts${query}`);
  }

  row(machine: string): Locator {
    return this.table.getByRole('row').filter({ has: this.page.getByRole('link', { name: machine, exact: true }) });
  }

  /** Shows current mounts, ended ones or all. */
  async show(which: 'Current mounts' | 'Ended mounts' | 'All mounts'): Promise<void> {
    await this.page.getByRole('button', { name: /^Show/ }).click();
    await this.page.getByRole('menuitem', { name: which }).click();
  }
}
