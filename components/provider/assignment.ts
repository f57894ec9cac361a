import type { useTranslations } from 'next-intl';
import type { ProviderMachine } from '@/lib/contracts/provider';

type Words = ReturnType<typeof useTranslations<'provider'>>;

/** What is remembered of a selected machine, so that the question can name it from another page. */
export type OwnedMachineRef = Pick<ProviderMachine, 'guid' | 'name' | 'owner'>;

export interface Assignment {
  /** Machines that change hands: the ones to send. */
  machines: readonly OwnedMachineRef[];
  /** Of those, how many come from nobody. */
  fromNobody: number;
  /** Of those, how many are taken from each tenant, the most first. */
  fromTenants: readonly { slug: string; name: string; machines: readonly OwnedMachineRef[] }[];
  /** Machines that already are as asked. */
  unchanged: number;
}

/** What assigning these machines to a tenant means, or unassigning them (`tenant: null`). Every machine is counted exactly once. */
export function assignmentOf(
  selected: readonly OwnedMachineRef[],
  tenant: string | null,
  language: string,
): Assignment {
  const machines = selected.filter(({ owner }) => (owner?.slug ?? null) !== tenant);
  const bySlug = new Map<string, { slug: string; name: string; machines: OwnedMachineRef[] }>();
  for (const machine of machines) {
    if (!machine.owner) continue;
    const { slug, name } = machine.owner;
    const entry = bySlug.get(slug) ?? { slug, name, machines: [] };
    entry.machines.push(machine);
    bySlug.set(slug, entry);
  }
  const fromTenants = [...bySlug.values()].sort(
    (a, b) => b.machines.length - a.machines.length || a.name.localeCompare(b.name, language),
  );
  return {
    machines,
    fromNobody: machines.filter(({ owner }) => !owner).length,
    fromTenants,
    unchanged: selected.length - machines.length,
  };
}

/** `3 from Acme, 1 from Globex`. */
export function fromTenantsText({ fromTenants }: Assignment, t: Words): string {
  return fromTenants
    .map(({ name, machines }) => t('dialog.countFrom', { count: machines.length, tenant: name }))
    .join(', ');
}

/** `Acme loses 3 machines, Globex loses 1 machine`. */
export function lossText({ fromTenants }: Assignment, t: Words): string {
  return fromTenants
    .map(({ name, machines }) => t('dialog.loses', { count: machines.length, tenant: name }))
    .join(', ');
}

/** The selection after the table of one page said which guids are selected; those of other pages are among them. */
export function withSelectedOwned(
  before: ReadonlyMap<string, OwnedMachineRef>,
  guids: ReadonlySet<string>,
  visible: readonly OwnedMachineRef[],
): ReadonlyMap<string, OwnedMachineRef> {
  const after = new Map<string, OwnedMachineRef>();
  for (const [guid, machine] of before) if (guids.has(guid)) after.set(guid, machine);
  for (const { guid, name, owner } of visible) if (guids.has(guid)) after.set(guid, { guid, name, owner });
  return after;
}

/** The selection with the present owners of the machines in sight: a question must not name yesterday's. */
export function refreshed(
  before: ReadonlyMap<string, OwnedMachineRef>,
  visible: readonly OwnedMachineRef[],
): readonly OwnedMachineRef[] {
  const now = new Map(visible.map((machine) => [machine.guid, machine]));
  return [...before.values()].map((machine) => now.get(machine.guid) ?? machine);
}
