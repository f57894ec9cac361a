import type { Locator, Page } from '@playwright/test';

/** "Back up now" for one machine or many. */
export class BackupDialog {
  readonly dialog: Locator;
  readonly start: Locator;
  readonly outcomes: Locator;
  readonly full: Locator;
  readonly incremental: Locator;

  constructor(readonly page: Page) {
    this.dialog = page.getByRole('dialog');
    this.start = this.dialog.getByRole('button', { name: /^(Back up now|Try again)$/ });
    this.outcomes = this.dialog.getByRole('list', { name: 'Outcome for each machine' });
    this.full = this.dialog.getByRole('radio', { name: /^Full/ });
    this.incremental = this.dialog.getByRole('radio', { name: /^Incremental/ });
  }

  outcomeOf(machine: string): Locator {
    return this.outcomes.getByRole('listitem').filter({ hasText: machine });
  }

  /** Starts a full backup to the usual destination. */
  async startFull(): Promise<void> {
    await this.full.check();
    await this.start.click();
  }
}
