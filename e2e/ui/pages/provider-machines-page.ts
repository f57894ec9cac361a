import type { Locator, Page } from '@playwright/test';

export class ProviderMachinesPage {
  readonly table: Locator;
  readonly search: Locator;
  readonly selection: Locator;
  readonly dialog: Locator;

  constructor(readonly page: Page) {
    this.table = page.getByRole('table', { name: 'Machines and their owners' });
    this.search = page.getByRole('textbox', { name: 'Search machines' });
    this.selection = page.getByRole('region', { name: 'Selection' });
    this.dialog = page.getByRole('dialog').or(page.getByRole('alertdialog'));
  }

  async open(query = ''): Promise<void> {
    await this.page.goto(`/provider/machines${query}`);
  }

  row(name: string): Locator {
    return this.table.getByRole('row').filter({ has: this.page.getByRole('rowheader', { name, exact: true }) });
  }

  async select(name: string): Promise<void> {
    await this.table.getByRole('checkbox', { name: `Select ${name}`, exact: true }).check();
  }

  /** Assigns the selection to a tenant. */
  async assignSelectedTo(tenant: string): Promise<void> {
    await this.selection.getByRole('button', { name: 'Assign to tenant' }).click();
    await this.dialog.getByRole('radio', { name: new RegExp(`^${tenant}`) }).check();
    await this.dialog.getByRole('button', { name: new RegExp(`^Assign .* to ${tenant}$`) }).click();
  }

  async unassign(name: string): Promise<void> {
    await this.row(name).hover();
    await this.row(name)
      .getByRole('button', { name: `Unassign ${name}` })
      .click();
    await this.dialog.getByRole('button', { name: 'Unassign 1 machine' }).click();
  }
}
