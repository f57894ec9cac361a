import type { Data, Params, QueryName } from './keys';
import {
  newerOperation,
  renamed,
  withListedMachine,
  withListedMount,
  withListedOperation,
  withMachine,
  withOperation,
  withoutMachine,
} from './list-patches';
import { polledQueries } from './polled-queries';
import type { StreamEvent } from '@/lib/contracts/events';
import type { Machine, MachineDetail } from '@/lib/contracts/machine';
import type { MountDetail } from '@/lib/contracts/mount';
import { isSettled } from '@/lib/contracts/operation';
import type { Operation } from '@/lib/contracts/operation';
import type { Policy } from '@/lib/contracts/policy';

/** An event that says that an object of the tenant has changed. */
export type ObjectEvent = Extract<
  StreamEvent,
  { event: 'operation' | 'machine' | 'policy' | 'mount' | 'gone' | 'audit' }
>;

/** The cached object before the event; undefined when there is none. */
export interface Before {
  operation: Operation | undefined;
  machine: Machine | undefined;
}

/** When it is read again: `now` after a write of this tab, `soon` if certainly changed, `later` if only perhaps. */
export type When = 'now' | 'soon' | 'later';

/** The effect of an event on a query: `data` replaces its data if given, `read` requests another read. */
export interface Effect<T> {
  data?: T | undefined;
  read?: When | undefined;
}

type EffectOf<N extends QueryName> = (
  event: ObjectEvent,
  query: { params: Params<N>; data: Data<N> | undefined },
  before: Before,
) => Effect<Data<N>> | null;
/** `static`: affected only by changed rights or a gap, not by events. `asked`: never read automatically. */
type Rule<N extends QueryName> = EffectOf<N> | 'static' | 'asked';

const soon = { read: 'soon' } as const;
const soonIf = (concerned: boolean | undefined): typeof soon | null => (concerned === true ? soon : null);

/** The machine of an event, if any. */
function machineOfEvent({ event, data }: ObjectEvent): string | null {
  switch (event) {
    case 'machine':
      return data.guid;
    case 'operation':
    case 'mount':
      return data.machine.guid;
    case 'gone':
      return data.kind === 'machine' ? data.id : null;
    case 'policy':
    case 'audit':
      return null;
  }
}

function policyOfEvent({ event, data }: ObjectEvent): string | null {
  if (event === 'policy') return data.guid;
  return event === 'gone' && data.kind === 'policy' ? data.id : null;
}

/** Whether the machine, its points or its restores changed; work announces these by a `machine` event at its end. */
function concernsMachine(event: ObjectEvent, guid: string | undefined): boolean {
  if (guid === undefined || machineOfEvent(event) !== guid) return false;
  return (
    event.event === 'machine' || event.event === 'gone' || (event.event === 'operation' && isSettled(event.data.state))
  );
}

/** The queries of one machine's history. */
const ofMachine = (event: ObjectEvent, { params }: { params: { machine: string } }) =>
  soonIf(concernsMachine(event, params.machine));

const stepped = (now: Operation, before: Operation | undefined): boolean =>
  before?.state !== now.state ||
  before.note !== now.note ||
  before.result?.mount !== now.result?.mount ||
  before.result?.machine?.guid !== now.result?.machine?.guid;
const isOfMount = ({ kind }: Operation): boolean => kind === 'MOUNT' || kind === 'UNMOUNT';

/** Whether a policy's page shows outdated data of this machine. */
function policyDiffers({ guid, machines }: Policy, machine: Machine): boolean {
  const shown = machines.find((each) => each.guid === machine.guid);
  return shown === undefined
    ? machine.policy?.guid === guid
    : machine.policy?.guid !== guid || shown.name !== machine.name;
}

type Reading = { read: 'soon' | 'later' } | null;

function policiesEffect(event: ObjectEvent, shown: readonly Policy[], before: Before): Reading {
  if (event.event === 'machine') return soonIf(shown.some((policy) => policyDiffers(policy, event.data)));
  if (event.event === 'gone' && event.data.kind === 'machine')
    return soonIf(shown.some(({ machines }) => machines.some(({ guid }) => guid === event.data.id)));
  // A run that has begun is no longer the next one.
  if (event.event === 'operation' && event.data.origin === 'SCHEDULE' && before.operation === undefined)
    return shown.some(({ machines }) => machines.some(({ guid }) => guid === event.data.machine.guid))
      ? { read: 'later' }
      : null;
  return null;
}

