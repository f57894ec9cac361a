import 'server-only';
import { roles } from '@/lib/contracts/me';
import type { Role } from '@/lib/contracts/me';
import type { Member, MemberList, MemberListQuery } from '@/lib/contracts/member';
import { db } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';

type MemberRow = {
  id: string;
  name: string;
  email: string;
  role: Role;
  status: Member['status'];
  lastSeenAt: Date | null;
  expiresAt: Date | null;
};

const orderings: Readonly<Record<MemberListQuery['sort']['key'], Prisma.Sql>> = {
  name: Prisma.sql`a."name" COLLATE natural_order`,
  // By rights, not by the alphabet.
  role: Prisma.sql`array_position(${[...roles]}::text[], a."role")`,
  lastSeenAt: Prisma.sql`a."lastSeenAt"`,
};

/** The members of the tenant. Its administrators also see e-mail addresses and the invitations that are open. */
export function listMembers(scope: TenantScope, query: MemberListQuery): Promise<MemberList> {
  return listMembersOf(scope.tenant.id, query, scope.permissions.has('member:write'));
}

/** The same of any tenant, for callers that have checked who asks. */
export async function listMembersOf(
  tenantId: string,
  query: MemberListQuery,
  isAdministrator: boolean,
): Promise<MemberList> {
  const search = query.search.toLowerCase();
  const matches = isAdministrator
    ? Prisma.sql`strpos(lower(a."name"), ${search}) > 0 OR strpos(a."email", ${search}) > 0`
    : Prisma.sql`a."status" = 'ACTIVE' AND strpos(lower(a."name"), ${search}) > 0`;
  const all = Prisma.sql`
    SELECT u."id", u."name", u."email", m."role"::text AS "role", 'ACTIVE' AS "status", m."lastUsedAt" AS "lastSeenAt", NULL::timestamptz AS "expiresAt"
    FROM "Membership" m JOIN "User" u ON u."id" = m."userId" WHERE m."tenantId" = ${tenantId}
    UNION ALL
    SELECT i."id", i."email", i."email", i."role"::text, 'INVITED', NULL, i."expiresAt" FROM "Invitation" i WHERE i."tenantId" = ${tenantId}`;
  const direction = query.sort.descending ? Prisma.sql`DESC NULLS LAST` : Prisma.sql`ASC NULLS LAST`;
  const rows = await db().$queryRaw<(MemberRow & { total: bigint })[]>`
    SELECT a.*, count(*) OVER () AS total FROM (${all}) a WHERE ${matches}
    ORDER BY ${orderings[query.sort.key]} ${direction}, a."name" COLLATE natural_order, a."id"
    LIMIT ${query.pageSize} OFFSET ${(query.page - 1) * query.pageSize}`;
  const [counted] =
    rows.length > 0 || query.page === 1
      ? rows
      : await db().$queryRaw<{ total: bigint }[]>`SELECT count(*) AS total FROM (${all}) a WHERE ${matches}`;
  return {
    items: rows.map((row) => presentMember(row, isAdministrator)),
    page: query.page,
    pageSize: query.pageSize,
    total: Number(counted?.total ?? 0),
    asOf: new Date().toISOString(),
  };
}

function presentMember({ id, name, email, role, status, ...times }: MemberRow, isAdministrator: boolean): Member {
  return {
    id,
    name,
    email: isAdministrator ? email : null,
    role,
    status,
    secondFactor: false,
    lastSeenAt: times.lastSeenAt?.toISOString() ?? null,
    expiresAt: times.expiresAt?.toISOString() ?? null,
  };
}

/** An open invitation as administrators see it. */
export function presentInvitation(row: { id: string; email: string; role: Role; expiresAt: Date }): Member {
  return presentMember({ ...row, name: row.email, status: 'INVITED', lastSeenAt: null }, true);
}

/** A member as administrators see it. */
export function presentMembership(row: {
  role: Role;
  lastUsedAt: Date | null;
  user: { id: string; name: string; email: string };
}): Member {
  return presentMember(
    { ...row.user, role: row.role, status: 'ACTIVE', lastSeenAt: row.lastUsedAt, expiresAt: null },
    true,
  );
}
