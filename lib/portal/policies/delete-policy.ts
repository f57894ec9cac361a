import 'server-only';
import type { Ref } from '@/lib/contracts/scalar';
import { beginSaga } from '@/lib/journal/sagas/begin-saga';
import { driveSaga } from '@/lib/journal/sagas/drive-saga';
import { requireOwnPolicy } from '@/lib/portal/scope/owned-policy';
import { requesterOf } from '@/lib/portal/scope/requester-of';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { policyFacts } from './policy-facts';

/**
 * Deletes a policy with its schedules; recovery points stay. Answers the machines that lose their protection. Throws `not_found`,
 * `conflict` for the provider's policies and while somebody writes it, and `upstream_*` when Storware would or could not: then it is there as before.
 */
export async function deletePolicy(scope: TenantScope, guid: string): Promise<{ released: Ref[] }> {
  const { row } = await requireOwnPolicy(scope, guid);
  const [facts] = await policyFacts(scope, [guid]);
  const parts = row.schedules.flatMap((schedule) => schedule.parts.map((part) => part.guid));
  await driveSaga(await beginSaga(requesterOf(scope), { kind: 'DELETE', policyGuid: guid, name: row.name, parts }, row.version));
  return { released: [...(facts?.machines ?? [])] };
}
