import 'server-only';
import { headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { cache } from 'react';
import { readInvitation } from '@/lib/auth/invitations';
import type { ShownInvitation } from '@/lib/auth/invitations';
import { currentActor } from '@/lib/auth/session';
import { isSetupOpen, offerSetupOnce } from '@/lib/auth/setup';
import type { Me, Permission } from '@/lib/contracts/me';
import type { Actor } from '@/lib/core/actor';
import { isAppError } from '@/lib/core/app-error';
import { env } from '@/lib/core/env';
import { isReadOnlyCall } from '@/lib/core/call-context';
import { getMe } from '@/lib/portal/me/me';
import { actsInTenant, openProviderScope, openTenantScope } from '@/lib/portal/scope/tenant-scope';
import type { ProviderScope, TenantScope } from '@/lib/portal/scope/tenant-scope';
import { claimsOf } from './request/authenticate';
import { remoteAddress } from './request/client-address';
import { pathHeader, portalOrigin, requestIdOf } from './request/headers';
import { optionalScope } from './routes/api-routes';

/** Read once for all parts of a page. A prefetch is not a use of the session, and HEAD changes nothing. */
const pageActor = cache(async (): Promise<Actor | null> => {
  const given = await headers();
  return currentActor(await claimsOf(given), {
    isUse: given.get('next-router-prefetch') === null && !isReadOnlyCall(),
  });
});

/** The portal's time when the page was rendered. */
export const pageTime = cache((): string => new Date().toISOString());

/** The configured contact of the provider. */
export function supportContact(): string | null {
  return env().supportContact ?? null;
}

/** The portal's address as this browser uses it, for texts to copy. */
export async function portalAddress(): Promise<string> {
  return portalOrigin(await headers());
}

/** The signed-in user, or null. For the sign-in page, and for parts of every page. */
export async function currentMe(): Promise<Me | null> {
  const actor = await pageActor();
  return actor && getMe(actor, optionalScope(actor, await pageRequestId(), null));
}

/** For pages of signed-in users with or without a tenant; others are redirected to the sign-in page and back. */
export async function requireSignedIn(): Promise<{ me: Me }> {
  return { me: (await currentMe()) ?? (await leadToSignIn()) };
}

/**
 * For pages in a tenant, of roles with the permission; other roles are redirected to their first page. The provider
 * without a tenant is redirected to the provider's machines, a user with neither or in a suspended one to `/no-access`.
 */
export async function requireScope(permission: Permission = 'machine:read'): Promise<{ me: Me; scope: TenantScope }> {
  const actor = (await pageActor()) ?? (await leadToSignIn());
  if (!actsInTenant(actor)) redirect(actor.provider ? '/provider/machines' : '/no-access');
  const scope = openTenantScope(actor, await pageRequestId(), null);
  if (!scope.permissions.has(permission)) redirect(firstPageOf(scope));
  return { me: getMe(actor, scope), scope };
}

/** The first page of a role: the overview, or the usage for roles that may not see machines. */
export function firstPageOf({ permissions }: TenantScope): '/overview' | '/usage' {
  return permissions.has('machine:read') ? '/overview' : '/usage';
}

/** For the provider's pages, which are not found for anybody else. */
export async function requireProvider(): Promise<{ me: Me; scope: ProviderScope }> {
  const actor = (await pageActor()) ?? (await leadToSignIn());
  if (!actor.provider) notFound();
  const requestId = await pageRequestId();
  return { me: getMe(actor, optionalScope(actor, requestId, null)), scope: openProviderScope(actor, requestId) };
}

async function pageRequestId(): Promise<string> {
  return requestIdOf(await headers());
}

/** For the sign-in page: before there is a provider nobody can sign in. */
export async function leadToSetup(): Promise<void> {
  if (await isSetupOpen()) redirect('/setup');
}

/** For the page of the set-up, which does not exist once it was used. Sees to it that a code that holds stands in the log. */
export async function requireSetup(): Promise<void> {
  if (!(await isSetupOpen())) notFound();
  await offerSetupOnce();
}

async function leadToSignIn(): Promise<never> {
  await leadToSetup();
  const path = (await headers()).get(pathHeader) ?? '/';
  redirect(path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`);
}

/** The invitation of a link for its page, or why it is not shown: every link that opens nothing looks alike. */
export async function invitationOf(token: string): Promise<ShownInvitation | 'wrong' | 'throttled'> {
  const given = await headers();
  return openLink(() => readInvitation(token, { address: remoteAddress(given), requestId: requestIdOf(given) }));
}

async function openLink<T>(open: () => Promise<T>): Promise<T | 'wrong' | 'throttled'> {
  try {
    return await open();
  } catch (error) {
    if (isAppError(error) && error.code === 'not_found') return 'wrong';
    if (isAppError(error) && error.code === 'rate_limited') return 'throttled';
    throw error;
  }
}
