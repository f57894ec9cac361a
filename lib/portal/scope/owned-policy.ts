import 'server-only';
import { AppError } from '@/lib/core/app-error';
import { say } from '@/lib/core/say';
import { db } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { mintAuthorizedPolicy, mintAuthorizedSchedule } from '@/lib/storware/authorized-handles';
import type { AuthorizedPolicy, AuthorizedSchedule } from '@/lib/storware/authorized-handles';
import type { TenantScope } from './tenant-scope';

export type ScheduleRow = Prisma.ScheduleGetPayload<{ include: { parts: true } }>;
export type PolicyRow = Prisma.PolicyGetPayload<{ include: { schedules: { include: { parts: true } } } }>;

/** A policy of the tenant, with the handle that calls to Storware require. */
export type OwnedPolicy = { readonly guid: string; readonly handle: AuthorizedPolicy; readonly row: PolicyRow };

/**
 * The policies that the tenant may see, among `guids` if given: its own, and those of the provider that its machines
 * have. A tenant's policy with a machine of another tenant is hidden; machines without an owner don't count.
 */
export async function visiblePolicies(
  scope: TenantScope,
  guids: readonly string[] | null = null,
): Promise<Set<string>> {
  const { id } = scope.tenant;
  const rows = await db().$queryRaw<{ guid: string }[]>`
    SELECT c.guid FROM (
      SELECT own.guid FROM "Ownership" own WHERE own.kind = 'POLICY' AND own."tenantId" = ${id}
        AND NOT EXISTS (SELECT 1 FROM "MirrorMachine" f JOIN "Ownership" o ON o.kind = 'MACHINE' AND o.guid = f.guid
          WHERE f."policyGuid" = own.guid AND f."deletedAt" IS NULL AND o."tenantId" <> ${id})
      UNION
      SELECT m."policyGuid" FROM "MirrorMachine" m JOIN "Ownership" o ON o.kind = 'MACHINE' AND o.guid = m.guid
        JOIN "MirrorPolicy" p ON p.guid = m."policyGuid"
        WHERE o."tenantId" = ${id} AND m."deletedAt" IS NULL
          AND NOT EXISTS (SELECT 1 FROM "Ownership" x WHERE x.kind = 'POLICY' AND x.guid = m."policyGuid")) c
    WHERE ${guids === null}::boolean OR c.guid = ANY(${[...(guids ?? [])]}::text[])`;
  return new Set(rows.map(({ guid }) => guid));
}

/** Throws `not_found` for a policy that the tenant may not see. */
export async function requireVisiblePolicy(scope: TenantScope, guid: string): Promise<void> {
  if (!(await visiblePolicies(scope, [guid])).has(guid))
    throw new AppError('not_found', { meta: { kind: 'policy', guid, reason: 'not visible' } });
}

/** A policy that the tenant may change. Throws `not_found` for one that it may not see, `conflict` for the provider's. */
export async function requireOwnPolicy(scope: TenantScope, guid: string): Promise<OwnedPolicy> {
  await requireVisiblePolicy(scope, guid);
  const row = await db().policy.findUnique({
    where: { guid },
    include: { schedules: { include: { parts: true }, orderBy: { position: 'asc' } } },
  });
  if (row?.tenantId !== scope.tenant.id)
    throw new AppError('conflict', {
      detail: say('policy.ofProvider'),
    });
  return { guid, handle: mintAuthorizedPolicy(guid), row };
}

/** The parts of a schedule of a policy that has been checked, in the order in which they were made. */
export function partHandles({ parts }: ScheduleRow): AuthorizedSchedule[] {
  return parts.map(({ guid }) => mintAuthorizedSchedule(guid));
}
