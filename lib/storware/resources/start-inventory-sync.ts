import { clientOf } from '@/lib/storware/call-options';
import type { CallOptions } from '@/lib/storware/call-options';
import type { WriteOutcome } from '@/lib/storware/model/write-outcome';
import { toTasks } from '@/lib/storware/wire/to-tasks';

/** A place whose machines are read anew. */
export type InventoryPlace = { readonly managerGuid: string } | { readonly hypervisorGuid: string };

/**
 * Asks the server to read the machines of a manager or hypervisor from their platform now (STORWARE_API.md 5.3, 14.8); it
 * does so by itself only at intervals. Asking twice reads twice and harms nothing. Accepted with the guids of the tasks, as far as the
 * server names them.
 */
export function startInventorySync(place: InventoryPlace, call?: CallOptions): Promise<WriteOutcome<string[]>> {
  const body =
    'managerGuid' in place
      ? { hypervisorManagers: [{ guid: place.managerGuid }] }
      : { hypervisors: [{ guid: place.hypervisorGuid }] };
  const client = clientOf(call);
  return client.write<string[]>(
    { method: 'POST', template: '/tasks/inventory-sync', body },
    (answer) => ({ kind: 'accepted', value: toTasks(answer, client.log).tasks.map(({ guid }) => guid) }),
    { signal: call?.signal },
  );
}
