import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { ActivityPage } from './pages/activity-page';
import { MachinePage } from './pages/machine-page';

/** Waits for the work itself, and the inventory that shows its result. */
export const restored = { timeout: 90_000 };

/** Waits on the operation's page for the restored machine, and opens it. */
export async function openRestored(page: Page, name: string): Promise<MachinePage> {
  await expect(page).toHaveURL(/\/activity\?operation=/);
  const { panel } = new ActivityPage(page);
  await panel.getByRole('link', { name: `Open ${name}` }).click(restored);
  const shown = new MachinePage(page);
  await expect(shown.heading(name)).toBeVisible();
  return shown;
}
