import 'server-only';
import type { StreamEvent } from '@/lib/contracts/events';
import type { Permission } from '@/lib/contracts/me';
import { currentActor } from '@/lib/auth/current-actor';
import type { SessionClaims } from '@/lib/auth/session-cookie';
import type { Actor } from '@/lib/core/actor';
import { AppError, isAppError } from '@/lib/core/app-error';
import { expiringCache } from '@/lib/core/expiring-cache';
import { currentClaimant } from '@/lib/core/call-context';
import { accessChanges, openStreamCount, placeForStream } from '@/lib/core/open-streams';
import { requirePermission } from '@/lib/portal/scope/tenant-scope';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { authenticate } from './authenticate';
import type { RouteHandler } from './route-declaration';
import { isLook, serve } from './serve';
import { optionalScope } from './session-route';
import { eventStreamHeaders, eventStreamResponse } from './sse';

const maxStreamsPerUser = 60;
/** The tabs of one session share one look at the database; what is told anew is looked at anew. */
const recentActor = expiringCache<Actor | null>('stream-actors', { ttlMs: 2_000, max: 5_000 });

type StreamInput = { readonly signal: AbortSignal; readonly lastEventId: string | null };
type StreamRouteOptions = {
  readonly path: string;
  readonly summary: string;
  readonly permission: Exclude<Permission, 'provider'>;
  readonly events: (scope: TenantScope, input: StreamInput) => AsyncIterable<StreamEvent>;
  /** For someone who is signed in but in no tenant. */
  readonly eventsWithoutTenant: (input: StreamInput) => AsyncIterable<StreamEvent>;
};

/**
 * Makes the handler of an event stream. It is checked like any request before its first byte, and again while it lives:
 * it ends when the session, the membership or the active tenant is no longer what it was opened with.
 */
export function streamRoute({ events, eventsWithoutTenant, ...declared }: StreamRouteOptions): RouteHandler {
  return serve(
    { ...declared, kind: 'tenant', method: 'GET', status: 200, isStream: true, isIdempotent: false },
    async (call) => {
      const { actor, claims } = await authenticate(call);
      const slug = call.request.headers.get('x-tenant');
      const scope = optionalScope(actor, call.requestId, slug);
      if (scope) requirePermission(scope, declared.permission);
      else if (!actor.isProvider) throw new AppError('not_found', { meta: { reason: 'in no tenant' } });
      if (isLook(call)) return new Response(null, { headers: eventStreamHeaders });
      if (openStreamCount(actor.userId) >= maxStreamsPerUser) {
        throw new AppError('rate_limited', {
          detail: `One person has at most ${maxStreamsPerUser} event streams.`,
          retryAfterSeconds: 10,
        });
      }
      // A browser that opens a new stream by itself can't set the header; its own reconnect does, and knows more.
      const giveBack = placeForStream(currentClaimant());
      if (!giveBack)
        throw new AppError('unavailable', {
          detail: 'There are as many event streams open as there can be. The page asks again by itself.',
          retryAfterSeconds: 30,
        });
      const lastEventId =
        call.request.headers.get('last-event-id') ?? new URL(call.request.url).searchParams.get('lastEventId');
      return eventStreamResponse(
        (signal) => (scope ? events(scope, { signal, lastEventId }) : eventsWithoutTenant({ signal, lastEventId })),
        {
          signal: call.request.signal,
          userId: actor.userId,
          onEnd: giveBack,
          verdict: () => verdictOn(claims, scope?.tenant.id ?? null, slug),
        },
      );
    },
  );
}

async function verdictOn(claims: SessionClaims, tenantId: string | null, slug: string | null): Promise<string | null> {
  const actor = await recentActor(`${claims.sid} ${accessChanges()}`, () => currentActor(claims, { isUse: false }));
  if (!actor) return 'session-ended';
  try {
    const now = optionalScope(actor, 'stream', slug);
    return (now?.tenant.id ?? null) === tenantId ? null : 'tenant-changed';
  } catch (error) {
    if (isAppError(error)) return 'tenant-changed';
    throw error;
  }
}
