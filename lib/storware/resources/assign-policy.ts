import { clientOf } from '@/lib/storware/call-options';
import type { CallOptions } from '@/lib/storware/call-options';
import { lookFirst, notFound } from '@/lib/storware/look-first';
import type { StorwareMachineDetail } from '@/lib/storware/model/machine';
import type { ChangeOutcome, WriteOutcome } from '@/lib/storware/model/write-outcome';
import { findMachine } from './virtual-machines';
import { updatePolicy } from './write-policies';

/** Statuses by which a server says that it does not have the settings of a machine, or not for this account. */
const missingStatuses: ReadonlySet<number> = new Set([403, 404, 405, 501]);

/**
 * The way of servers that keep the assignment in the policy only (guide): adds machines there, or takes them out, in one write. Such a
 * server may name a policy's machines nowhere but in the inventory, which is read for each write: so all machines of one intention together.
 */
export async function assignThroughPolicy(
  machines: readonly { guid: string }[],
  policyGuid: string,
  way: 'add' | 'remove',
  call?: CallOptions,
): Promise<WriteOutcome<null>> {
  const outcome = await updatePolicy(policyGuid, { [way]: machines }, call);
  if (outcome.kind === 'accepted') return { kind: 'accepted', value: null };
  // Neither a rename nor an expectation is part of this change.
  if (outcome.kind === 'name_taken' || outcome.kind === 'changed')
    return { kind: 'rejected', status: 409, message: '' };
  return outcome;
}

/** The server has no such settings, or ignores them: `assignThroughPolicy` is the way. `present` is the policy that the machine has. */
export type ByPolicy = { readonly kind: 'by_policy'; readonly present: string | null };

/**
 * Gives a machine this policy, or none. Through the machine's own settings (STORWARE_API.md 3.3) rather than the policy's list:
 * the list is written whole, so of forty assignments at once all but the last would be lost (13.53). Whether it took is
 * read back; settings that fail or are ignored are gone round as those that are missing. With `from` nothing is
 * sent unless the machine's present policy is that one (null: none). Throws `not_found`.
 */
export async function assignBySettings(
  machineGuid: string,
  to: string | null,
  call?: CallOptions,
  from?: string | null,
): Promise<ChangeOutcome<StorwareMachineDetail | null> | ByPolicy> {
  const read = () => lookFirst('/virtual-machines/{guid}', () => findMachine(machineGuid, call));
  const looked = await read();
  if ('failed' in looked) return looked.failed;
  const current = looked.found;
  if (!current) throw notFound('no such machine');
  const present = current.policy?.guid ?? null;
  if (from !== undefined && present !== from) return { kind: 'changed', current };
  if (present === to) return { kind: 'accepted', value: current };
  const body = { ...current.raw, vmBackupPolicy: to === null ? null : { guid: to } };
  const route = {
    method: 'PUT',
    template: '/virtual-machines/{guid}/settings',
    params: { guid: machineGuid },
    body,
  } as const;
  const outcome = await clientOf(call).write<null>(route, () => ({ kind: 'accepted', value: null }), {
    signal: call?.signal,
  });
  if (outcome.kind === 'not_sent' || (outcome.kind === 'rejected' && !missingStatuses.has(outcome.status)))
    return outcome;
  if (outcome.kind !== 'rejected') {
    const after = await read();
    if ('failed' in after) return outcome.kind === 'unknown' ? outcome : { kind: 'accepted', value: null };
    if ((after.found?.policy?.guid ?? null) === to) return { kind: 'accepted', value: after.found };
  }
  // Nothing, or the same, may still come of the settings: the list says the same thing again.
  return { kind: 'by_policy', present };
}
