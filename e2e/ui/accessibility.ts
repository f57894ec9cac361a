import type { Page } from '@playwright/test';
import axe from 'axe-core';
import { expect } from './fixtures';

/** React Aria's own live region: for seconds it names buttons that may have been removed. */
const announcer = '[data-live-announcer]';
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

export type Exceptions = {
  /** Rules that are broken for a good reason, which the test gives. */ except?: readonly string[];
};

/** Checks the present page with axe (WCAG 2.2 AA), its colours in both themes. `what` names it in the failure. */
export async function expectAccessible(page: Page, what: string, { except = [] }: Exceptions = {}): Promise<void> {
  // Content that is about to be replaced is dimmed.
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  const screen = await unroll(page);
  const chosen = await setTheme(page, 'light');
  const off = Object.fromEntries(except.map((rule) => [rule, { enabled: false }]));
  expect(await faultsOf(page, { runOnly: { type: 'tag', values: rules }, rules: off }), `${what}, light`).toEqual([]);
  // A theme changes colours and nothing else.
  await setTheme(page, 'dark');
  expect(await faultsOf(page, { runOnly: { type: 'rule', values: ['color-contrast'] } }), `${what}, dark`).toEqual([]);
  await setTheme(page, chosen);
  if (screen) await page.setViewportSize(screen);
}

/**
 * As tall as its content, because bars at the edges of the window cover content until one scrolls. Returns the size
 * before.
 */
async function unroll(page: Page): Promise<{ width: number; height: number } | null> {
  const screen = page.viewportSize();
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  if (screen && height > screen.height) await page.setViewportSize({ width: screen.width, height });
  return screen;
}

/** Sets a theme, as the account menu would; undefined is the system's. Returns the one before. */
function setTheme(page: Page, theme: string | undefined): Promise<string | undefined> {
  return page.evaluate((name) => {
    const { theme: before } = document.documentElement.dataset;
    if (name) document.documentElement.dataset.theme = name;
    else delete document.documentElement.dataset.theme;
    return before;
  }, theme);
}

/** In the page itself: the builder made for Playwright opens a second page for every check. */
async function faultsOf(page: Page, options: axe.RunOptions): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  return page.evaluate(
    async ([hidden, chosen]) => {
      const { violations } = await window.axe.run({ exclude: [hidden] }, { ...chosen, resultTypes: ['violations'] });
      return violations.flatMap(({ id, help, nodes }) =>
        nodes.map((node) => `${id}: ${help}: ${node.html} ${node.failureSummary ?? ''}`),
      );
    },
    [announcer, options] as const,
  );
}

declare global {
  interface Window {
    axe: typeof axe;
  }
}
