import type { ListParams, MachineListParams, MountListParams, OperationListParams } from './keys';
import type { Machine, MachineList } from '@/lib/contracts/machine';
import type { Mount, MountList } from '@/lib/contracts/mount';
import { isSettled } from '@/lib/contracts/operation';
import type { Operation, OperationList } from '@/lib/contracts/operation';
import type { Ref } from '@/lib/contracts/scalar';
import type { Effect } from './event-effects';

interface Page<T> {
  items: T[];
  page: number;
  pageSize: number;
  total: number;
}

/** True when the page holds the whole list: then it is known exactly what is added or removed. */
function isWhole({ items, page, total }: Page<unknown>): boolean {
  return page === 1 && total <= items.length;
}

/** The list without one item that does not match any more; read again when another one moves up. */
function without<T, L extends Page<T>>(list: L & Page<T>, leaves: (item: T) => boolean): Effect<L> {
  const items = list.items.filter((item) => !leaves(item));
  return {
    data: { ...list, items, total: Math.max(0, list.total - (list.items.length - items.length)) },
    read: list.total > list.items.length ? 'soon' : undefined,
  };
}

/**
 * Whether an object matches the filters; null where only the server knows (a search covers more than the object shows).
 */
type Fits = boolean | null;
const isSearched = ({ search }: ListParams): boolean => (search ?? '') !== '';
const oneOf = <T>(wanted: readonly T[] | undefined, value: T): boolean =>
  wanted === undefined || wanted.length === 0 || wanted.includes(value);

function machineFits(params: MachineListParams, { platform, present, protection, policy }: Machine): Fits {
  const fits =
    oneOf(params.platform, platform) &&
    (params.presence === undefined || (params.presence === 'present') === present) &&
    oneOf(params.protection, protection.state) &&
    (params.policy === undefined || params.policy === (policy?.guid ?? 'none'));
  return fits && isSearched(params) ? null : fits;
}

/** The sort keys of a list of machines, as text that differs when the order may change. */
function sortValueOf(
  { sort }: ListParams,
  { name, platform, protection, policy, lastSuccessAt, nextRunAt, lastBackup }: Machine,
): string {
  switch (sort?.replace(/^-/, '')) {
    case 'platform':
      return JSON.stringify([platform, name]);
    case 'protection':
      return JSON.stringify([protection.state, name]);
    case 'policy':
      return JSON.stringify([policy?.name, name]);
    case 'lastSuccessAt':
      return JSON.stringify([lastSuccessAt, name]);
    case 'nextRunAt':
      return JSON.stringify([nextRunAt, name]);
    case 'size':
      return JSON.stringify([lastBackup?.sizeBytes, name]);
    default:
      return name;
  }
}

/** A list of machines after a change of one of the tenant's machines. */
export function withListedMachine(
  list: MachineList,
  params: MachineListParams,
  machine: Machine,
  before: Machine | undefined,
): Effect<MachineList> | null {
  const fits = machineFits(params, machine);
  const listed = list.items.find(({ guid }) => guid === machine.guid);
  if (listed) {
    if (fits === false) return without(list, ({ guid }) => guid === machine.guid);
    const data = { ...list, items: list.items.map((each) => withMachine(each, machine)) };
    const moves = sortValueOf(params, listed) !== sortValueOf(params, machine);
    return { data, read: moves || (fits === null && listed.name !== machine.name) ? 'soon' : undefined };
  }
  if (isWhole(list)) return fits === false ? null : { read: 'soon' };
  const isAsBefore =
    before !== undefined &&
    machineFits(params, before) === fits &&
    sortValueOf(params, before) === sortValueOf(params, machine);
  return isAsBefore ? null : { read: 'later' };
}

function operationFits(params: OperationListParams, { state, kind, origin, machine }: Operation): Fits {
  const fits =
    oneOf(params.state, state) &&
    oneOf(params.kind, kind) &&
    oneOf(params.origin, origin) &&
    (params.machine === undefined || params.machine === machine.guid);
  return fits && isSearched(params) && !machine.name.toLowerCase().includes((params.search ?? '').toLowerCase())
    ? false
    : fits;
}

