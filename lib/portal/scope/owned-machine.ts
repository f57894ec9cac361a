import 'server-only';
import { AppError } from '@/lib/core/app-error';
import { db } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { mintAuthorizedMachine } from '@/lib/storware/authorized-machine';
import type { AuthorizedMachine } from '@/lib/storware/authorized-machine';
import type { TenantScope } from './tenant-scope';

/** A machine that the scope's tenant owns, with the handle that calls to Storware ask for. */
export type OwnedMachine = { readonly handle: AuthorizedMachine; readonly row: Prisma.MirrorMachineGetPayload<object> };

/** The machines of `guids` in their order; `not_found` if a single one is missing or another tenant's. */
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
