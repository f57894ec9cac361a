import type { Locator, Page } from '@playwright/test';

/** The frame of every page: navigation, search, running work, freshness, account. */
export class Frame {
  readonly navigation: Locator;
  readonly activity: Locator;
  readonly freshness: Locator;
  readonly account: Locator;
  readonly search: Locator;
  /** The field of the open search. */
  readonly searchField: Locator;
  readonly searchResults: Locator;
  readonly sheet: Locator;
  readonly tenantSwitcher: Locator;

  constructor(readonly page: Page) {
    this.navigation = page.getByRole('navigation', { name: 'Main' });
    this.activity = page.getByRole('button', { name: /^Activity:/ });
    this.freshness = page.getByRole('button', { name: /^Freshness:/ });
    this.account = page.getByRole('button', { name: /^Account/ });
    this.search = page.getByRole('button', { name: 'Search', exact: true });
    this.searchField = page.getByRole('searchbox', { name: 'Search machines, policies, pages and actions' });
    this.searchResults = page.getByRole('menu', { name: 'Results' });
    this.sheet = page.getByRole('dialog', { name: 'Activity', exact: true });
    this.tenantSwitcher = page.getByRole('button', { name: /^Organisation:/ });
  }

  async goTo(name: string): Promise<void> {
    await this.navigation.getByRole('link', { name }).click();
  }

  /** Opens the search and types; the test checks the results. */
  async searchFor(text: string): Promise<void> {
    await this.search.click();
    await this.searchField.fill(text);
  }

  async choose(result: string): Promise<void> {
    await this.searchResults.getByRole('menuitem', { name: result }).click();
  }

  async switchTo(tenant: string): Promise<void> {
    await this.tenantSwitcher.click();
    await this.page.getByRole('menuitem', { name: tenant }).click();
  }

  async signOut(): Promise<void> {
    await this.account.click();
    await this.page.getByRole('menuitem', { name: 'Sign out' }).click();
  }
}
