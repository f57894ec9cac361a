import 'server-only';
import { currentActor } from '@/lib/auth/session';
import type { Claims } from '@/lib/auth/session';
import { streamEvents, heartbeatMs as usualHeartbeatMs } from '@/lib/contracts/events';
import type { StreamEvent } from '@/lib/contracts/events';
import type { Permission } from '@/lib/contracts/me';
import type { Actor } from '@/lib/core/actor';
import { AppError, isAppError } from '@/lib/core/app-error';
import { say } from '@/lib/core/say';
import { currentClaimant } from '@/lib/core/call-context';
import { expiringCache } from '@/lib/core/process-state';
import { log } from '@/lib/core/log';
import { accessChanges, openStreamCount, placeForStream, registerStream, watchAccess } from '@/lib/core/open-streams';
import { authenticate } from '@/lib/http/request/authenticate';
import { isHeadRequest, serve } from '@/lib/http/request/serve';
import { openTenantScope, requirePermission } from '@/lib/portal/scope/tenant-scope';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { optionalScope } from './api-routes';
import type { RouteHandler } from './declaration';

const maxStreamsPerUser = 60;
/** The tabs of one session share one read of the database; after a change it is read again. */
const recentActor = expiringCache<Actor | null>('stream-actors', { ttlMs: 2_000, max: 5_000 });

type StreamInput = { readonly signal: AbortSignal; readonly lastEventId: string | null };
type StreamRouteOptions = {
  readonly path: string;
  readonly summary: string;
  readonly permission: Exclude<Permission, 'provider'>;
  readonly events: (scope: TenantScope, input: StreamInput) => AsyncIterable<StreamEvent>;
  /** For a signed-in user without a tenant. */
  readonly eventsWithoutTenant: (input: StreamInput) => AsyncIterable<StreamEvent>;
};

/**
 * Creates the handler of an event stream. It is checked like any request before its first byte, and again while it is
 * open: it ends when the session, the membership, the rights or the active tenant change.
 */
export function streamRoute({ events, eventsWithoutTenant, ...declared }: StreamRouteOptions): RouteHandler {
  return serve(
    { ...declared, kind: 'tenant', method: 'GET', status: 200, isStream: true, isIdempotent: false },
    async (call) => {
      const { actor, claims } = await authenticate(call);
      const slug = call.request.headers.get('x-tenant');
      const scope = optionalScope(actor, call.requestId, slug);
      if (scope) requirePermission(scope, declared.permission);
      // Only a provider's stream needs no tenant; anyone else is told why there is none.
      else if (!actor.provider) openTenantScope(actor, call.requestId, slug);
      if (isHeadRequest(call)) return new Response(null, { headers: eventStreamHeaders });
      if (openStreamCount(actor.userId) >= maxStreamsPerUser) {
        throw new AppError('rate_limited', {
          detail: say('request.streamsOfPerson', { max: maxStreamsPerUser }),
          retryAfterSeconds: 10,
        });
      }
      // A browser that opens a new stream can't set the header; its own reconnect does, and takes precedence.
      const giveBack = placeForStream(currentClaimant());
      if (!giveBack)
        throw new AppError('unavailable', {
          detail: say('request.streamsFull'),
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
          reasonToEnd: () => reasonToEndFor(claims, slug, { actor, scope }),
        },
      );
    },
  );
}

async function reasonToEndFor(
  claims: Claims,
  slug: string | null,
  opened: { readonly actor: Actor; readonly scope: TenantScope | null },
): Promise<string | null> {
  const actor = await recentActor(`${'sid' in claims ? claims.sid : claims.tokenHash} ${accessChanges()}`, () =>
    currentActor(claims, { isUse: false }),
  );
  if (!actor) return 'session-ended';
  try {
    const now = optionalScope(actor, 'stream', slug);
    if (now?.tenant.id !== opened.scope?.tenant.id) return 'tenant-changed';
    return rightsOf(actor, now) === rightsOf(opened.actor, opened.scope) ? null : 'rights-changed';
  } catch (error) {
    if (isAppError(error)) return 'tenant-changed';
    throw error;
  }
}

/** The rights that a page shows, to be compared. */
function rightsOf({ provider }: Actor, scope: TenantScope | null): string {
  return JSON.stringify([scope?.role, provider?.role, provider?.tenants]);
}

type EventStreamOptions = {
  readonly signal: AbortSignal;
  readonly userId: string;
  /** Called once at the end of the stream, however it ended. */
  readonly onEnd?: () => void;
  /**
   * Why the stream must end, or null while its reader has access. Called when rights changed, and every `recheckMs` in
   * case that change was missed.
   */
  readonly reasonToEnd?: () => Promise<string | null>;
  readonly heartbeatMs?: number;
  readonly recheckMs?: number;
  /** A reader with this much unread data is dropped; its browser reconnects with Last-Event-ID. */
  readonly maxBufferedBytes?: number;
};

