import type { Locator, Page } from '@playwright/test';

/** The list of policies. */
export class PoliciesPage {
  readonly table: Locator;
  readonly make: Locator;
  /** In place of `make`, without the permission. */
  readonly refusedMake: Locator;

  constructor(readonly page: Page) {
    this.table = page.getByRole('table', { name: 'Policies' });
    this.make = page.getByRole('link', { name: 'New policy', exact: true });
    this.refusedMake = page.getByRole('button', { name: 'New policy', exact: true });
  }

  async open(): Promise<void> {
    await this.page.goto('/policies');
  }

  link(name: string): Locator {
    return this.table.getByRole('link', { name, exact: true });
  }

  row(name: string): Locator {
    return this.table.getByRole('row').filter({ has: this.page.getByRole('link', { name, exact: true }) });
  }

  actions(name: string): Locator {
    return this.page.getByRole('button', { name: `Actions for ${name}` });
  }

  async act(name: string, action: string | RegExp): Promise<void> {
    await this.actions(name).click();
    await this.page.getByRole('menuitem', { name: action }).click();
  }
}

/** One policy. */
export class PolicyPage {
  readonly edit: Locator;
  /** In place of `edit`, without the permission. */
  readonly refusedEdit: Locator;
  readonly runs: Locator;
  readonly schedules: Locator;

  constructor(readonly page: Page) {
    this.edit = page.getByRole('link', { name: 'Edit policy' });
    this.refusedEdit = page.getByRole('button', { name: 'Edit policy' });
    this.runs = page.getByRole('region', { name: 'Expected and actual' });
    this.schedules = page.getByRole('region', { name: 'Schedules', exact: true });
  }

  async open(guid: string): Promise<void> {
    await this.page.goto(`/policies/${guid}`);
  }

  heading(name: string): Locator {
    return this.page.getByRole('heading', { level: 1, name });
  }

  schedule(name: string): Locator {
    return this.schedules.getByRole('listitem').filter({ has: this.page.getByRole('heading', { level: 3, name }) });
  }
}

/** The form of a policy, new or not. */
export class PolicyEditor {
  readonly name: Locator;
  readonly machines: Locator;
  readonly machineSearch: Locator;
  readonly moving: Locator;
  readonly save: Locator;
  readonly addSchedule: Locator;
  readonly conflict: Locator;
  readonly leaving: Locator;

  constructor(readonly page: Page) {
    this.name = page.getByRole('textbox', { name: 'Name', exact: true });
    this.machines = page.getByRole('list', { name: 'Machines to choose from' });
    this.machineSearch = page.getByRole('textbox', { name: 'Search machines by name' });
    this.moving = page.getByRole('group', { name: /machines? leaves? (its|their) policy/ });
    this.save = page.getByRole('button', { name: /^(Create|Save) policy$/ });
    this.addSchedule = page.getByRole('button', { name: /^Add a(nother)? schedule$/ });
    this.conflict = page.getByRole('alertdialog', { name: 'Somebody else has saved this policy' });
    this.leaving = page.getByRole('dialog', { name: 'Leave without saving?' });
  }

  async openNew(): Promise<void> {
    await this.page.goto('/policies/new');
    await this.machines.waitFor();
  }

  async open(guid: string): Promise<void> {
    await this.page.goto(`/policies/${guid}/edit`);
    await this.machines.waitFor();
  }

  machine(name: string): Locator {
    return this.machines.getByRole('checkbox', { name, exact: true });
  }

  async show(kind: 'All machines' | 'Without a policy' | 'Chosen'): Promise<void> {
    await this.page.getByRole('button', { name: /^Show/ }).click();
    await this.page.getByRole('menuitem', { name: kind }).click();
  }

  /** The fields of one schedule, by its position. */
  schedule(index: number): Locator {
    return this.page
      .getByRole('region', { name: 'Schedules', exact: true })
      .locator('ol > li[aria-labelledby]')
      .nth(index);
  }

  runs(index: number): Locator {
    return this.schedule(index).getByRole('list', { name: /^Next runs of/ });
  }

  /** Types a time of day into the parts of the field; a full part moves the focus on. */
  async setTime(index: number, time: string): Promise<void> {
    const field = this.schedule(index).getByRole('group', { name: 'Time', exact: true });
    const [hour = '', minute = ''] = time.split(':');
    await field.getByRole('spinbutton', { name: /^hour/ }).pressSequentially(hour);
    await field.getByRole('spinbutton', { name: /^minute/ }).pressSequentially(minute);
  }

  async chooseZone(index: number, typed: string, zone: string): Promise<void> {
    const box = this.schedule(index).getByRole('combobox', { name: 'Time zone' });
    // Scrolling after the choices have opened closes them.
    await box.click();
    await box.fill(typed);
    await this.page.getByRole('option', { name: zone }).click();
  }
}

/** Assigns a policy to machines. */
export class AssignDialog {
  readonly dialog: Locator;
  readonly policy: Locator;
  readonly assign: Locator;
  readonly outcomes: Locator;

  constructor(readonly page: Page) {
    this.dialog = page.getByRole('dialog');
    this.policy = this.dialog.getByRole('button', { name: /Policy$/ });
    this.assign = this.dialog.getByRole('button', { name: 'Assign policy' });
    this.outcomes = this.dialog.getByRole('list', { name: 'Outcome for each machine' });
  }

  async choose(policy: string): Promise<void> {
    await this.policy.click();
    await this.page.getByRole('option', { name: policy }).click();
  }

  outcomeOf(machine: string): Locator {
    return this.outcomes
      .getByRole('listitem')
      .filter({ has: this.page.getByRole('link', { name: machine, exact: true }) });
  }
}
