import 'server-only';
import type { ProviderMachineListQuery } from '@/lib/contracts/provider';
import { db } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import { matches } from './machine-list';

export type ProviderMachineRow = {
  guid: string;
  name: string;
  platform: string;
  present: boolean;
  projectGuid: string | null;
  projectName: string | null;
  ownerSlug: string | null;
  ownerName: string | null;
  source: 'MANUAL' | 'PROJECT' | 'RESTORE' | 'CREATED' | null;
  assignedByName: string | null;
  assignedAt: Date | null;
  total: bigint;
};

const orderings: Readonly<Record<ProviderMachineListQuery['sort']['key'], Prisma.Sql>> = {
  name: Prisma.sql`m."name" COLLATE natural_order`,
  platform: Prisma.sql`m."platform"`,
  project: Prisma.sql`m."projectName" COLLATE natural_order`,
  owner: Prisma.sql`t."name" COLLATE natural_order`,
};

/** One page of all machines with their owners: for the provider only. Those of nobody come first within equal keys. */
export async function listEveryMachineWithOwner(
  query: ProviderMachineListQuery,
): Promise<{ rows: ProviderMachineRow[]; total: number }> {
  const conditions = [Prisma.sql`m."deletedAt" IS NULL`];
  if (query.search !== '') conditions.push(matches(query.search));
  if (query.platform !== undefined) conditions.push(Prisma.sql`m."platform" = ${query.platform}`);
  if (query.owner !== undefined)
    conditions.push(query.owner === 'none' ? Prisma.sql`o."guid" IS NULL` : Prisma.sql`t."slug" = ${query.owner}`);
  const where = Prisma.join(conditions, ' AND ');
  const direction = query.sort.descending ? Prisma.sql`DESC NULLS LAST` : Prisma.sql`ASC NULLS FIRST`;
  const from = Prisma.sql`"MirrorMachine" m LEFT JOIN "Ownership" o ON o."guid" = m."guid" AND o."kind" = 'MACHINE' LEFT JOIN "Tenant" t ON t."id" = o."tenantId"`;
  const rows = await db().$queryRaw<ProviderMachineRow[]>`
    SELECT m."guid", m."name", m."platform", m."present", m."projectGuid", m."projectName", t."slug" AS "ownerSlug", t."name" AS "ownerName",
           o."source"::text AS source, o."assignedByName", o."assignedAt", count(*) OVER () AS total
    FROM ${from} WHERE ${where}
    ORDER BY ${orderings[query.sort.key]} ${direction}, m."name" COLLATE natural_order, m."guid"
    LIMIT ${query.pageSize} OFFSET ${(query.page - 1) * query.pageSize}`;
  if (rows[0]) return { rows, total: Number(rows[0].total) };
  const [counted] = await db().$queryRaw<{ total: bigint }[]>`SELECT count(*) AS total FROM ${from} WHERE ${where}`;
  return { rows, total: Number(counted?.total ?? 0) };
}
