import 'server-only';
import type { PreflightInventory } from '@/lib/contracts/restore';
import type { Ref } from '@/lib/contracts/scalar';
import { db } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import { asOf } from '@/lib/mirror/sync-record';
import { rereadInventory } from '@/lib/mirror/machines/reread-inventory';
import type { NoReading } from '@/lib/mirror/machines/reread-inventory';
import { unsettledStates } from '@/lib/portal/operations/operations';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import type { ChosenImport } from './choose-import';

/** The machines that already have the requested name at the target. For those of other tenants only their existence, which must not be revealed. */
export type NameConflicts = {
  readonly own: readonly Ref[];
  /** Machines of `own` with a running operation. */
  readonly busy: readonly Ref[];
  readonly isTakenByOthers: boolean;
  /** Whether another restore of this tenant is creating a machine of this name there. */
  readonly isPendingCreation: boolean;
  /** Time and source of this information; null when it is not reliable enough to delete a machine. */
  readonly inventory: PreflightInventory | null;
  /** Why the inventory could not be read; null when it was, or was not needed. */
  readonly unread: NoReading['reason'] | null;
};

/**
 * Finds present machines of the requested name. Before overwriting, the inventory of the target is refreshed, so that it is not older
 * than `notBefore`; otherwise the mirror is used as it is. A machine of unknown project counts for every project of its manager.
 */
export async function findNamesakes(scope: TenantScope, where: ChosenImport, notBefore: Date): Promise<NameConflicts> {
  const reading = where.overwrite
    ? await rereadInventory(
        where.target.kind === 'MANAGER' ? { managerGuid: where.target.guid } : { hypervisorGuid: where.target.guid },
        notBefore,
      )
    : null;
  const rows = await db().$queryRaw<{ guid: string; name: string; isOwn: boolean }[]>`
    SELECT m."guid", m."name", coalesce(o."tenantId" = ${scope.tenant.id}, false) AS "isOwn"
    FROM "MirrorMachine" m LEFT JOIN "Ownership" o ON o."guid" = m."guid" AND o."kind" = 'MACHINE'
    WHERE m."name" = ${where.name} AND m."present" AND m."deletedAt" IS NULL AND ${placeOf(where)}
    ORDER BY m."guid"`;
  const own = rows.filter(({ isOwn }) => isOwn).map(({ guid, name }) => ({ guid, name }));
  const work = await db().operation.findMany({
    where: { machineGuid: { in: own.map(({ guid }) => guid) }, state: { in: [...unsettledStates] } },
    select: { machineGuid: true },
  });
  return {
    own,
    busy: own.filter(({ guid }) => work.some(({ machineGuid }) => machineGuid === guid)),
    isTakenByOthers: rows.some(({ isOwn }) => !isOwn),
    isPendingCreation: await isPendingCreation(scope, where),
    inventory:
      reading === null
        ? { asOf: (await asOf('machines'))?.toISOString() ?? null, by: 'MIRROR' }
        : reading.by === null
          ? null
          : { asOf: reading.at.toISOString(), by: reading.by },
    unread: reading?.by === null ? reading.reason : null,
  };
}

function placeOf({ target, needs, project }: ChosenImport): Prisma.Sql {
  if (target.kind === 'HYPERVISOR') return Prisma.sql`m."hypervisorGuid" = ${target.guid}`;
  const atManager = Prisma.sql`m."managerGuid" = ${target.guid}`;
  return needs.namesIn === 'PROJECT' && project
    ? Prisma.sql`${atManager} AND (m."projectGuid" = ${project.guid} OR m."projectGuid" IS NULL)`
    : atManager;
}

/** Looks for the target in the stored request of each unfinished restore; for its format see `RestoreImportRequest`. */
async function isPendingCreation(scope: TenantScope, { name, target, needs, project }: ChosenImport): Promise<boolean> {
  const path =
    target.kind === 'MANAGER'
      ? Prisma.sql`coalesce(p."request" ->> 'managerGuid', p."request" -> 'target' ->> 'managerGuid')`
      : Prisma.sql`coalesce(p."request" ->> 'hypervisorGuid', p."request" -> 'target' ->> 'hypervisorGuid')`;
  const inProject =
    needs.namesIn === 'PROJECT' && project
      ? Prisma.sql`p."request" -> 'project' ->> 'guid' = ${project.guid}`
      : Prisma.sql`true`;
  const rows = await db().$queryRaw<{ id: string }[]>`
    SELECT p."id" FROM "Operation" p
    WHERE p."kind" = 'RESTORE' AND p."tenantId" = ${scope.tenant.id} AND p."targetName" = ${name} AND p."state" = ANY(${[...unsettledStates]}::text[]::"OperationState"[])
      AND ${path} = ${target.guid} AND ${inProject} LIMIT 1`;
  return rows.length > 0;
}
