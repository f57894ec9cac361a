import 'server-only';
import type { OperationAnswer } from '@/lib/contracts/operation';
import { AppError } from '@/lib/core/app-error';
import { recordChanges } from '@/lib/db/change-feed';
import { db } from '@/lib/db/client';
import { wishSync } from '@/lib/db/sync-wish';
import { releaseKey } from '@/lib/journal/release-key';
import { submitWork } from '@/lib/journal/submit-work';
import type { WorkCall } from '@/lib/journal/submit-work';
import { getOperation } from '@/lib/portal/operations/get-operation';
import type { OwnedMachine } from '@/lib/portal/scope/owned-machine';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';

/**
 * Makes the call of an operation that was just requested, has the mounts read soon, and answers the operation. When
 * Storware was certainly not reached, `upstream_unavailable`, and the key may be used again.
 */
export async function submitMountWork(
  scope: TenantScope,
  machine: OwnedMachine,
  requested: { operationId: string; replayed: boolean; key: string | null; mountGuid: string | null },
  call: WorkCall,
): Promise<OperationAnswer> {
  const { operationId, replayed, key, mountGuid } = requested;
  if (!replayed) {
    const result = await submitWork(operationId, machine.handle, call);
    await db().$transaction(async (tx) => {
      await wishSync(tx, { kind: 'mounts' });
      if (mountGuid !== null)
        await recordChanges(tx, [{ kind: 'mount', objectId: mountGuid, machineGuid: machine.row.guid }]);
    });
    if (result === 'not_sent') {
      if (key !== null) await releaseKey(scope.tenant.id, key);
      throw new AppError('upstream_unavailable', {
        detail: 'The backup system can’t be reached. Nothing was started.',
        retryAfterSeconds: 30,
      });
    }
  }
  return { operation: await getOperation(scope, operationId) };
}
