import { clientOf } from '@/lib/storware/call-options';
import type { CallOptions } from '@/lib/storware/call-options';
import type { StorwareDestination } from '@/lib/storware/model/destination';
import type { StorwareWhole } from '@/lib/storware/model/listing';
import { parseList } from '@/lib/storware/wire/parse-list';
import { WireDestination } from '@/lib/storware/wire/wire-inventory';
import { fetchWhole } from './fetch-list';

/** Every backup destination (STORWARE_API.md 9, 11.5). */
export function listDestinations(call?: CallOptions): Promise<StorwareWhole<StorwareDestination>> {
  return fetchWhole(clientOf(call), WireDestination, { template: '/backup-destinations' }, call?.signal);
}

/** The destinations that all of these machines can be backed up to: a POST that only asks, its body a bare array (9). */
export async function listDestinationsUsableFor(
  machineGuids: readonly string[],
  call?: CallOptions,
): Promise<StorwareDestination[]> {
  const client = clientOf(call);
  const body = machineGuids.map((guid) => ({ guid, name: '' }));
  const answer = await client.read(
    { method: 'POST', template: '/backup-destinations/usable-for-vms', body },
    { signal: call?.signal },
  );
  return answer.understand((answered) => parseList(WireDestination, answered ?? [], client.log)).items;
}