/** Newest first, as the server sorts when nothing else is asked for. */
const isLater = (a: Operation, b: Operation): boolean =>
  a.requestedAt === b.requestedAt ? a.id > b.id : a.requestedAt > b.requestedAt;

/** A list of operations after a change of one of them. */
export function withListedOperation(
  list: OperationList,
  params: OperationListParams,
  operation: Operation,
  before: Operation | undefined,
): Effect<OperationList> | null {
  const listed = list.items.find(({ id }) => id === operation.id);
  const now = newerOperation(listed ?? before, operation);
  const fits = operationFits(params, now);
  const isSortedByState = params.sort?.replace(/^-/, '') === 'state';
  if (listed) {
    if (!fits) return without(list, ({ id }) => id === now.id);
    return {
      data: { ...list, items: list.items.map((each) => (each.id === now.id ? now : each)) },
      read: isSortedByState && listed.state !== now.state ? 'soon' : undefined,
    };
  }
  if (!fits) return before && operationFits(params, before) && !isWhole(list) ? { read: 'later' } : null;
  if (before && operationFits(params, before) && !isWhole(list) && !isSortedByState) return null;
  if (list.page !== 1 || (params.sort ?? '-requestedAt') !== '-requestedAt') return { read: 'soon' };
  const at = list.items.findIndex((each) => isLater(now, each));
  if (at < 0 && !isWhole(list)) return { read: 'later' };
  const place = at < 0 ? list.items.length : at;
  const items = [...list.items.slice(0, place), now, ...list.items.slice(place)].slice(0, list.pageSize);
  return { data: { ...list, items, total: list.total + 1 } };
}

/** A list without a filter shows mounts that have not ended (MountListQuery). */
function mountFits(params: MountListParams, { state, machine }: Mount): Fits {
  const wanted =
    params.state !== undefined && params.state.length > 0
      ? params.state.includes(state)
      : state !== 'ENDED' && state !== 'FAILED';
  const fits = wanted && (params.machine === undefined || params.machine === machine.guid);
  return fits && isSearched(params) ? null : fits;
}

/** A list of mounts after a change of one of them. */
export function withListedMount(list: MountList, params: MountListParams, mount: Mount): Effect<MountList> | null {
  const fits = mountFits(params, mount);
  const listed = list.items.find(({ guid }) => guid === mount.guid);
  if (!listed) return fits === false ? (isWhole(list) ? null : { read: 'later' }) : { read: 'soon' };
  if (fits === false) return without(list, ({ guid }) => guid === mount.guid);
  const isSortedByState = params.sort?.replace(/^-/, '') === 'state';
  return {
    data: { ...list, items: list.items.map((each) => (each.guid === mount.guid ? mount : each)) },
    read: isSortedByState && listed.state !== mount.state ? 'soon' : undefined,
  };
}

/** The machine with its present operation; unchanged when it is another machine, or has a newer operation. */
export function withOperation<M extends Machine>(machine: M, operation: Operation): M {
  if (machine.guid !== operation.machine.guid) return machine;
  if (machine.operation && (machine.operation.id !== operation.id || machine.operation.version > operation.version))
    return machine;
  if (isSettled(operation.state)) return machine.operation ? { ...machine, operation: null } : machine;
  return { ...machine, operation };
}

/** The present machine, but with its known operation if that is newer. */
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

/** A list of objects of machines, with the machine's present name. */
export function renamed<L extends { items: readonly { machine: Ref }[] }>(list: L, { guid, name }: Ref): L {
  if (!list.items.some(({ machine }) => machine.guid === guid && machine.name !== name)) return list;
  return {
    ...list,
    items: list.items.map((item) => (item.machine.guid === guid ? { ...item, machine: { guid, name } } : item)),
  };
}

/** The later of two states of one operation: an older one that arrives late is ignored. */
export function newerOperation(known: Operation | undefined, incoming: Operation): Operation {
  return known?.id === incoming.id && known.version > incoming.version ? known : incoming;
}
