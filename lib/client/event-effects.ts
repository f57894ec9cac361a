import type { QueryClient } from '@tanstack/react-query';
import type { StreamEvent, StreamEventName } from '@/lib/contracts/events';
import type { Machine, MachineDetail, MachineList } from '@/lib/contracts/machine';
import { isSettled } from '@/lib/contracts/operation';
import type { Operation, OperationList } from '@/lib/contracts/operation';
import type { Overview } from '@/lib/contracts/overview';
import { invalidateSoon } from './invalidate-soon';
import { newerOperation } from './keep-newest';
import { keys } from './keys';

type DataOf<N extends StreamEventName> = Extract<StreamEvent, { event: N }>['data'];

/** What each event does to the cache: exact changes at once, everything counted or sorted by the server read again soon. */
export const eventEffects: { [N in StreamEventName]: (client: QueryClient, data: DataOf<N>) => void } = {
  operation: applyOperation,
  machine: applyMachine,
  policy: (client) => {
    readPoliciesAgain(client);
    invalidateSoon(client, keys.machines.all);
    invalidateSoon(client, keys.overview);
  },
  mount: (client) => {
    invalidateSoon(client, keys.mounts.all);
  },
  freshness: (client, freshness) => {
    client.setQueryData(keys.freshness, freshness);
  },
  gone: (client, { kind, id }) => {
    if (kind === 'machine') {
      patchMachineLists(client, (items) => items.filter((machine) => machine.guid !== id));
      client.removeQueries({ queryKey: keys.backupOptions.of(id) });
      void client.invalidateQueries({ queryKey: keys.machines.detail(id) });
      void client.invalidateQueries({ queryKey: keys.recoveryPoints.ofMachine(id) });
      invalidateSoon(client, keys.machines.lists);
      invalidateSoon(client, keys.overview);
    }
    if (kind === 'policy') {
      readPoliciesAgain(client);
      invalidateSoon(client, keys.machines.all);
      invalidateSoon(client, keys.overview);
    }
    if (kind === 'operation') {
      patchOperationLists(client, (items) => items.filter((operation) => operation.id !== id));
      void client.invalidateQueries({ queryKey: keys.operations.detail(id) });
      invalidateSoon(client, keys.operations.lists);
    }
  },
  resync: (client) => {
    void client.invalidateQueries();
  },
  // The stream itself deals with these.
  heartbeat: () => undefined,
  end: () => undefined,
};

function readPoliciesAgain(client: QueryClient): void {
  for (const key of [keys.policies.all, keys.schedules.all, keys.expectedRuns.all]) invalidateSoon(client, key);
}

/** Puts the present state of an operation wherever it is shown. An older version changes nothing. */
export function applyOperation(client: QueryClient, incoming: Operation): void {
  // What a list forgot when the work ended, the detail remembers: an old version must not bring it back.
  const known = client.getQueryData<Operation>(keys.operations.detail(incoming.id));
  const operation = newerOperation(known, incoming);
  client.setQueryData<Operation>(keys.operations.detail(operation.id), operation);

  let listed = false;
  patchOperationLists(client, (items) =>
    items.map((each) => {
      if (each.id !== operation.id) return each;
      listed = true;
      return newerOperation(each, operation);
    }),
  );

  const settled = isSettled(operation.state);
  const withOperation = <M extends Machine>(machine: M): M => {
    if (machine.guid !== operation.machine.guid) return machine;
    if (machine.operation && machine.operation.id !== operation.id) return machine;
    if (machine.operation && machine.operation.version > operation.version) return machine;
    return { ...machine, operation: settled ? null : operation };
  };
  patchMachineLists(client, (items) => items.map(withOperation));
  client.setQueryData<MachineDetail>(keys.machines.detail(operation.machine.guid), (machine) => machine && withOperation(machine));

  client.setQueryData<Overview>(keys.overview, (overview) => {
    if (!overview) return overview;
    const others = overview.running.filter((each) => each.id !== operation.id);
    const before = overview.running.find((each) => each.id === operation.id);
    const now = newerOperation(before, operation);
    if (isSettled(now.state)) return { ...overview, running: others };
    return { ...overview, running: before ? overview.running.map((each) => (each.id === operation.id ? now : each)) : [now, ...others] };
  });

  if (operation.kind === 'RESTORE' && tellsHistory(known, operation)) invalidateSoon(client, keys.restores.lists);
  const isOfMount = operation.kind === 'MOUNT' || operation.kind === 'UNMOUNT';
  if (isOfMount && (known?.state !== operation.state || known.result?.mount !== operation.result?.mount)) invalidateSoon(client, keys.mounts.all);

  if (!listed || settled) invalidateSoon(client, keys.operations.lists);
  if (settled) {
    invalidateSoon(client, keys.recoveryPoints.ofMachine(operation.machine.guid));
    invalidateSoon(client, keys.machines.detail(operation.machine.guid));
    invalidateSoon(client, keys.backupOptions.of(operation.machine.guid));
    invalidateSoon(client, keys.overview);
  }
}

/** Whether the history of restores reads differently now; progress alone is not in it. */
function tellsHistory(before: Operation | undefined, now: Operation): boolean {
  return before?.state !== now.state || before.note !== now.note || before.result?.machine?.guid !== now.result?.machine?.guid;
}

function applyMachine(client: QueryClient, machine: Machine): void {
  const merged = <M extends Machine>(known: M): M => {
    const further = known.operation && machine.operation?.id === known.operation.id && known.operation.version > machine.operation.version;
    return { ...known, ...machine, operation: further ? known.operation : machine.operation };
  };
  let listed = false;
  let answerChanged = false;
  patchMachineLists(client, (items) =>
    items.map((each) => {
      if (each.guid !== machine.guid) return each;
      listed = true;
      answerChanged ||= each.protection.state !== machine.protection.state || each.present !== machine.present;
      return merged(each);
    }),
  );
  client.setQueryData<MachineDetail>(keys.machines.detail(machine.guid), (known) => known && merged(known));
  if (!listed || answerChanged) {
    invalidateSoon(client, keys.machines.lists);
    invalidateSoon(client, keys.overview);
  }
  if (client.getQueryData(keys.machines.detail(machine.guid))) invalidateSoon(client, keys.machines.detail(machine.guid));
}

function patchOperationLists(client: QueryClient, change: (items: Operation[]) => Operation[]): void {
  client.setQueriesData<OperationList>({ queryKey: keys.operations.lists }, (list) => list && { ...list, items: change(list.items) });
}

function patchMachineLists(client: QueryClient, change: (items: Machine[]) => Machine[]): void {
  client.setQueriesData<MachineList>({ queryKey: keys.machines.lists }, (list) => list && { ...list, items: change(list.items) });
}