/** The effect of each event on each query of the product. */
export const eventEffects: { [N in QueryName]: Rule<N> } = {
  me: 'static',
  freshness: 'static',
  overview: (event, { data }, before) => {
    if (!data) return soon;
    if (event.event === 'operation') {
      const others = data.running.filter(({ id }) => id !== event.data.id);
      const known = data.running.find(({ id }) => id === event.data.id);
      const now = newerOperation(known ?? before.operation, event.data);
      const attention = data.attention.map((machine) => withOperation(machine, now));
      if (isSettled(now.state))
        return {
          data: { ...data, running: others, attention },
          read: before.operation && isSettled(before.operation.state) ? undefined : 'soon',
        };
      return {
        data: {
          ...data,
          attention,
          running: known ? data.running.map((each) => (each.id === now.id ? now : each)) : [now, ...others],
        },
      };
    }
    if (event.event === 'machine') {
      const listed = data.attention.find(({ guid }) => guid === event.data.guid);
      const known = listed ?? before.machine;
      const counts =
        !known ||
        known.protection.state !== event.data.protection.state ||
        known.present !== event.data.present ||
        known.lastSuccessAt !== event.data.lastSuccessAt ||
        known.policy?.guid !== event.data.policy?.guid;
      return {
        data: listed ? { ...data, attention: data.attention.map((each) => withMachine(each, event.data)) } : data,
        read: listed && counts ? 'soon' : counts ? 'later' : undefined,
      };
    }
    return soonIf(event.event === 'policy' || event.event === 'gone');
  },
  machines: (event, { params, data }, before) => {
    if (!data) return soonIf(event.event !== 'operation' && event.event !== 'mount');
    if (event.event === 'operation')
      return { data: { ...data, items: data.items.map((machine) => withOperation(machine, event.data)) } };
    if (event.event === 'machine') return withListedMachine(data, params, event.data, before.machine);
    if (event.event === 'gone' && event.data.kind === 'machine') return withoutMachine(data, event.data.id);
    const policy = policyOfEvent(event);
    return soonIf(
      policy !== null && (params.policy === policy || data.items.some((machine) => machine.policy?.guid === policy)),
    );
  },
  machine: (event, { params, data }, before) => {
    if (event.event === 'operation' && data?.guid === event.data.machine.guid) {
      return {
        data: withOperation<MachineDetail>(data, event.data),
        read:
          isSettled(event.data.state) && !(before.operation && isSettled(before.operation.state)) ? 'soon' : undefined,
      };
    }
    if (event.event === 'machine' && event.data.guid === params.guid)
      return { data: data && withMachine(data, event.data), read: 'soon' };
    const policy = policyOfEvent(event);
    return soonIf(concernsMachine(event, params.guid) || (policy !== null && data?.policy?.guid === policy));
  },
  'every-machine': (event, { data }) => {
    if (!data) return soonIf(event.event === 'machine');
    if (event.event === 'machine') {
      const { guid, name, platform, present, policy } = event.data;
      const now = { guid, name, platform, present, policy };
      if (data.items.some((each) => each.guid === guid))
        return { data: { ...data, items: data.items.map((each) => (each.guid === guid ? now : each)) } };
      return { read: data.total > data.items.length ? 'later' : 'soon' };
    }
    if (event.event === 'gone' && event.data.kind === 'machine') {
      const items = data.items.filter(({ guid }) => guid !== event.data.id);
      return { data: { items, total: data.total - (data.items.length - items.length) } };
    }
    return soonIf(data.items.some(({ policy }) => policy && policy.guid === policyOfEvent(event)));
  },
  'machine-facets': (event, { data }, { machine: known }) => {
    if (event.event === 'machine') {
      const { platform, policy, present, protection } = event.data;
      const isCountedAsBefore =
        known?.platform === platform &&
        known.present === present &&
        known.protection.state === protection.state &&
        known.policy?.guid === policy?.guid;
      return isCountedAsBefore ? null : { read: 'later' };
    }
    if (event.event === 'gone' && event.data.kind === 'machine') return { read: 'later' };
    return soonIf(data?.policies.some(({ guid }) => guid === policyOfEvent(event)));
  },
  search: (event, { data }) => {
    const [machine, policy] = [
      event.event === 'machine' || event.event === 'gone' ? machineOfEvent(event) : null,
      policyOfEvent(event),
    ];
    return soonIf(
      data !== undefined &&
        (data.machines.some(({ guid }) => guid === machine) || data.policies.some(({ guid }) => guid === policy)),
    );
  },
  policies: (event, { data }, before) =>
    policyOfEvent(event) !== null ? soon : policiesEffect(event, data?.items ?? [], before),
  policy: (event, { params, data }, before) =>
    policyOfEvent(event) === params.guid ? soon : policiesEffect(event, data ? [data] : [], before),
  'policy-options': 'static',
  schedule: (event) => soonIf(policyOfEvent(event) !== null),
  'schedule-preview': 'asked',
  'expected-runs': (event, { params, data }) => {
    const policy = policyOfEvent(event);
    if (policy !== null) return soonIf(params.policy === undefined || params.policy === policy);
    if (params.machine !== undefined) return soonIf(concernsMachine(event, params.machine));
    return soonIf(
      (event.event === 'machine' || event.event === 'gone') &&
        data?.items.some(({ machine }) => machine.guid === machineOfEvent(event)),
    );
  },
  'recovery-points': ofMachine,
  'newest-restorable': ofMachine,
  'recent-points': ofMachine,
  'recovery-point': (event, { data }) => soonIf(concernsMachine(event, data?.machine.guid)),
  'backup-options': (event, { params }, before) => {
    if (event.event === 'operation')
      return soonIf(event.data.machine.guid === params.machine && stepped(event.data, before.operation));
    return soonIf(concernsMachine(event, params.machine) || policyOfEvent(event) !== null);
  },
  operations: (event, { params, data }, before) => {
    if (!data) return soonIf(event.event === 'operation');
    if (event.event === 'operation') return withListedOperation(data, params, event.data, before.operation);
    if (event.event === 'machine') return { data: renamed(data, event.data) };
    if (event.event !== 'gone') return null;
    return soonIf(
      event.data.kind === 'operation'
        ? data.items.some(({ id }) => id === event.data.id)
        : data.items.some(({ machine }) => machine.guid === machineOfEvent(event)),
    );
  },
  operation: (event, { params, data }) => {
    if (event.event === 'operation')
      return event.data.id === params.id ? { data: newerOperation(data, event.data) } : null;
    return soonIf(event.event === 'gone' && (event.data.id === params.id || event.data.id === data?.machine.guid));
  },
  restores: (event, { params, data }, before) => {
    const { machine } = params;
    if (event.event === 'operation')
      return soonIf(
        event.data.kind === 'RESTORE' &&
          (machine === null || machine === event.data.machine.guid || machine === event.data.result?.machine?.guid) &&
          stepped(event.data, before.operation),
      );
    if (machine !== null) return soonIf(concernsMachine(event, machine));
    if (event.event !== 'machine' && event.event !== 'gone') return null;
    const shows = data?.items.some(
      (restore) => restore.machine.guid === machineOfEvent(event) || restore.result?.guid === machineOfEvent(event),
    );
    return shows ? soon : event.event === 'machine' ? { read: 'later' } : null;
  },
  'restore-options': (event, { data }) => soonIf(concernsMachine(event, data?.machine.guid)),
  preflight: 'asked',
  mounts: (event, { params, data }, before) => {
    if (event.event === 'operation') return soonIf(isOfMount(event.data) && stepped(event.data, before.operation));
    if (!data) return soonIf(event.event === 'mount');
    if (event.event === 'mount') return withListedMount(data, params, event.data);
    if (event.event === 'machine') return { data: renamed(data, event.data) };
    return soonIf(event.event === 'gone' && data.items.some(({ machine }) => machine.guid === machineOfEvent(event)));
  },
  mount: (event, { params, data }, before) => {
    if (event.event === 'mount' && event.data.guid === params.guid)
      return {
        data: data && ({ ...data, ...event.data } satisfies MountDetail),
        read: data?.state === event.data.state ? undefined : 'soon',
      };
    if (event.event === 'operation')
      return soonIf(
        isOfMount(event.data) &&
          (event.data.result?.mount === params.guid || event.data.id === data?.operation) &&
          stepped(event.data, before.operation),
      );
    return soonIf(event.event === 'gone' && data?.machine.guid === machineOfEvent(event));
  },
  // The content of a backup never changes, whatever happens to its mount.
  'mount-files': 'static',
  'mount-options': (event, { data }) => soonIf(concernsMachine(event, data?.machine.guid)),
  audit: (event) => soonIf(event.event === 'audit'),
  ...polledQueries,
};
