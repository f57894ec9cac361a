import { clientOf } from '@/lib/storware/call-options';
import type { CallOptions } from '@/lib/storware/call-options';
import type { WriteOutcome } from '@/lib/storware/model/write-outcome';

/** A place whose machines are read anew. */
export type InventoryPlace = { readonly managerGuid: string } | { readonly hypervisorGuid: string };

/**
 * Asks the server to read the machines of a manager or hypervisor from their platform now (STORWARE_API.md 5.3, 14.8); it
 * does so by itself only at intervals. Asking twice reads twice and harms nothing.
 */
export function startInventorySync(place: InventoryPlace, call?: CallOptions): Promise<WriteOutcome<null>> {
  const body = 'managerGuid' in place ? { hypervisorManagers: [{ guid: place.managerGuid }] } : { hypervisors: [{ guid: place.hypervisorGuid }] };
  return clientOf(call).write<null>({ method: 'POST', template: '/tasks/inventory-sync', body }, () => ({ kind: 'accepted', value: null }), { signal: call?.signal });
}
