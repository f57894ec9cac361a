import 'server-only';
import type { ChangeMeBody } from '@/lib/contracts/account';
import { faultAt } from '@/lib/contracts/faults';
import type { Language, Me, Role } from '@/lib/contracts/me';
import { activeMembership } from '@/lib/core/actor';
import type { Actor } from '@/lib/core/actor';
import { AppError } from '@/lib/core/app-error';
import { audit, changeOf } from '@/lib/db/audit';
import { db } from '@/lib/db/client';
import { isTimeZone } from '@/lib/time/zone-offsets';
import { permissionsOf, requireEntry } from '@/lib/portal/scope/tenant-scope';

/** The tenant that a person acts in; a scope is one. */
type Acting = { readonly tenant: { readonly slug: string; readonly name: string }; readonly role: Role };

/** The caller with tenant and permissions. Pass null for a person without a membership. */
export function getMe(actor: Actor, acting: Acting | null): Me {
  return {
    user: { id: actor.userId, name: actor.name, email: actor.email },
    tenant: acting && { slug: acting.tenant.slug, name: acting.tenant.name },
    role: acting?.role ?? null,
    permissions: [
      ...(acting ? permissionsOf(actor, acting.role) : []),
      ...(actor.provider ? (['provider'] as const) : []),
    ],
    tenants: actor.memberships.map(({ slug, name, role, suspended }) => ({ slug, name, role, suspended })),
    provider: actor.provider && { role: actor.provider.role, limited: actor.provider.tenants !== 'ALL' },
    timeZone: actor.timeZone,
    language: actor.language ?? actor.memberships.find(({ slug }) => slug === acting?.tenant.slug)?.language ?? null,
  };
}

/** Stores the language of this person, for every device. */
export async function chooseLanguage(actor: Actor, acting: Acting | null, language: Language): Promise<Me> {
  const person = { id: actor.userId, name: actor.name };
  await db().$transaction(async (tx) => {
    await tx.user.update({ where: { id: actor.userId }, data: { language } });
    if (language === actor.language) return;
    await audit(tx, {
      tenantId: actor.memberships.find(({ slug }) => slug === acting?.tenant.slug)?.tenantId ?? null,
      actor: person,
      action: 'account.language',
      object: { kind: 'user', ...person },
      outcome: 'SUCCEEDED',
      ...changeOf({ language: actor.language }, { language }),
    });
  });
  return getMe({ ...actor, language }, acting);
}

/** Stores what the person set, for every device. */
export async function changeMe(
  actor: Actor,
  acting: Acting | null,
  { name, timeZone, language }: ChangeMeBody,
  requestId: string,
): Promise<Me> {
  if (timeZone != null && !isTimeZone(timeZone))
    throw new AppError('validation_failed', { errors: [faultAt('timeZone', 'timeZone')] });
  const before = { name: actor.name, timeZone: actor.timeZone, language: actor.language };
  const after = {
    name: name ?? before.name,
    timeZone: timeZone === undefined ? before.timeZone : timeZone,
    language: language === undefined ? before.language : language,
  };
  await db().$transaction(async (tx) => {
    await tx.user.update({ where: { id: actor.userId }, data: after });
    await audit(tx, {
      tenantId: activeMembership(actor)?.tenantId ?? null,
      actor: { id: actor.userId, name: actor.name },
      action: 'account.settings',
      object: { kind: 'user', id: actor.userId, name: actor.name },
      outcome: 'SUCCEEDED',
      ...changeOf(before, after),
      requestId,
    });
  });
  return getMe({ ...actor, ...after }, acting);
}

/** Makes `slug` the active tenant of this session; `not_found` without a membership, `forbidden` while it is suspended. */
export async function switchTenant(actor: Actor, slug: string, requestId: string): Promise<Me> {
  const membership = actor.memberships.find((candidate) => candidate.slug === slug);
  if (!membership) throw new AppError('not_found', { meta: { kind: 'tenant', slug } });
  requireEntry(membership);
  const { tenantId, name, role } = membership;
  await db().$transaction(async (tx) => {
    const { count } = await tx.session.updateMany({
      where: { id: actor.sessionId, endedAt: null },
      data: { activeTenantId: tenantId },
    });
    if (count === 0) throw new AppError('unauthenticated');
    await audit(tx, {
      tenantId,
      actor: { id: actor.userId, name: actor.name },
      action: 'session.switch-tenant',
      object: { kind: 'tenant', id: tenantId, name },
      outcome: 'SUCCEEDED',
      requestId,
    });
  });
  return getMe(actor, { tenant: membership, role });
}
