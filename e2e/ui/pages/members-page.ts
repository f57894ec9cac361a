import type { Locator, Page } from '@playwright/test';

/** The members of a tenant. */
export class MembersPage {
  readonly table: Locator;
  readonly dialog: Locator;
  readonly link: Locator;

  constructor(private readonly page: Page) {
    this.table = page.getByRole('table', { name: 'Members' });
    this.dialog = page.getByRole('dialog').or(page.getByRole('alertdialog'));
    this.link = this.dialog.getByLabel('Invitation link');
  }

  async open(): Promise<void> {
    await this.page.goto('/settings/members');
  }

  row(name: string): Locator {
    return this.table.getByRole('row').filter({ has: this.page.getByRole('rowheader', { name }) });
  }

  get invite(): Locator {
    return this.page.getByRole('main').getByRole('button', { name: 'Invite member' });
  }

  /** Opens the menu of a member and chooses from it. */
  async act(name: string, action: string): Promise<void> {
    await this.row(name)
      .getByRole('button', { name: `Actions for ${name}` })
      .click();
    await this.page.getByRole('menuitem', { name: action }).click();
  }

  button(name: string): Locator {
    return this.dialog.getByRole('button', { name });
  }
}
