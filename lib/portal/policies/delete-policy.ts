import 'server-only';
import type { Ref } from '@/lib/contracts/scalar';
import { AppError } from '@/lib/core/app-error';
import { say } from '@/lib/core/say';
import { beginSaga } from '@/lib/journal/policies/begin-saga';
import { driveSaga } from '@/lib/journal/policies/drive-saga';
import { asOf } from '@/lib/mirror/sync-record';
import { rereadMachines } from '@/lib/mirror/machines/reread-inventory';
import { requireOwnPolicy } from '@/lib/portal/scope/owned-policy';
import { requesterOf } from '@/lib/portal/scope/tenant-scope';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { policyFacts } from './present-policy';

const recentMs = 2 * 60_000;

/**
 * Deletes a policy with its schedules; recovery points stay. Where machines are `named`, they are compared with
 * Storware's present state: `conflict` when another one would lose its protection too, and nothing is deleted. Returns
 * the machines that lose their protection. Throws `not_found`, `conflict` for the provider's policies and while
 * somebody writes it, and `upstream_*` when Storware refused or could not be reached: then it is unchanged.
 */
export async function deletePolicy(
  scope: TenantScope,
  guid: string,
  named?: readonly string[],
): Promise<{ released: Ref[] }> {
  const { row } = await requireOwnPolicy(scope, guid);
  if (named && !(await rereadMachines()) && !(await isMirrorRecent()))
    throw new AppError('upstream_unavailable', {
      detail: say('policy.lossesUnknown'),
      retryAfterSeconds: 30,
    });
  const [facts] = await policyFacts(scope, [guid]);
  if (named) requireNamed(facts?.machines ?? [], named);
  const parts = row.schedules.flatMap((schedule) => schedule.parts.map((part) => part.guid));
  await driveSaga(
    await beginSaga(requesterOf(scope), { kind: 'DELETE', policyGuid: guid, name: row.name, parts }, row.version),
  );
  return { released: [...(facts?.machines ?? [])] };
}

/** If reading all machines takes longer than a request waits, they are read continuously anyway. */
async function isMirrorRecent(): Promise<boolean> {
  const read = await asOf('machines');
  return read !== null && Date.now() - read.getTime() < recentMs;
}

function requireNamed(machines: readonly Ref[], named: readonly string[]): void {
  const unnamed = machines.filter(({ guid }) => !named.includes(guid));
  if (unnamed.length === 0) return;
  const shown = unnamed.slice(0, 5).map(({ name }) => name);
  throw new AppError('conflict', {
    detail: say('policy.moreLoseProtection', { machines: shown.join(', '), more: unnamed.length - shown.length }),
  });
}