const encoder = new TextEncoder();

/** The range of reconnect times, so that browsers do not reconnect all at once. */
function retryMs(): number {
  return 1_000 + Math.floor(Math.random() * 4_000);
}

/** Comments are for proxies; a script in a browser gets events only. */
function heartbeatEvent(): string {
  return formatEvent({ id: null, event: 'heartbeat', data: { at: new Date().toISOString() } });
}

/** Pages of one tenant get the same objects: each is encoded once for all of them. */
const encoded = new WeakMap<object, { readonly head: string; readonly bytes: Uint8Array }>();

function encodeEvent(event: StreamEvent): Uint8Array {
  const head = `${event.id ?? ''} ${event.event}`;
  const known = encoded.get(event.data);
  if (known?.head === head) return known.bytes;
  const bytes = encoder.encode(formatEvent(event));
  encoded.set(event.data, { head, bytes });
  return bytes;
}

/** One event in the format of `text/event-stream`; its data is validated with its contract first. */
export function formatEvent({ id, event, data }: StreamEvent): string {
  const payload: unknown = streamEvents[event].parse(data);
  return `${id === null ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(payload)}\n\n`;
}

/**
 * Responds with a stream of what `open` yields. `open`'s signal aborts when the reader leaves, is dropped or loses
 * access: abort and cancel both come, in any order, and cleaning up twice is harmless.
 */
export function eventStreamResponse(
  open: (signal: AbortSignal) => AsyncIterable<StreamEvent>,
  options: EventStreamOptions,
): Response {
  const {
    signal,
    userId,
    reasonToEnd,
    onEnd,
    heartbeatMs = usualHeartbeatMs,
    recheckMs = 120_000,
    maxBufferedBytes = 1024 * 1024,
  } = options;
  const stop = new AbortController();
  const finish = (): void => stop.abort();
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let isOpen = true;
        const end = (how: () => void): void => {
          if (!isOpen) return;
          isOpen = false;
          finish();
          how();
        };
        const send = (text: string | Uint8Array): void => {
          if (!isOpen) return;
          controller.enqueue(typeof text === 'string' ? encoder.encode(text) : text);
          if ((controller.desiredSize ?? 0) < 0)
            end(() => controller.error(new DOMException('the reader is too slow', 'AbortError')));
        };
        const close = (): void => end(() => controller.close());
        const endWith = (reason: string): void => {
          send(formatEvent({ id: null, event: 'end', data: { reason } }));
          close();
        };

        const recheckAccess = reasonToEnd && ((): void => void ask(reasonToEnd, endWith));
        const forget = registerStream({ userId, close });
        const stopWatching = recheckAccess && watchAccess(userId, recheckAccess);
        const heartbeat = setInterval(() => send(`: still here\n\n${heartbeatEvent()}`), heartbeatMs);
        const recheck = recheckAccess && setInterval(recheckAccess, recheckMs);
        signal.addEventListener('abort', close, { once: true });
        stop.signal.addEventListener('abort', () => {
          isOpen = false;
          clearInterval(heartbeat);
          clearInterval(recheck);
          signal.removeEventListener('abort', close);
          forget();
          stopWatching?.();
          onEnd?.();
        });
        // The first bytes tell the browser that it is connected, and when to reconnect.
        send(`retry: ${retryMs()}\n: connected\n\n${heartbeatEvent()}`);
        if (signal.aborted) close();
        else void pump(open(stop.signal), { send, close, isOpen: () => isOpen });
      },
      cancel: finish,
    },
    new ByteLengthQueuingStrategy({ highWaterMark: maxBufferedBytes }),
  );
  return new Response(body, { headers: eventStreamHeaders });
}

const eventStreamHeaders = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  // Without no-transform Next compresses the stream and delays events.
  'Cache-Control': 'no-cache, no-transform',
  'X-Accel-Buffering': 'no',
} as const;

async function pump(
  events: AsyncIterable<StreamEvent>,
  { send, close, isOpen }: { send: (text: string | Uint8Array) => void; close: () => void; isOpen: () => boolean },
): Promise<void> {
  try {
    for await (const event of events) {
      if (!isOpen()) break;
      send(encodeEvent(event));
    }
  } catch (error) {
    if (isOpen()) log.error({ err: error }, 'event stream failed');
  }
  close();
}

async function ask(reasonToEnd: () => Promise<string | null>, endWith: (reason: string) => void): Promise<void> {
  try {
    const reason = await reasonToEnd();
    if (reason !== null) endWith(reason);
  } catch (error) {
    // The database did not respond: nothing was revoked, and the next check tries again.
    log.warn({ err: error }, 'event stream could not check its session');
  }
}
