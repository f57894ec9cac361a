import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './fixtures';

/** React Aria's own live region: for seconds it names buttons that may be gone by then. */
const announcer = '[data-live-announcer]';
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What the page shows now passes axe (WCAG 2.2 AA), its colours in both themes. `what` names it in the failure. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await faultsOf(axeOn(page).withTags(rules)), `${what}, light`).toEqual([]);
  // A theme changes colours and nothing else.
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await faultsOf(axeOn(page).withRules(['color-contrast'])), `${what}, dark`).toEqual([]);
  await page.emulateMedia({ colorScheme: null });
}

function axeOn(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).exclude(announcer);
}

async function faultsOf(axe: AxeBuilder): Promise<string[]> {
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html} ${node.failureSummary ?? ''}`));
}
