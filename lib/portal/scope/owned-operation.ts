import 'server-only';
import { AppError } from '@/lib/core/app-error';
import { db } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { recordedOperations } from '@/lib/portal/operations/recorded-operations';
import { ownedGuids } from './owned-machine';
import type { TenantScope } from './tenant-scope';

export type OperationRow = Prisma.OperationGetPayload<object>;

/** The operation `id` if its machine is the tenant's, also one that only a backup's record tells of; `not_found` otherwise. */
export async function requireOperation(scope: TenantScope, id: string): Promise<OperationRow> {
  const row = (await db().operation.findUnique({ where: { id } })) ?? (await recordedOperations([id])).get(id);
  if (!row) throw new AppError('not_found', { meta: { kind: 'operation', id, reason: 'missing' } });
  if (!(await ownedGuids(scope, [row.machineGuid])).has(row.machineGuid)) {
    throw new AppError('not_found', { meta: { kind: 'operation', id, reason: 'its machine is not owned' } });
  }
  return row;
}
