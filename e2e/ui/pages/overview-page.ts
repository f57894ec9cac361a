import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

export class OverviewPage {
  /** The section of planned backups. */
  readonly planned: Locator;
  readonly missed: Locator;
  /** The last 30 days, one option each. */
  readonly days: Locator;

  constructor(readonly page: Page) {
    this.planned = page.getByRole('region', { name: 'Planned backups' });
    this.missed = this.planned.getByRole('list', { name: 'Planned backups that did not happen' });
    this.days = this.planned.getByRole('listbox', { name: 'Planned backups of the last 30 days, by day' });
  }

  async open(): Promise<void> {
    await this.page.goto('/overview');
  }

  /** Opens the list of missed or failed backups, as soon as there are any. */
  async showMissed(timeout: number): Promise<void> {
    await this.planned.getByRole('button', { name: /missed or failed in the last 7 days$/ }).click({ timeout });
    await expect(this.missed).toBeVisible();
  }

  missedOf(machine: string): Locator {
    return this.missed
      .getByRole('listitem')
      .filter({ has: this.page.getByRole('link', { name: machine, exact: true }) });
  }
}
