import 'server-only';
import { entryOf } from '@/lib/contracts/scalar';
import * as z from 'zod';
import type { Operation } from '@/lib/contracts/operation';
import { Preflight, restoreStates } from '@/lib/contracts/restore';
import type { Restore, RestoreList, RestoreListQuery, RestoreState } from '@/lib/contracts/restore';
import { failureOf } from '@/lib/core/failure';
import { asField, givenText, say } from '@/lib/core/say';
import { db } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import { safeWord } from '@/lib/mirror/backups/point-faults';
import { asOf } from '@/lib/mirror/sync-record';
import { presentOperations } from '@/lib/portal/operations/present-operation';
import { requireMachine } from '@/lib/portal/scope/owned-objects';
import type { OperationRow } from '@/lib/portal/scope/owned-objects';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';

/** One page of the restores of all machines of the tenant. */
export function listRestores(scope: TenantScope, query: RestoreListQuery): Promise<RestoreList> {
  return pageOf(scope, null, query);
}

/** One page of the restores of a machine of the tenant. */
export async function listRestoresOfMachine(
  scope: TenantScope,
  machineGuid: string,
  query: RestoreListQuery,
): Promise<RestoreList> {
  await requireMachine(scope, machineGuid);
  return pageOf(scope, machineGuid, query);
}

async function pageOf(scope: TenantScope, machineGuid: string | null, query: RestoreListQuery): Promise<RestoreList> {
  const { entries, total } = await restoreHistory(scope.tenant.id, machineGuid, query);
  const idsOf = (kind: 'operation' | 'job'): string[] =>
    entries.filter((entry) => entry.kind === kind).map(({ id }) => id);
  const [operations, jobs, lastReadAt] = await Promise.all([
    db().operation.findMany({ where: { id: { in: idsOf('operation') } } }),
    db().mirrorRestoreJob.findMany({ where: { guid: { in: idsOf('job') } } }),
    asOf('tasks'),
  ]);
  const [machines, presented] = await Promise.all([
    db().mirrorMachine.findMany({
      where: { guid: { in: jobs.map((job) => job.machineGuid) } },
      select: { guid: true, name: true },
    }),
    presentOperations(operations, scope.tenant.id),
  ]);
  const restores = new Map<string, Restore>();
  operations.forEach((row, index) => {
    const operation = presented[index];
    if (operation) restores.set(row.id, presentRestore(row, operation, scope.tenant.id));
  });
  return {
    items: entries.flatMap(({ kind, id, state }) => {
      if (kind === 'operation') return restores.get(id) ?? [];
      const job = jobs.find((row) => row.guid === id);
      return job ? presentJob(job, state, machines.find(({ guid }) => guid === job.machineGuid)?.name ?? '') : [];
    }),
    page: query.page,
    pageSize: query.pageSize,
    total,
    asOf: lastReadAt?.toISOString() ?? null,
  };
}

const StoredMode = z.enum(['IMPORT', 'FILE_SYSTEM']).catch('IMPORT');
const StoredReport = Preflight.nullable().catch(null);

/** A restore that the portal tracked. Name, target and pre-flight report are shown only to the tenant that started it. */
function presentRestore(row: OperationRow, operation: Operation, tenantId: string): Restore {
  const isOwn = row.tenantId === tenantId;
  return {
    id: row.id,
    operation: row.id,
    machine: operation.machine,
    recoveryPoint: operation.source,
    mode: StoredMode.parse(row.mode),
    state: operation.state,
    stateText: null,
    modeText: null,
    name: isOwn ? row.targetName : null,
    ...asField('target', isOwn ? givenText(row.targetText, row.targetTextRef) : null),
    requestedBy: operation.requestedBy,
    requestedAt: operation.requestedAt,
    finishedAt: operation.finishedAt,
    durationMs:
      row.finishedAt === null
        ? null
        : Math.max(0, row.finishedAt.getTime() - (row.startedAt ?? row.requestedAt).getTime()),
    failure: operation.failure,
    note: operation.note,
    noteRef: operation.noteRef,
    result: operation.result?.machine ?? null,
    preflight: isOwn ? StoredReport.parse(row.preflight) : null,
  };
}

type JobRow = Prisma.MirrorRestoreJobGetPayload<object>;

const modes: Readonly<Record<string, Restore['mode']>> = {
  RESTORE: 'FILE_SYSTEM',
  RESTORE_AND_IMPORT: 'IMPORT',
  RESTORE_AND_MOUNT: 'MOUNT',
};

/** A restore that is only in Storware's history. Who started it is a Storware account, which tenants do not see. */
function presentJob(row: JobRow, state: RestoreState, machineName: string): Restore {
  const durationMs = row.durationMs === null ? null : Number(row.durationMs);
  const requestedAt = row.restoredAt ?? row.firstSeenAt;
  const isOver = !['QUEUED', 'RUNNING', 'UNKNOWN'].includes(state);
  const mode = entryOf(modes, row.type ?? '') ?? 'UNKNOWN';
  return {
    id: row.guid,
    operation: null,
    machine: { guid: row.machineGuid, name: machineName },
    recoveryPoint:
      row.backupGuid === null ? null : { guid: row.backupGuid, startedAt: row.backupAt?.toISOString() ?? null },
    mode,
    state,
    stateText: state === 'UNKNOWN' && row.status !== null ? safeWord(row.status) : null,
    modeText: mode === 'UNKNOWN' && row.type !== null ? safeWord(row.type) : null,
    name: null,
    target: null,
    requestedBy: null,
    requestedAt: requestedAt.toISOString(),
    finishedAt: isOver && durationMs !== null ? new Date(requestedAt.getTime() + durationMs).toISOString() : null,
    durationMs: isOver ? durationMs : null,
    failure: state === 'FAILED' ? failureOf({ kind: 'RESTORE', origin: 'OTHER' }, row.statusInfo) : null,
    ...asField('note', say('note.notStartedHere')),
    result: null,
    preflight: null,
  };
}

