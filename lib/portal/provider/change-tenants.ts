import 'server-only';
import { faultAt } from '@/lib/contracts/faults';
import type { FieldFault } from '@/lib/contracts/problem';
import { slugFrom } from '@/lib/contracts/tenant';
import type { ChangeTenantBody, CreateTenantBody, ProviderTenantDetail } from '@/lib/contracts/tenant';
import { AppError } from '@/lib/core/app-error';
import { fieldFault, say } from '@/lib/core/say';
import { audit } from '@/lib/db/audit';
import type { AuditInput } from '@/lib/db/audit';
import { recordTenantChanges, requestSync } from '@/lib/db/change-feed';
import { lockedTransaction } from '@/lib/db/client';
import type { Tx } from '@/lib/db/client';
import { lockSpaces } from '@/lib/db/lock-spaces';
import { requireTenant, seesTenant } from '@/lib/portal/scope/provider-tenants';
import type { ProviderScope, ProviderWriteScope } from '@/lib/portal/scope/tenant-scope';
import { isTimeZone } from '@/lib/time/zone-offsets';
import { getTenant } from './read-tenants';

/** Throws `forbidden` for a provider of chosen tenants: it concerns more than those. */
export function requireAllTenants(scope: ProviderScope): void {
  if (!seesTenant(scope, null)) throw new AppError('forbidden', { detail: say('tenant.allOnly') });
}

/** Short names and external ids are unique over all tenants: those who give them go one after another. */
async function lockTenantNames(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${lockSpaces.tenantNames})`;
}

/**
 * Makes a tenant. Its short name is made from the name unless one is given. Throws `conflict` for a short name or an
 * external id that another tenant has.
 */
export async function createTenant(scope: ProviderWriteScope, body: CreateTenantBody): Promise<ProviderTenantDetail> {
  requireAllTenants(scope);
  requireTimeZone(body.timeZone);
  const slug = await lockedTransaction(lockTenantNames, async (tx) => {
    const taken = new Set((await tx.tenant.findMany({ select: { slug: true } })).map((row) => row.slug));
    const given = body.slug ?? slugFrom(body.name, taken);
    const clashes = [
      ...(taken.has(given) ? [fieldFault('slug', 'field.inUse')] : []),
      ...(await externalIdFaults(tx, body.externalId, null)),
    ];
    if (clashes.length > 0) throw inUse(clashes);
    const { name, externalId, timeZone, language, internal: isInternal } = body;
    const { id } = await tx.tenant.create({
      data: { slug: given, name, externalId, timeZone, language, isInternal },
      select: { id: true },
    });
    await audit(tx, {
      ...entryOf(scope, { id, name }),
      action: 'tenant.create',
      after: { slug: given, name, externalId, timeZone, language, internal: isInternal },
    });
    // Machines of its project become its own.
    if (externalId !== null) await requestSync(tx, { kind: 'machines' });
    return given;
  });
  return getTenant(scope, slug);
}

const stored = {
  id: true,
  name: true,
  externalId: true,
  timeZone: true,
  language: true,
  isInternal: true,
  suspendedAt: true,
} as const;

/**
 * Changes what is given. Suspending keeps the members out: what they have open ends, which the database itself
 * announces; schedules and the mirror go on. Each change stands in the tenant's audit trail with what was before.
 */
export async function changeTenant(
  scope: ProviderWriteScope,
  slug: string,
  body: ChangeTenantBody,
): Promise<ProviderTenantDetail> {
  await lockedTransaction(lockTenantNames, async (tx) => {
    await tx.$executeRaw`SELECT 1 FROM "Tenant" WHERE "slug" = ${slug} FOR NO KEY UPDATE`;
    const tenant = await requireTenant(tx, scope, slug, stored);
    if (body.timeZone !== undefined && body.timeZone !== tenant.timeZone) requireTimeZone(body.timeZone);
    const before = { ...tenant, internal: tenant.isInternal };
    const changed = (['name', 'externalId', 'timeZone', 'language', 'internal'] as const).filter(
      (field) => body[field] !== undefined && body[field] !== before[field],
    );
    if (changed.includes('externalId') || changed.includes('internal')) requireAllTenants(scope);
    if (changed.includes('externalId')) {
      const clashes = await externalIdFaults(tx, body.externalId ?? null, tenant.id);
      if (clashes.length > 0) throw inUse(clashes);
    }
    if (changed.length > 0) {
      const { name = before.name, externalId = before.externalId, timeZone = before.timeZone } = body;
      const { language = before.language, internal: isInternal = before.internal } = body;
      await tx.tenant.update({
        where: { id: tenant.id },
        data: { name, externalId, timeZone, language, isInternal },
      });
      const pick = (from: Pick<ChangeTenantBody, (typeof changed)[number]> | typeof before) =>
        Object.fromEntries(changed.map((field) => [field, from[field] ?? null]));
      await audit(tx, {
        ...entryOf(scope, tenant),
        action: 'tenant.change',
        before: pick(before),
        after: pick(body),
      });
    }
    await setStatus(tx, scope, tenant, body);
    if (changed.includes('externalId')) await requestSync(tx, { kind: 'machines' });
    if (changed.length > 0) await recordTenantChanges(tx, [{ tenantId: tenant.id, kind: 'resync', objectId: '' }]);
  });
  return getTenant(scope, slug);
}

/** A tenant that is suspended already stays so since then. */
async function setStatus(
  tx: Tx,
  scope: ProviderWriteScope,
  tenant: { id: string; name: string; suspendedAt: Date | null },
  { status, reason = '' }: ChangeTenantBody,
): Promise<void> {
  const before = tenant.suspendedAt === null ? 'ACTIVE' : 'SUSPENDED';
  if (status === undefined || status === before) return;
  const suspendedAt = status === 'SUSPENDED' ? new Date() : null;
  await tx.tenant.update({ where: { id: tenant.id }, data: { suspendedAt } });
  await audit(tx, {
    ...entryOf(scope, tenant),
    action: status === 'SUSPENDED' ? 'tenant.suspend' : 'tenant.resume',
    detail: { reason },
    before: { status: before },
    after: { status },
  });
}

function entryOf(
  { actor, requestId }: ProviderWriteScope,
  { id, name }: { id: string; name: string },
): Omit<AuditInput, 'action'> {
  return {
    tenantId: id,
    actor: { id: actor.userId, name: actor.name },
    object: { kind: 'tenant', id, name },
    outcome: 'SUCCEEDED',
    requestId,
  };
}

function requireTimeZone(name: string): void {
  if (!isTimeZone(name)) throw new AppError('validation_failed', { errors: [faultAt('timeZone', 'timeZone')] });
}

async function externalIdFaults(tx: Tx, externalId: string | null, exceptId: string | null): Promise<FieldFault[]> {
  if (externalId === null) return [];
  const other = await tx.tenant.findUnique({ where: { externalId }, select: { id: true } });
  return other === null || other.id === exceptId ? [] : [fieldFault('externalId', 'field.inUse')];
}

function inUse(errors: FieldFault[]): AppError {
  const isSlug = errors.some(({ path }) => path === 'slug');
  return new AppError('conflict', { detail: say(isSlug ? 'tenant.slugInUse' : 'tenant.externalIdInUse'), errors });
}
