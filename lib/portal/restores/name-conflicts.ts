import 'server-only';
import type { PreflightInventory } from '@/lib/contracts/restore';
import type { Ref } from '@/lib/contracts/scalar';
import { db } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import { asOf } from '@/lib/mirror/sync-record';
import { readInventoryAnew } from '@/lib/mirror/machines/read-inventory-anew';
import type { NoReading } from '@/lib/mirror/machines/read-inventory-anew';
import { unsettledStates } from '@/lib/portal/operations/operations';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import type { ChosenImport } from './choose-import';

/** The machines of the wanted name at the target. Of foreign ones only their being there is known, and that stays here. */
export type NameConflicts = {
  readonly own: readonly Ref[];
  /** Those of `own` on which work runs. */
  readonly busy: readonly Ref[];
  readonly hasForeign: boolean;
  /** Another restore of this tenant is making a machine of this name there. */
  readonly isPendingCreation: boolean;
  /** From when this is known, and of whom; null while it can't be known for certain enough to delete something. */
  readonly inventory: PreflightInventory | null;
  /** Why it is not known. */
  readonly unread: NoReading['reason'] | null;
};

/**
 * Looks for present machines of the name. Where they would be overwritten, the inventory of the target is read anew first, so that
 * nothing is older than `notBefore`; else what the mirror shows is enough. A machine that does not say its project may be in any of
 * the manager's.
 */
export async function findNamesakes(scope: TenantScope, where: ChosenImport, notBefore: Date): Promise<NameConflicts> {
  const reading = where.overwrite
    ? await readInventoryAnew(
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
    hasForeign: rows.some(({ isOwn }) => !isOwn),
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

/** The request of an operation names its target as it was sent; see `RestoreImportRequest`. */
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
