import type { Machine, MachineList } from '@/lib/contracts/machine';
import { isSettled } from '@/lib/contracts/operation';
import type { Operation } from '@/lib/contracts/operation';
import type { Ref } from '@/lib/contracts/scalar';
import type { Effect } from './event-effects';

/** The machine with the work that is done on it now; as it is when it is another machine, or has newer work. */
export function withOperation<M extends Machine>(machine: M, operation: Operation): M {
  if (machine.guid !== operation.machine.guid) return machine;
  if (machine.operation && (machine.operation.id !== operation.id || machine.operation.version > operation.version))
    return machine;
  if (isSettled(operation.state)) return machine.operation ? { ...machine, operation: null } : machine;
  return { ...machine, operation };
}

/** The machine as it is now, but for its work where more is known of that. */
export function withMachine<M extends Machine>(known: M, machine: Machine): M {
  if (known.guid !== machine.guid) return known;
  const further =
    known.operation &&
    machine.operation?.id === known.operation.id &&
    known.operation.version > machine.operation.version;
  return { ...known, ...machine, operation: further ? known.operation : machine.operation };
}

/** The list without a machine that is no longer the tenant's; read again when another one moves up. */
export function withoutMachine(list: MachineList, guid: string): Effect<MachineList> | null {
  const items = list.items.filter((machine) => machine.guid !== guid);
  const isListed = items.length < list.items.length;
  if (!isListed) return list.total > list.items.length ? { read: 'later' } : null;
  return { data: { ...list, items, total: list.total - 1 }, read: list.total > list.items.length ? 'soon' : undefined };
}

/** A list of what is of machines, with the machine's name as it is now. */
export function renamed<L extends { items: readonly { machine: Ref }[] }>(list: L, { guid, name }: Ref): L {
  if (!list.items.some(({ machine }) => machine.guid === guid && machine.name !== name)) return list;
  return {
    ...list,
    items: list.items.map((item) => (item.machine.guid === guid ? { ...item, machine: { guid, name } } : item)),
  };
}
