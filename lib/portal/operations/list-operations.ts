import 'server-only';
import type { OperationList, OperationListQuery } from '@/lib/contracts/operation';
import { db } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import { asOf } from '@/lib/mirror/queries/as-of';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { presentOperations } from './present-operation';

const orderings: Readonly<Record<OperationListQuery['sort']['key'], Prisma.Sql>> = {
  requestedAt: Prisma.sql`p."requestedAt"`,
  machine: Prisma.sql`p."machineName" COLLATE natural_order`,
  state: Prisma.sql`p."state"`,
};

/** One page of the work on the tenant's machines, whoever started it. */
export async function listOperations(scope: TenantScope, query: OperationListQuery): Promise<OperationList> {
  const { page, rows, total } = await pageOf(scope.tenant.id, query);
  const asOfDate = await asOf('tasks');
  const found = await db().operation.findMany({ where: { id: { in: rows } } });
  const byId = new Map(found.map((row) => [row.id, row]));
  return {
    items: await presentOperations(rows.flatMap((id) => byId.get(id) ?? []), scope.tenant.id),
    page,
    pageSize: query.pageSize,
    total,
    asOf: asOfDate?.toISOString() ?? null,
  };
}

async function pageOf(tenantId: string, query: OperationListQuery): Promise<{ page: number; rows: string[]; total: number }> {
  const where = Prisma.join(conditionsOf(tenantId, query), ' AND ');
  const from = Prisma.sql`"Operation" p JOIN "Ownership" o ON o."guid" = p."machineGuid" AND o."kind" = 'MACHINE'`;
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
  if (state && state.length > 0) conditions.push(Prisma.sql`p."state"::text = ANY(${[...state]})`);
  if (kind && kind.length > 0) conditions.push(Prisma.sql`p."kind"::text = ANY(${[...kind]})`);
  if (origin && origin.length > 0) conditions.push(Prisma.sql`p."origin"::text = ANY(${[...origin]})`);
  if (machine !== undefined) conditions.push(Prisma.sql`p."machineGuid" = ${machine}`);
  return conditions;
}
