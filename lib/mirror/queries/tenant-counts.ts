import 'server-only';
import { db } from '@/lib/db/client';
import { asOf } from '@/lib/mirror/sync-record';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Older data says nothing of the hour in which it is counted. */
const freshMs = hourMs;
/** A figure of a day ago may be off by this much. */
const toleranceMs = 2 * hourMs;
const keptMs = 8 * dayMs;

/** Counts over the machines of a tenant; `failing` includes those of which nothing can be restored. */
type TenantCounts = {
  readonly machines: number;
  readonly protected: number;
  readonly late: number;
  readonly failing: number;
  readonly unprotected: number;
  readonly withoutPolicy: number;
  readonly lastGoodAt: Date | null;
  /** Null if the size of a recovery point is not known. */
  readonly storedBytes: number | null;
};

/** For every tenant, also those without machines. */
export async function countsOfTenants(): Promise<Map<string, TenantCounts>> {
  const rows = await db().$queryRaw<(Omit<TenantCounts, 'storedBytes'> & { tenantId: string; bytes: bigint | null })[]>`
    WITH stored AS (
      SELECT o."tenantId", CASE WHEN bool_or(b."sizeBytes" IS NULL) THEN NULL ELSE sum(b."sizeBytes")::bigint END AS bytes
      FROM "MirrorBackup" b JOIN "Ownership" o ON o.kind = 'MACHINE' AND o.guid = b."machineGuid"
      WHERE b."goneAt" IS NULL AND b.restorable GROUP BY 1)
    SELECT t.id AS "tenantId", count(m.guid)::int AS machines,
      (count(m.guid) FILTER (WHERE m.protection = 'PROTECTED'))::int AS protected,
      (count(m.guid) FILTER (WHERE m.protection = 'LATE'))::int AS late,
      (count(m.guid) FILTER (WHERE m.protection IN ('FAILING', 'NOT_RESTORABLE')))::int AS failing,
      (count(m.guid) FILTER (WHERE m.protection = 'UNPROTECTED'))::int AS unprotected,
      (count(m.guid) FILTER (WHERE m.present AND m."policyGuid" IS NULL))::int AS "withoutPolicy",
      max(m."lastSuccessAt") AS "lastGoodAt",
      CASE WHEN EXISTS (SELECT 1 FROM stored WHERE stored."tenantId" = t.id)
        THEN (SELECT bytes FROM stored WHERE stored."tenantId" = t.id) ELSE 0 END AS bytes
    FROM "Tenant" t LEFT JOIN "Ownership" o ON o."tenantId" = t.id AND o.kind = 'MACHINE'
    LEFT JOIN "MirrorMachine" m ON m.guid = o.guid AND m."deletedAt" IS NULL
    GROUP BY t.id`;
  return new Map(
    rows.map(({ tenantId, bytes, ...counts }) => [
      tenantId,
      { ...counts, storedBytes: bytes === null ? null : Number(bytes) },
    ]),
  );
}

/**
 * Records once an hour how well each tenant is protected, for comparison a day later. Nothing is recorded of data that
 * is too old: that hour stays unknown.
 */
export async function recordTenantCounts(now: Date): Promise<{ count: number }> {
  const heardAt = await asOf('machines');
  const hour = new Date(Math.floor(now.getTime() / hourMs) * hourMs);
  await db().tenantCount.deleteMany({ where: { at: { lt: new Date(now.getTime() - keptMs) } } });
  if (heardAt === null || now.getTime() - heardAt.getTime() > freshMs) return { count: 0 };
  if ((await db().tenantCount.count({ where: { at: hour } })) > 0) return { count: 0 };
  const counts = await countsOfTenants();
  return db().tenantCount.createMany({
    data: [...counts].map(([tenantId, { protected: good, late, failing, unprotected }]) => ({
      tenantId,
      at: hour,
      protected: good,
      late,
      failing,
      unprotected,
    })),
    skipDuplicates: true,
  });
}

/** What was recorded a day before `now`, by tenant; nothing where nothing was. */
export async function countsADayAgo(
  now: Date,
): Promise<Map<string, Pick<TenantCounts, 'protected' | 'late' | 'failing' | 'unprotected'>>> {
  const dayAgo = now.getTime() - dayMs;
  const rows = await db().tenantCount.findMany({
    where: { at: { gte: new Date(dayAgo - toleranceMs), lte: new Date(dayAgo + hourMs / 2) } },
    orderBy: { at: 'asc' },
    select: { tenantId: true, protected: true, late: true, failing: true, unprotected: true },
  });
  return new Map(rows.map(({ tenantId, ...counts }) => [tenantId, counts]));
}
