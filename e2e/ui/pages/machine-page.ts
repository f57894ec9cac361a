import type { Locator, Page } from '@playwright/test';
import { BackupDialog } from './backup-dialog';

export class MachinePage {
  readonly backUpNow: Locator;
  /** The action as a person without the permission sees it. */
  readonly refusedRestore: Locator;
  readonly live: Locator;
  readonly bar: Locator;
  readonly timeline: Locator;
  readonly points: Locator;
  readonly panel: Locator;
  readonly backup: BackupDialog;

  constructor(readonly page: Page) {
    this.backUpNow = page.getByRole('button', { name: 'Back up now' });
    this.refusedRestore = page.getByRole('button', { name: 'Restore', exact: true });
    this.live = page.getByRole('region', { name: 'Backup in progress' });
    this.bar = this.live.getByRole('progressbar');
    this.timeline = page.getByRole('region', { name: 'Timeline' });
    this.points = page.getByRole('table', { name: 'Recovery points' });
    this.panel = page.getByRole('dialog');
    this.backup = new BackupDialog(page);
  }

  async open(guid: string): Promise<void> {
    await this.page.goto(`/machines/${encodeURIComponent(guid)}`);
  }

  heading(name: string): Locator {
    return this.page.getByRole('heading', { level: 1, name, exact: true });
  }

  /** The message about work that ended while the page was open. */
  ended(words: string): Locator {
    return this.page.getByRole('status').filter({ hasText: `Backup ${words}` });
  }

  tab(name: string): Locator {
    return this.page.getByRole('tab', { name });
  }

  /** Starts a full backup through the dialog. */
  async startBackup(): Promise<void> {
    await this.backUpNow.click();
    await this.backup.startFull();
  }
}