/** An entry of the history: an operation of the portal, or a restore that is only in Storware's history. */
type HistoryEntry = { readonly kind: 'operation' | 'job'; readonly id: string; readonly state: RestoreState };

const orderings: Readonly<Record<RestoreListQuery['sort']['key'], Prisma.Sql>> = {
  requestedAt: Prisma.sql`e."at"`,
  machine: Prisma.sql`e."name" COLLATE natural_order`,
  state: Prisma.sql`array_position(${[...restoreStates]}::text[], e."state")`,
};

/** The statuses of restore jobs are not documented (STORWARE_API.md 12.11); an unknown one never counts as success. */
const stateOfJob = Prisma.sql`CASE
  WHEN j."status" = 'QUEUED' THEN 'QUEUED'
  WHEN j."status" IN ('INPROGRESS', 'IN_PROGRESS', 'RUNNING') THEN 'RUNNING'
  WHEN j."status" IN ('SUCCESS', 'FINISHED') THEN CASE WHEN cardinality(j."warnings") > 0 THEN 'WARNING' ELSE 'SUCCEEDED' END
  WHEN j."status" = 'FAILED' THEN 'FAILED'
  WHEN j."status" IN ('CANCELLED', 'CANCELED') THEN 'CANCELLED'
  WHEN j."status" = 'PARTIAL_SUCCESS' THEN 'WARNING'
  ELSE 'UNKNOWN' END`;

/** An operation on the same recovery point that has no job assigned yet: this job may be its own, so it is not listed a second time. */
const mayBeTracked = Prisma.sql`
  SELECT 1 FROM "Operation" p WHERE p."kind" IN ('RESTORE', 'MOUNT') AND p."machineGuid" = j."machineGuid" AND p."backupGuid" = j."backupGuid"
    AND p."requestedAt" <= j."firstSeenAt" AND p."requestedAt" > j."firstSeenAt" - interval '1 day'
    AND NOT EXISTS (SELECT 1 FROM "OperationTask" t WHERE t."operationId" = p."id" AND t."restoreJobGuid" IS NOT NULL)`;

/**
 * One page of the restores of a tenant's machines, or of one machine, whoever started them. Leaves out jobs that belong to an
 * operation of the portal, which is listed itself unless it is a mount.
 */
async function restoreHistory(
  tenantId: string,
  machineGuid: string | null,
  query: RestoreListQuery,
): Promise<{ entries: HistoryEntry[]; total: number }> {
  const entries = entriesOf(tenantId, machineGuid);
  const where = Prisma.join(conditionsOf(query), ' AND ');
  const direction = query.sort.descending ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  const rows = await db().$queryRaw<(HistoryEntry & { total: bigint })[]>`
    SELECT e."kind", e."id", e."state", count(*) OVER () AS total FROM (${entries}) e WHERE ${where}
    ORDER BY ${orderings[query.sort.key]} ${direction}, e."at" DESC, e."id" DESC
    LIMIT ${query.pageSize} OFFSET ${(query.page - 1) * query.pageSize}`;
  if (rows[0])
    return { entries: rows.map(({ kind, id, state }) => ({ kind, id, state })), total: Number(rows[0].total) };
  const [counted] =
    query.page === 1
      ? []
      : await db().$queryRaw<{ total: bigint }[]>`SELECT count(*) AS total FROM (${entries}) e WHERE ${where}`;
  return { entries: [], total: Number(counted?.total ?? 0) };
}

function entriesOf(tenantId: string, machineGuid: string | null): Prisma.Sql {
  const ofMachine = (column: Prisma.Sql): Prisma.Sql =>
    machineGuid === null ? Prisma.sql`true` : Prisma.sql`${column} = ${machineGuid}`;
  return Prisma.sql`
    SELECT 'operation' AS "kind", p."id", p."requestedAt" AS "at", p."machineName" AS "name", p."targetName" AS "target", p."state"::text AS "state"
    FROM "Operation" p JOIN "Ownership" o ON o."guid" = p."machineGuid" AND o."kind" = 'MACHINE'
    WHERE o."tenantId" = ${tenantId} AND p."kind" = 'RESTORE' AND ${ofMachine(Prisma.sql`p."machineGuid"`)}
    UNION ALL
    SELECT 'job', j."guid", coalesce(j."restoredAt", j."firstSeenAt"), m."name", NULL, ${stateOfJob}
    FROM "MirrorRestoreJob" j JOIN "Ownership" o ON o."guid" = j."machineGuid" AND o."kind" = 'MACHINE' JOIN "MirrorMachine" m ON m."guid" = j."machineGuid"
    WHERE o."tenantId" = ${tenantId} AND ${ofMachine(Prisma.sql`j."machineGuid"`)}
      AND NOT EXISTS (SELECT 1 FROM "OperationTask" t WHERE t."restoreJobGuid" = j."guid")
      AND NOT EXISTS (${mayBeTracked})`;
}

function conditionsOf({ search, state }: RestoreListQuery): Prisma.Sql[] {
  const conditions = [Prisma.sql`true`];
  if (search !== '') {
    const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`;
    conditions.push(Prisma.sql`(e."name" ILIKE ${pattern} OR e."target" ILIKE ${pattern})`);
  }
  if (state && state.length > 0) conditions.push(Prisma.sql`e."state" = ANY(${[...state]})`);
  return conditions;
}
