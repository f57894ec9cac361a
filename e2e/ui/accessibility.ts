import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './fixtures';

/** React Aria's own live region: for seconds it names buttons that may be gone by then. */
const announcer = '[data-live-announcer]';
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

export type Exceptions = { /** Rules that are broken for a good reason, which the test gives. */ except?: readonly string[] };

/** What the page shows now passes axe (WCAG 2.2 AA), its colours in both themes. `what` names it in the failure. */
export async function expectAccessible(page: Page, what: string, { except = [] }: Exceptions = {}): Promise<void> {
  await show(page, 'light');
  expect(await faultsOf(axeOn(page).withTags(rules).disableRules([...except])), `${what}, light`).toEqual([]);
  // A theme changes colours and nothing else.
  await show(page, 'dark');
  expect(await faultsOf(axeOn(page).withRules(['color-contrast'])), `${what}, dark`).toEqual([]);
  await page.emulateMedia({ colorScheme: null });
}

async function show(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  // Until it is painted, some colours are still those of the other theme.
  await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
}

function axeOn(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).exclude(announcer);
}

async function faultsOf(axe: AxeBuilder): Promise<string[]> {
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html} ${node.failureSummary ?? ''}`));
}
