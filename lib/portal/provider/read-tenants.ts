import 'server-only';
import { openStates } from '@/lib/contracts/operation';
import type { ProviderTenant, ProviderTenantDetail, ProviderTenantList, TenantHoldings } from '@/lib/contracts/tenant';
import { Language } from '@/lib/contracts/me';
import { db } from '@/lib/db/client';
import type { Tx } from '@/lib/db/client';
import { openSagaStates } from '@/lib/journal/locks';
import { requireTenant, seenTenants, seesTenant } from '@/lib/portal/scope/provider-tenants';
import type { ProviderScope } from '@/lib/portal/scope/tenant-scope';

const shown = {
  id: true,
  slug: true,
  name: true,
  externalId: true,
  timeZone: true,
  language: true,
  suspendedAt: true,
  isInternal: true,
  createdAt: true,
  _count: { select: { memberships: true } },
} as const;

/** Every tenant that the provider may see with the number of its machines, and the number of machines without an owner. */
export async function listTenants(scope: ProviderScope): Promise<ProviderTenantList> {
  const [tenants, owned, machines] = await Promise.all([
    db().tenant.findMany({ where: seenTenants(scope), orderBy: { name: 'asc' }, select: shown }),
    db().$queryRaw<{ tenantId: string; count: bigint }[]>`
      SELECT o."tenantId", count(*) AS count FROM "Ownership" o JOIN "MirrorMachine" m ON m."guid" = o."guid"
      WHERE o."kind" = 'MACHINE' AND m."deletedAt" IS NULL GROUP BY 1`,
    db().mirrorMachine.count({ where: { deletedAt: null } }),
  ]);
  const count = new Map(owned.map((row) => [row.tenantId, Number(row.count)]));
  return {
    items: tenants.map((tenant) => present(tenant, count.get(tenant.id) ?? 0)),
    unassigned: seesTenant(scope, null) ? machines - [...count.values()].reduce((sum, value) => sum + value, 0) : null,
  };
}

/** One tenant with what it owns. */
export async function getTenant(scope: ProviderScope, slug: string): Promise<ProviderTenantDetail> {
  const tenant = await requireTenant(db(), scope, slug, shown);
  const owns = await holdingsOf(db(), tenant.id);
  return { ...present(tenant, owns.machines), createdAt: tenant.createdAt.toISOString(), owns };
}

type Row = {
  slug: string;
  name: string;
  externalId: string | null;
  timeZone: string;
  language: string | null;
  suspendedAt: Date | null;
  isInternal: boolean;
  _count: { memberships: number };
};

function present(row: Row, machines: number): ProviderTenant {
  const { slug, name, externalId, timeZone, suspendedAt, isInternal, _count } = row;
  return {
    slug,
    name,
    externalId,
    timeZone,
    language: Language.nullable().catch(null).parse(row.language),
    status: suspendedAt === null ? 'ACTIVE' : 'SUSPENDED',
    suspendedAt: suspendedAt?.toISOString() ?? null,
    internal: isInternal,
    machines,
    members: _count.memberships,
  };
}

/** What a tenant owns now, for callers that have checked who asks. */
export async function holdingsOf(tx: Tx, tenantId: string): Promise<TenantHoldings> {
  const [counts] = await tx.$queryRaw<TenantHoldings[]>`
    WITH machine AS (
      SELECT o.guid FROM "Ownership" o WHERE o.kind = 'MACHINE' AND o."tenantId" = ${tenantId}
        AND NOT EXISTS (SELECT 1 FROM "MirrorMachine" m WHERE m.guid = o.guid AND m."deletedAt" IS NOT NULL))
    SELECT (SELECT count(*)::int FROM machine) AS machines,
      (SELECT count(*)::int FROM "Policy" p WHERE p."tenantId" = ${tenantId}) AS policies,
      (SELECT count(*)::int FROM "Schedule" s WHERE s."tenantId" = ${tenantId}) AS schedules,
      (SELECT count(*)::int FROM "MirrorMount" t JOIN machine ON machine.guid = t."machineGuid") AS mounts,
      (SELECT count(*)::int FROM "Operation" p WHERE p.state::text = ANY(${[...openStates]}::text[])
        AND (p."tenantId" = ${tenantId} OR EXISTS (SELECT 1 FROM machine WHERE machine.guid = p."machineGuid")))
      + (SELECT count(*)::int FROM "Saga" g WHERE g."tenantId" = ${tenantId} AND g.state::text = ANY(${[...openSagaStates]}::text[])) AS running`;
  return counts ?? { machines: 0, policies: 0, schedules: 0, mounts: 0, running: 0 };
}
