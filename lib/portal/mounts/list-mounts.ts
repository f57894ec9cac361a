import 'server-only';
import type { MountList, MountListQuery } from '@/lib/contracts/mount';
import { db } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import { mountPhaseOf } from '@/lib/mirror/mount-phase';
import { asOf } from '@/lib/mirror/queries/as-of';
import type { MountRow } from '@/lib/portal/scope/owned-mount';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { presentMounts } from './present-mount';

const orderings: Readonly<Record<MountListQuery['sort']['key'], Prisma.Sql>> = {
  since: Prisma.sql`owned."firstSeenAt"`,
  machine: Prisma.sql`owned."machineName" COLLATE natural_order`,
  state: Prisma.sql`owned.shown`,
};

/** One page of the tenant's mounts; those that are over only when their states are asked for. */
export async function listMounts(scope: TenantScope, query: MountListQuery): Promise<MountList> {
  const { state, machine, search, sort, page, pageSize } = query;
  const direction = sort.descending ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  const conditions = [
    state === undefined
      ? Prisma.sql`owned."endedAt" IS NULL`
      : Prisma.sql`owned.shown IN (${Prisma.join(state.length > 0 ? state : [''])})`,
    machine === undefined ? Prisma.sql`true` : Prisma.sql`owned."machineGuid" = ${machine}`,
    search === ''
      ? Prisma.sql`true`
      : Prisma.sql`owned."machineName" ILIKE ${`%${search.replace(/[\\%_]/g, '\\$&')}%`}`,
  ];
  const owned = await ownedMounts(scope.tenant.id);
  const matching = Prisma.sql`FROM (${owned}) owned WHERE ${Prisma.join(conditions, ' AND ')}`;
  const [found, counted] = await Promise.all([
    db().$queryRaw<
      { guid: string }[]
    >`SELECT owned.guid ${matching} ORDER BY ${orderings[sort.key]} ${direction}, owned.guid LIMIT ${pageSize} OFFSET ${(page - 1) * pageSize}`,
    db().$queryRaw<{ count: bigint }[]>`SELECT count(*) AS count ${matching}`,
  ]);
  const rows = await db().mirrorMount.findMany({ where: { guid: { in: found.map(({ guid }) => guid) } } });
  const rowOf = new Map(rows.map((row) => [row.guid, row]));
  const inOrder = found.map(({ guid }) => rowOf.get(guid)).filter((row): row is MountRow => row !== undefined);
  const heard = await asOf('mounts');
  return {
    items: await presentMounts(inOrder, scope.tenant.id),
    page,
    pageSize,
    total: Number(counted[0]?.count ?? 0),
    asOf: heard?.toISOString() ?? null,
  };
}

/**
 * The tenant's mounts with the state that each is shown in, as `presentMounts` says it. What Storware's words mean is
 * decided in one place, so the few words that there are go there and come back into the query.
 */
async function ownedMounts(tenantId: string): Promise<Prisma.Sql> {
  const words = await db().$queryRaw<{ state: string | null; ready: boolean }[]>`
    SELECT DISTINCT mount.state, mount."readyAt" IS NOT NULL AS ready FROM "MirrorMount" mount
    JOIN "Ownership" owner ON owner.kind = 'MACHINE' AND owner.guid = mount."machineGuid" AND owner."tenantId" = ${tenantId}`;
  const phases = words.map(
    ({ state, ready }) => Prisma.sql`(${state}::text, ${ready}::boolean, ${mountPhaseOf(state, ready)}::text)`,
  );
  const meanings =
    phases.length > 0
      ? Prisma.sql`VALUES ${Prisma.join(phases)}`
      : Prisma.sql`SELECT NULL::text, false, 'PREPARING' WHERE false`;
  return Prisma.sql`
    SELECT mount.guid, mount."machineGuid", mount."firstSeenAt", mount."endedAt", machine.name AS "machineName",
      CASE
        WHEN mount."endedAt" IS NOT NULL THEN CASE WHEN meaning.phase = 'FAILED' OR mount."readyAt" IS NULL THEN 'FAILED' ELSE 'ENDED' END
        WHEN meaning.phase = 'ENDING' OR work.kind = 'UNMOUNT' THEN 'UNMOUNTING'
        WHEN meaning.phase = 'READY' THEN 'READY'
        ELSE 'PREPARING'
      END AS shown
    FROM "MirrorMount" mount
    JOIN "Ownership" owner ON owner.kind = 'MACHINE' AND owner.guid = mount."machineGuid" AND owner."tenantId" = ${tenantId}
    JOIN "MirrorMachine" machine ON machine.guid = mount."machineGuid" AND machine."deletedAt" IS NULL
    LEFT JOIN (${meanings}) AS meaning (word, ready, phase) ON meaning.word IS NOT DISTINCT FROM mount.state AND meaning.ready = (mount."readyAt" IS NOT NULL)
    LEFT JOIN LATERAL (
      SELECT operation.kind::text AS kind FROM "Operation" operation
      WHERE operation."mountGuid" = mount.guid AND operation."finishedAt" IS NULL ORDER BY operation."requestedAt" DESC LIMIT 1
    ) work ON true`;
}
