import 'server-only';
import { mayCancel } from '@/lib/contracts/me';
import { historyKeptDays, isSettled } from '@/lib/contracts/operation';
import type {
  Operation,
  OperationAnswer,
  OperationHistory,
  OperationList,
  OperationListQuery,
} from '@/lib/contracts/operation';
import { AppError } from '@/lib/core/app-error';
import { say } from '@/lib/core/say';
import { db } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import { cancelOperation as cancelInJournal } from '@/lib/journal/operations/cancel-operation';
import { asOf } from '@/lib/mirror/sync-record';
import { requireMachine, requireOperation } from '@/lib/portal/scope/owned-objects';
import type { OperationRow } from '@/lib/portal/scope/owned-objects';
import { requesterOf } from '@/lib/portal/scope/tenant-scope';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { presentOperation, presentOperations } from './present-operation';
import { recordedOperations, withRecordedBackups } from './recorded-operations';

const orderings: Readonly<Record<OperationListQuery['sort']['key'], Prisma.Sql>> = {
  requestedAt: Prisma.sql`p."requestedAt"`,
  machine: Prisma.sql`p."machineName" COLLATE natural_order`,
  state: Prisma.sql`p."state"`,
};

/** One page of the work on the tenant's machines, whoever started it. */
export async function listOperations(scope: TenantScope, query: OperationListQuery): Promise<OperationList> {
  const { page, rows, total } = await pageOf(scope.tenant.id, query);
  const [asOfDate, history, found, recorded] = await Promise.all([
    asOf('tasks'),
    historyOf(scope.tenant.id, query.machine ?? null),
    db().operation.findMany({ where: { id: { in: rows } } }),
    recordedMachine(query) !== null ? recordedOperations(rows) : new Map<string, OperationRow>(),
  ]);
  const byId = new Map([...recorded, ...found.map((row) => [row.id, row] as const)]);
  return {
    items: await presentOperations(
      rows.flatMap((id) => byId.get(id) ?? []),
      scope.tenant.id,
    ),
    page,
    pageSize: query.pageSize,
    total,
    asOf: asOfDate?.toISOString() ?? null,
    history,
  };
}

/** The machine whose recorded backups are to be listed too, if any. */
function recordedMachine({ machine, recorded }: OperationListQuery): string | null {
  return recorded === 'true' ? (machine ?? null) : null;
}

/** How far back a machine's list, or that of all machines of the tenant, goes. */
async function historyOf(tenantId: string, machine: string | null): Promise<OperationHistory> {
  const [row] = await db().$queryRaw<{ followedSince: Date | null; oldestAt: Date | null }[]>`
    SELECT min(m."firstSeenAt") AS "followedSince",
      CASE WHEN ${machine}::text IS NULL THEN NULL ELSE LEAST(
        (SELECT min(b."startedAt") FROM "MirrorBackup" b WHERE b."machineGuid" = ${machine}),
        (SELECT min(p."requestedAt") FROM "Operation" p WHERE p."machineGuid" = ${machine})) END AS "oldestAt"
    FROM "MirrorMachine" m JOIN "Ownership" o ON o."guid" = m.guid AND o."kind" = 'MACHINE'
    WHERE o."tenantId" = ${tenantId} AND (${machine}::text IS NULL OR m.guid = ${machine})`;
  const followedSince = row?.followedSince ?? null;
  // Reveals nothing of another tenant's machine, not even a time.
  const oldestAt = followedSince === null ? null : (row?.oldestAt ?? null);
  return {
    followedSince: followedSince?.toISOString() ?? null,
    oldestAt: oldestAt?.toISOString() ?? null,
    keptDays: historyKeptDays,
  };
}

async function pageOf(
  tenantId: string,
  query: OperationListQuery,
): Promise<{ page: number; rows: string[]; total: number }> {
  const where = Prisma.join(conditionsOf(tenantId, query), ' AND ');
  const withRecords = recordedMachine(query);
  const entries = withRecords === null ? Prisma.sql`"Operation"` : withRecordedBackups(withRecords);
  const from = Prisma.sql`${entries} p JOIN "Ownership" o ON o."guid" = p."machineGuid" AND o."kind" = 'MACHINE'`;
  const direction = query.sort.descending ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  const rows = await db().$queryRaw<{ id: string; total: bigint }[]>`
    SELECT p."id", count(*) OVER () AS total FROM ${from} WHERE ${where}
    ORDER BY ${orderings[query.sort.key]} ${direction}, p."requestedAt" DESC, p."id" DESC
    LIMIT ${query.pageSize} OFFSET ${(query.page - 1) * query.pageSize}`;
  if (rows[0]) return { page: query.page, rows: rows.map((row) => row.id), total: Number(rows[0].total) };
  const [counted] = await db().$queryRaw<{ total: bigint }[]>`SELECT count(*) AS total FROM ${from} WHERE ${where}`;
  return { page: query.page, rows: [], total: Number(counted?.total ?? 0) };
}

function conditionsOf(tenantId: string, { search, state, kind, origin, machine }: OperationListQuery): Prisma.Sql[] {
  const conditions = [Prisma.sql`o."tenantId" = ${tenantId}`];
  if (search !== '') conditions.push(Prisma.sql`p."machineName" ILIKE ${`%${search.replace(/[\\%_]/g, '\\$&')}%`}`);
  if (state && state.length > 0)
    conditions.push(Prisma.sql`p."state" = ANY(${[...state]}::text[]::"OperationState"[])`);
  if (kind && kind.length > 0) conditions.push(Prisma.sql`p."kind" = ANY(${[...kind]}::text[]::"OperationKind"[])`);
  if (origin && origin.length > 0)
    conditions.push(Prisma.sql`p."origin" = ANY(${[...origin]}::text[]::"OperationOrigin"[])`);
  if (machine !== undefined) conditions.push(Prisma.sql`p."machineGuid" = ${machine}`);
  return conditions;
}

/** One operation of a machine of the tenant. */
export async function getOperation(scope: TenantScope, id: string): Promise<Operation> {
  return presentOperation(await requireOperation(scope, id), scope.tenant.id);
}

export const unsettledStates = ['REQUESTED', 'QUEUED', 'RUNNING', 'CANCELLING'] as const;

/** The newest open operation of each of these machines; the caller has checked the owner. */
export async function currentOperations(machineGuids: readonly string[]): Promise<Map<string, OperationRow>> {
  const rows = await db().operation.findMany({
    where: { machineGuid: { in: [...machineGuids] }, state: { in: [...unsettledStates] } },
    orderBy: { requestedAt: 'asc' },
  });
  return new Map(rows.map((row) => [row.machineGuid, row]));
}

/**
 * Requests that Storware cancels the work; the state is CANCELLING until that is confirmed. Errors: see the journal.
 */
export async function cancelOperation(scope: TenantScope, id: string): Promise<OperationAnswer> {
  const operation = await requireOperation(scope, id);
  if (!mayCancel(scope.permissions, operation.kind))
    throw new AppError('forbidden', { detail: say('access.kindNotCancelled', { tenant: scope.tenant.name }) });
  if (isSettled(operation.state)) throw new AppError('conflict', { detail: say('operation.alreadyEnded') });
  const machine = await requireMachine(scope, operation.machineGuid);
  await cancelInJournal(requesterOf(scope), id, machine.handle);
  return { operation: await getOperation(scope, id) };
}
