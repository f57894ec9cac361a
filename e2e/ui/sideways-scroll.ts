import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

/** The page is no wider than its window. `what` names it in the failure. */
export async function expectNoSidewaysScroll(page: Page, what: string): Promise<void> {
  const { content, window } = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    window: document.documentElement.clientWidth,
  }));
  expect(content, `width of ${what}`).toBeLessThanOrEqual(window);
}
