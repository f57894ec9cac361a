import 'server-only';
import { AuditActorKind, AuditOutcome } from '@/lib/contracts/audit';
import type { AuditEntry, AuditFilters } from '@/lib/contracts/audit';
import { platformChain } from '@/lib/core/audit-chain';
import type { AuditRow } from '@/lib/db/audit-trail';
import type { Prisma } from '@/lib/db/generated/client';
import type { ProviderScope, TenantScope } from '@/lib/portal/scope/tenant-scope';

/** The trail of the tenant: its own chain, and no other. */
export function trailOfTenant({ tenant }: TenantScope): Prisma.AuditEntryWhereInput {
  return { chain: tenant.id };
}

/**
 * What a provider may read: the platform's chain, and what providers did in tenants. Of a provider of chosen tenants that is what
 * was done in those.
 */
export function trailOfProvider({ tenants }: ProviderScope): Prisma.AuditEntryWhereInput {
  return tenants === 'ALL'
    ? { OR: [{ chain: platformChain }, { actorKind: 'PROVIDER' }] }
    : { actorKind: 'PROVIDER', chain: { in: [...tenants] } };
}

const containing = (text: string) => ({ contains: text, mode: 'insensitive' as const });

/** The entries of a trail that the filters leave. */
export function entriesWhere(
  trail: Prisma.AuditEntryWhereInput,
  { actor, action, object, outcome, from, to, search }: AuditFilters,
): Prisma.AuditEntryWhereInput {
  const conditions: Prisma.AuditEntryWhereInput[] = [trail];
  if (actor !== undefined) conditions.push({ OR: [{ actorId: actor }, { actorName: containing(actor) }] });
  if (object !== undefined) conditions.push({ OR: [{ objectId: object }, { objectName: containing(object) }] });
  if (action.length > 0) conditions.push({ action: { in: action } });
  if (outcome.length > 0) conditions.push({ outcome: { in: outcome } });
  if (from !== undefined) conditions.push({ at: { gte: new Date(from) } });
  if (to !== undefined) conditions.push({ at: { lte: new Date(to) } });
  if (search !== '')
    conditions.push({
      OR: [
        ...(['actorName', 'objectName', 'address', 'action'] as const).map((field) => ({
          [field]: containing(search),
        })),
        { id: search },
        { objectId: search },
        { requestId: search },
      ],
    });
  return { AND: conditions };
}

/** The newest first, or the oldest. */
export function inOrder(direction: 'asc' | 'desc'): Prisma.AuditEntryOrderByWithRelationInput[] {
  return [{ at: direction }, { seq: direction }, { id: direction }];
}

/** An entry as the API lists it; `tenants` names the tenants of chains for the provider. */
export function presentEntry(row: AuditRow, tenants?: ReadonlyMap<string, { slug: string; name: string }>): AuditEntry {
  return {
    id: row.id,
    at: row.at.toISOString(),
    seq: row.seq === null ? null : Number(row.seq),
    actor: { id: row.actorId, name: row.actorName, kind: AuditActorKind.parse(row.actorKind) },
    address: row.address,
    action: row.action,
    object:
      row.objectKind === null || row.objectId === null
        ? null
        : { kind: row.objectKind, id: row.objectId, name: row.objectName ?? row.objectId },
    outcome: AuditOutcome.parse(row.outcome),
    detail: asRecord(row.detail),
    before: asRecord(row.before),
    after: asRecord(row.after),
    requestId: row.requestId,
    hash: row.hash,
    ...(tenants ? { tenant: (row.tenantId === null ? null : tenants.get(row.tenantId)) ?? null } : {}),
  };
}

function asRecord(value: Prisma.JsonValue): AuditEntry['detail'] {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : null;
}
