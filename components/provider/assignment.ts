import type { ProviderMachine } from '@/lib/contracts/provider';

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

/** What giving these machines to a tenant means, or taking them from every one (`tenant: null`). Every machine is counted exactly once. */
export function assignmentOf(selected: readonly OwnedMachineRef[], tenant: string | null): Assignment {
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
    (a, b) => b.machines.length - a.machines.length || a.name.localeCompare(b.name, 'en'),
  );
  return {
    machines,
    fromNobody: machines.filter(({ owner }) => !owner).length,
    fromTenants,
    unchanged: selected.length - machines.length,
  };
}

/** `3 from Acme, 1 from Globex`. */
export function fromTenantsText({ fromTenants }: Assignment): string {
  return fromTenants.map(({ name, machines }) => `${machines.length} from ${name}`).join(', ');
}

/** `Acme loses 3 machines, Globex loses 1 machine`. */
export function lossText({ fromTenants }: Assignment): string {
  return fromTenants.map(({ name, machines }) => `${name} loses ${machineCount(machines.length)}`).join(', ');
}

/** `1 machine`, `12 machines`. */
export function machineCount(count: number): string {
  return `${count} ${count === 1 ? 'machine' : 'machines'}`;
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
