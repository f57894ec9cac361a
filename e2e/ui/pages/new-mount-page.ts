import type { Locator, Page } from '@playwright/test';

/** What to mount of a recovery point, and for how long. */
export class NewMountPage {
  readonly modes: Locator;
  readonly duration: Locator;
  readonly start: Locator;

  constructor(readonly page: Page) {
    this.modes = page.getByRole('group', { name: 'What to mount' });
    this.duration = page.getByRole('button', { name: /Duration/ });
    this.start = page.getByRole('button', { name: /^(Mount|Try again)$/ });
  }

  async open(point: string): Promise<void> {
    await this.page.goto(`/mounts/new?point=${encodeURIComponent(point)}`);
  }

  mode(name: string | RegExp): Locator {
    return this.modes.getByRole('radio', { name });
  }

  async chooseDuration(text: string): Promise<void> {
    await this.duration.click();
    await this.page.getByRole('option', { name: text, exact: true }).click();
  }
}
