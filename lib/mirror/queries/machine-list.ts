import 'server-only';
import { alarmingStates } from '@/lib/contracts/machine';
import type { MachineListQuery, ProtectionState } from '@/lib/contracts/machine';
import type { ProviderMachineListQuery } from '@/lib/contracts/provider';
import type { ProviderTenants } from '@/lib/core/actor';
import { db } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';

export type MachineRow = Prisma.MirrorMachineGetPayload<object>;

const protectionOrder = [...alarmingStates, 'UNKNOWN', 'PENDING', 'EXCLUDED', 'PROTECTED'] satisfies ProtectionState[];

const orderings: Readonly<Record<MachineListQuery['sort']['key'], Prisma.Sql>> = {
  name: Prisma.sql`m."name" COLLATE natural_order`,
  platform: Prisma.sql`m."platform"`,
  // By need for attention, not by the alphabet.
  protection: Prisma.sql`array_position(${protectionOrder}::text[], m."protection"::text)`,
  policy: Prisma.sql`m."policyName" COLLATE natural_order`,
  lastSuccessAt: Prisma.sql`m."lastSuccessAt"`,
  nextRunAt: Prisma.sql`m."nextRunAt"`,
  // What the list shows: the size of the last backup.
  size: Prisma.sql`m."lastBackupSizeBytes"`,
};

/** One page of a tenant's machines. Joined with ownership here, never in the caller. */
export async function listTenantMachines(
  tenantId: string,
  query: MachineListQuery,
): Promise<{ rows: MachineRow[]; total: number }> {
  const where = Prisma.join(conditionsOf(tenantId, query), ' AND ');
  const direction = query.sort.descending ? Prisma.sql`DESC NULLS LAST` : Prisma.sql`ASC NULLS LAST`;
  const page = await db().$queryRaw<{ guid: string; total: bigint }[]>`
    SELECT m."guid", count(*) OVER () AS total
    FROM "MirrorMachine" m JOIN "Ownership" o ON o."guid" = m."guid" AND o."kind" = 'MACHINE'
    WHERE ${where}
    ORDER BY ${orderings[query.sort.key]} ${direction}, m."name" COLLATE natural_order, m."guid"
    LIMIT ${query.pageSize} OFFSET ${(query.page - 1) * query.pageSize}`;
  const total = page[0] ? Number(page[0].total) : query.page === 1 ? 0 : await countOf(where);
  const rows = await db().mirrorMachine.findMany({ where: { guid: { in: page.map((row) => row.guid) } } });
  const byGuid = new Map(rows.map((row) => [row.guid, row]));
  return { rows: page.flatMap(({ guid }) => byGuid.get(guid) ?? []), total };
}

async function countOf(where: Prisma.Sql): Promise<number> {
  const [row] = await db().$queryRaw<{ total: bigint }[]>`
    SELECT count(*) AS total FROM "MirrorMachine" m JOIN "Ownership" o ON o."guid" = m."guid" AND o."kind" = 'MACHINE' WHERE ${where}`;
  return Number(row?.total ?? 0);
}

function conditionsOf(
  tenantId: string,
  { search, platform, presence, restorable, protection, policy }: MachineListQuery,
): Prisma.Sql[] {
  const conditions = [Prisma.sql`o."tenantId" = ${tenantId}`, Prisma.sql`m."deletedAt" IS NULL`];
  if (search !== '') conditions.push(matches(search));
  if (platform && platform.length > 0) conditions.push(Prisma.sql`m."platform" = ANY(${platform})`);
  if (presence) conditions.push(Prisma.sql`m."present" = ${presence === 'present'}`);
  if (restorable) conditions.push(Prisma.sql`(m."restorableCount" > 0) = ${restorable === 'yes'}`);
  if (protection && protection.length > 0) conditions.push(Prisma.sql`m."protection"::text = ANY(${[...protection]})`);
  if (policy !== undefined)
    conditions.push(policy === 'none' ? Prisma.sql`m."policyGuid" IS NULL` : Prisma.sql`m."policyGuid" = ${policy}`);
  return conditions;
}

/** A part of the name or a tag, or the whole platform id. */
function matches(search: string): Prisma.Sql {
  const pattern = likePattern(search);
  return Prisma.sql`(m."name" ILIKE ${pattern} OR m."uuid" = ${search} OR m."guid" = ${search} OR array_to_string(m."tags", ' ') ILIKE ${pattern})`;
}

/** The LIKE pattern that finds a text anywhere, with special characters escaped. */
export function likePattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}

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

const providerOrderings: Readonly<Record<ProviderMachineListQuery['sort']['key'], Prisma.Sql>> = {
  name: Prisma.sql`m."name" COLLATE natural_order`,
  platform: Prisma.sql`m."platform"`,
  project: Prisma.sql`m."projectName" COLLATE natural_order`,
  owner: Prisma.sql`t."name" COLLATE natural_order`,
};

/**
 * One page of all machines with their owners, or of those of `tenants`, for the provider only. Machines without an owner come first
 * within equal keys.
 */
export async function listAllMachinesWithOwner(
  tenants: ProviderTenants,
  query: ProviderMachineListQuery,
): Promise<{ rows: ProviderMachineRow[]; total: number }> {
  const conditions = [Prisma.sql`m."deletedAt" IS NULL`];
  if (query.search !== '') conditions.push(matches(query.search));
  if (query.platform !== undefined) conditions.push(Prisma.sql`m."platform" = ${query.platform}`);
  if (query.owner !== undefined)
    conditions.push(query.owner === 'none' ? Prisma.sql`o."guid" IS NULL` : Prisma.sql`t."slug" = ${query.owner}`);
  if (tenants !== 'ALL') conditions.push(Prisma.sql`o."tenantId" = ANY(${[...tenants]}::text[])`);
  const where = Prisma.join(conditions, ' AND ');
  const direction = query.sort.descending ? Prisma.sql`DESC NULLS LAST` : Prisma.sql`ASC NULLS FIRST`;
  const from = Prisma.sql`"MirrorMachine" m LEFT JOIN "Ownership" o ON o."guid" = m."guid" AND o."kind" = 'MACHINE' LEFT JOIN "Tenant" t ON t."id" = o."tenantId"`;
  const rows = await db().$queryRaw<ProviderMachineRow[]>`
    SELECT m."guid", m."name", m."platform", m."present", m."projectGuid", m."projectName", t."slug" AS "ownerSlug", t."name" AS "ownerName",
           o."source"::text AS source, o."assignedByName", o."assignedAt", count(*) OVER () AS total
    FROM ${from} WHERE ${where}
    ORDER BY ${providerOrderings[query.sort.key]} ${direction}, m."name" COLLATE natural_order, m."guid"
    LIMIT ${query.pageSize} OFFSET ${(query.page - 1) * query.pageSize}`;
  if (rows[0]) return { rows, total: Number(rows[0].total) };
  const [counted] = await db().$queryRaw<{ total: bigint }[]>`SELECT count(*) AS total FROM ${from} WHERE ${where}`;
  return { rows, total: Number(counted?.total ?? 0) };
}
