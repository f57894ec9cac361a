import type { Locator, Page } from '@playwright/test';

/** The steps of a restore, from the recovery point to the start. */
export class RestoreWizard {
  readonly chosenPoint: Locator;
  readonly steps: Locator;
  readonly name: Locator;
  readonly replace: Locator;
  readonly deleted: Locator;
  readonly checks: Locator;
  readonly start: Locator;
  readonly deleteAndRestore: Locator;
  readonly summary: Locator;
  readonly back: Locator;

  constructor(readonly page: Page) {
    this.chosenPoint = page.getByRole('region', { name: 'Chosen recovery point' });
    this.steps = page.getByRole('navigation', { name: 'Steps' });
    this.name = page.getByRole('textbox', { name: 'Name of the restored machine' });
    this.replace = page.getByRole('radio', { name: /^Delete it/ });
    this.deleted = page.getByRole('region', { name: /would be deleted$/ });
    this.checks = page.getByRole('list', { name: 'Checks' });
    this.start = page.getByRole('button', { name: 'Start restore' });
    this.deleteAndRestore = page.getByRole('button', { name: 'Delete and restore' });
    this.summary = page.getByRole('region', { name: 'Summary', exact: true });
    this.back = page.getByRole('link', { name: 'Back', exact: true });
  }

  /** The first step of a machine's restore, with its newest point chosen. */
  async open(machine: string): Promise<void> {
    await this.page.goto(`/machines/${encodeURIComponent(machine)}/restore`);
    await this.toTarget.waitFor();
  }

  get toTarget(): Locator {
    return this.page.getByRole('button', { name: 'Next: target' });
  }

  get toName(): Locator {
    return this.page.getByRole('button', { name: 'Next: name' });
  }

  get toCheck(): Locator {
    return this.page.getByRole('button', { name: /^(Next: check|Check)$/ });
  }

  /** The heading of a step. */
  heading(name: string): Locator {
    return this.page.getByRole('heading', { level: 2, name });
  }

  /** A choice of the target by its label. */
  field(label: string): Locator {
    return this.page.getByRole('button', { name: new RegExp(`${label}( \\(optional\\))?$`) });
  }

  async choose(label: string, option: string | RegExp): Promise<void> {
    await this.field(label).click();
    await this.page.getByRole('listbox').getByRole('option', { name: option }).click();
  }

  /** The first storage that is offered, for each disk. */
  async chooseDisks(): Promise<void> {
    const rows = this.page.getByRole('group', { name: 'Disks' }).getByRole('listitem');
    await rows.first().waitFor();
    for (const row of await rows.all()) {
      await row.getByRole('button').click();
      await this.page.getByRole('listbox').getByRole('option').first().click();
    }
  }

  /** Continues to the check with the proposed values. */
  async acceptAll(machine: string): Promise<void> {
    await this.open(machine);
    await this.toTarget.click();
    await this.toName.click();
    await this.toCheck.click();
    await this.checks.waitFor();
  }

  check(state: 'OK' | 'Warning' | 'Blocked'): Locator {
    return this.checks.getByRole('listitem').filter({ hasText: new RegExp(`^${state}`) });
  }

  confirmation(machine: string): Locator {
    return this.deleted.getByRole('textbox', { name: `Type ${machine}` });
  }
}

/** Past and running restores, of a machine or of all. */
export class RestoreHistory {
  readonly table: Locator;
  readonly panel: Locator;

  constructor(readonly page: Page) {
    this.table = page.getByRole('table', { name: 'Restores' });
    this.panel = page.getByRole('dialog');
  }

  async openOf(machine: string): Promise<void> {
    await this.page.goto(`/machines/${encodeURIComponent(machine)}/restores`);
  }

  get newest(): Locator {
    return this.table.getByRole('row').nth(1);
  }

  async openNewest(): Promise<void> {
    await this.newest
      .getByRole('link', { name: /\d\d:\d\d/ })
      .first()
      .click();
  }
}
