import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { ActivityPage } from './pages/activity-page';
import { MachinePage } from './pages/machine-page';

/** The work itself, and the inventory that shows what came of it. */
export const restored = { timeout: 90_000 };

/** Waits at the operation's live view for the machine that came of it, and goes there. */
export async function openRestored(page: Page, name: string): Promise<MachinePage> {
  await expect(page).toHaveURL(/\/activity\?operation=/);
  const { panel } = new ActivityPage(page);
  await panel.getByRole('link', { name: `Open ${name}` }).click(restored);
  const shown = new MachinePage(page);
  await expect(shown.heading(name)).toBeVisible();
  return shown;
}
