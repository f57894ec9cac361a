import 'server-only';
import { AppError } from '@/lib/core/app-error';
import { db } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { recordedOperations } from '@/lib/portal/operations/recorded-operations';
import { mintAuthorizedMachine } from '@/lib/storware/authorized-handles';
import type { AuthorizedMachine } from '@/lib/storware/authorized-handles';
import type { TenantScope } from './tenant-scope';

/** A machine of the scope's tenant, with the handle that calls to Storware require. */
export type OwnedMachine = { readonly handle: AuthorizedMachine; readonly row: Prisma.MirrorMachineGetPayload<object> };

/** The machines of `guids` in their order; `not_found` if one of them is missing or another tenant's. */
export async function requireMachines(scope: TenantScope, guids: readonly string[]): Promise<OwnedMachine[]> {
  const owned = await ownedGuids(scope, guids);
  const rows = await db().mirrorMachine.findMany({ where: { guid: { in: [...owned] }, deletedAt: null } });
  const byGuid = new Map(rows.map((row) => [row.guid, row]));
  return guids.map((guid) => {
    const row = byGuid.get(guid);
    if (!row)
      throw new AppError('not_found', {
        meta: { kind: 'machine', guid, reason: owned.has(guid) ? 'not in the mirror' : 'not owned' },
      });
    return { handle: mintAuthorizedMachine(guid), row };
  });
}

/** The machine `guid` of the scope's tenant, or `not_found`. */
export async function requireMachine(scope: TenantScope, guid: string): Promise<OwnedMachine> {
  const [machine] = await requireMachines(scope, [guid]);
  if (!machine) throw new AppError('not_found');
  return machine;
}

/** Which of `guids` the tenant owns as machines. */
export async function ownedGuids(scope: TenantScope, guids: readonly string[]): Promise<Set<string>> {
  const rows = await db().ownership.findMany({
    where: { kind: 'MACHINE', tenantId: scope.tenant.id, guid: { in: [...new Set(guids)] } },
    select: { guid: true },
  });
  return new Set(rows.map((row) => row.guid));
}

export type BackupRow = Prisma.MirrorBackupGetPayload<object>;

/** The recovery point `guid` with its machine, if that is the tenant's; `not_found` otherwise. */
export async function requireRecoveryPoint(
  scope: TenantScope,
  guid: string,
): Promise<{ backup: BackupRow; machine: OwnedMachine }> {
  const backup = await db().mirrorBackup.findUnique({ where: { guid } });
  if (!backup) throw new AppError('not_found', { meta: { kind: 'recovery point', guid, reason: 'missing' } });
  return { backup, machine: await requireMachine(scope, backup.machineGuid) };
}

export type MountRow = Prisma.MirrorMountGetPayload<object>;
export type OwnedMount = { readonly mount: MountRow; readonly machine: OwnedMachine };

/** The mount `guid` with its machine, if that is the tenant's; `not_found` otherwise. */
export async function requireMount(scope: TenantScope, guid: string): Promise<OwnedMount> {
  const mount = await db().mirrorMount.findUnique({ where: { guid } });
  if (!mount) throw new AppError('not_found', { meta: { kind: 'mount', guid, reason: 'missing' } });
  return { mount, machine: await requireMachine(scope, mount.machineGuid) };
}

export type OperationRow = Prisma.OperationGetPayload<object>;

/**
 * The operation `id` if its machine is the tenant's, also one known only from a backup's record; `not_found` otherwise.
 */
export async function requireOperation(scope: TenantScope, id: string): Promise<OperationRow> {
  const row = (await db().operation.findUnique({ where: { id } })) ?? (await recordedOperations([id])).get(id);
  if (!row) throw new AppError('not_found', { meta: { kind: 'operation', id, reason: 'missing' } });
  if (!(await ownedGuids(scope, [row.machineGuid])).has(row.machineGuid)) {
    throw new AppError('not_found', { meta: { kind: 'operation', id, reason: 'its machine is not owned' } });
  }
  return row;
}
