'use client';

import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { queryString } from '@/lib/client/addresses';
import { keyOf } from './keys';
import type { QueryName } from './keys';
import { applyEvent, readEverythingAgain, shownSince, streamStands } from './live-cache';
import { isNonRetryable } from './query-client';
import { noteServerTime } from './server-clock';
import { haveRightsChanged, readSession, setTenantElsewhere } from '@/lib/client/queries/me';
import { heartbeatMs, streamEvents } from '@/lib/contracts/events';
import type { StreamEvent, StreamEventName } from '@/lib/contracts/events';
import { eventEffects } from './event-effects';

const address = '/api/v1/events';
/** Without an open stream for this long, pages poll. */
export const lostAfterMs = 10_000;
/** The stream sends a heartbeat every `heartbeatMs`: one without two of them is dead, whatever the browser says. */
export const silentAfterMs = 2 * heartbeatMs + 1_000;
/** How often a page polls while no stream is open; each tab differs a little. */
export const pollingMs = 15_000;
const longestRetryMs = 30_000;

/**
 * Opens the one event stream of this tab and keeps it open. After an interruption the browser reconnects by itself
 * (with `Last-Event-ID`); this code does after a refusal or an end, after a time without a heartbeat, and when the
 * network, the page or the tab come back. Missed events are sent again from the last one on, so a reconnect reads
 * nothing. `tenant` is the slug that this tab shows: the stream belongs to the session's active tenant, so a switch in
 * another tab ends it here for good. Returns a function that closes it.
 */
export function openEventStream(client: QueryClient, tenant: string | null): () => void {
  let source: EventSource | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let lost: ReturnType<typeof setTimeout> | undefined;
  let silent: ReturnType<typeof setTimeout> | undefined;
  let poll: ReturnType<typeof setTimeout> | undefined;
  let attempts = 0;
  // The page's data was read a moment ago: the stream continues from there.
  let lastEventId = String(shownSince(client) ?? '');
  let lastMessageAt = elapsed();
  const closing = new AbortController();

  const pollAfter = (waitMs: number) => {
    clearTimeout(poll);
    poll = setTimeout(() => {
      const reads = ([name]: readonly unknown[]): boolean => eventEffects[name as QueryName] !== 'asked';
      void client.invalidateQueries(
        { predicate: ({ queryKey, state }) => reads(queryKey) && !isNonRetryable(state.error) },
        { cancelRefetch: false },
      );
      pollAfter(pollingMs * (1 + Math.random() / 5));
    }, waitMs);
  };

  const markLost = () => {
    if (connectionState() === 'lost') return;
    setConnection(navigator.onLine ? 'lost' : 'offline');
    // Many tabs lose the stream at the same moment.
    pollAfter(Math.random() * 3_000);
  };

  const markDown = () => {
    if (lost !== undefined) return;
    if (connectionState() === 'open') setConnection('connecting');
    lost = setTimeout(markLost, lostAfterMs);
  };

  /** Any message shows that the connection is alive. */
  const noteMessage = () => {
    lastMessageAt = elapsed();
    clearTimeout(silent);
    silent = setTimeout(() => {
      markDown();
      markLost();
      connect();
    }, silentAfterMs);
  };

  const markOpen = () => {
    clearTimeout(lost);
    clearTimeout(poll);
    lost = undefined;
    attempts = 0;
    setConnection('open');
    noteMessage();
  };

  /**
   * Reconnects later, unless the session has ended (then the request opens the sign-in page) or belongs to another
   * tenant.
   */
  const comeBack = () => {
    source?.close();
    clearTimeout(silent);
    clearTimeout(retry);
    retry = undefined;
    markDown();
    attempts += 1;
    const waitMs = Math.min(longestRetryMs, 1000 * 2 ** attempts) * (0.5 + Math.random() / 2);
    readSession().then(
      (me) => {
        if (closing.signal.aborted) return;
        const active = me.tenant?.slug ?? null;
        // The server decides what the page shows with other rights.
        if (active === tenant && haveRightsChanged(client.getQueryData(keyOf('me')), me)) window.location.reload();
        else if (active === tenant) retry = setTimeout(connect, waitMs);
        else if (active === null) window.location.assign('/');
        else setTenantElsewhere(active);
      },
      () => {
        if (!closing.signal.aborted) retry = setTimeout(comeBack, waitMs);
      },
    );
  };

  function connect(): void {
    source?.close();
    clearTimeout(retry);
    retry = undefined;
    const opened = new EventSource(`${address}${queryString({ lastEventId })}`, { withCredentials: true });
    source = opened;
    // A connection that never opens is treated like a broken one.
    noteMessage();
    opened.onopen = markOpen;
    opened.onerror = () => {
      if (opened.readyState === EventSource.CLOSED) comeBack();
      else markDown();
    };
    for (const name of Object.keys(streamEvents) as StreamEventName[]) {
      opened.addEventListener(name, (message: MessageEvent<string>) => {
        if (source !== opened) return;
        noteMessage();
        const event = parseStreamEvent(name, message.data, message.lastEventId);
        if (event) applyStreamEvent(client, event, lastEventId === '');
        if (message.lastEventId !== '') lastEventId = message.lastEventId;
        if (name === 'end') comeBack();
      });
    }
  }

  /** The network, the page or the tab is back: a stream that should have sent something meanwhile is opened again. */
  const checkStream = (isOverdue: boolean) => {
    // Between a refusal and the next attempt that attempt is made now.
    if (source !== null && source.readyState === EventSource.CLOSED && retry === undefined) return;
    if (!isOverdue && elapsed() - lastMessageAt < heartbeatMs + 2_000) return;
    markDown();
    connect();
  };
  const listen = (target: EventTarget, name: string, react: () => void) =>
    target.addEventListener(name, react, { signal: closing.signal });
  listen(window, 'offline', () => {
    markDown();
    setConnection('offline');
  });
  listen(window, 'online', () => {
    if (connectionState() === 'offline') setConnection('connecting');
    checkStream(true);
  });
  listen(window, 'pageshow', () => checkStream(false));
  listen(document, 'visibilitychange', () => {
    if (document.visibilityState === 'visible') checkStream(false);
  });

  markDown();
  connect();
  return () => {
    closing.abort();
    for (const timer of [retry, lost, silent, poll]) clearTimeout(timer);
    source?.close();
    setConnection('connecting');
  };
}

/** A duration of this browser's own time: it includes sleep, as `performance.now()` may not. */
function elapsed(): number {
  // eslint-disable-next-line no-restricted-syntax -- compared with itself only
  return Date.now();
}

/** One event of the contract; null, and a console message, for anything invalid. */
export function parseStreamEvent(name: StreamEventName, data: string, id: string): StreamEvent | null {
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch {
    json = undefined;
  }
  const parsed = streamEvents[name].safeParse(json);
  if (!parsed.success) {
    // eslint-disable-next-line no-console -- the only trace that a browser leaves of a broken promise
    console.error(`Event ${name} is not as promised`, parsed.error.issues);
    return null;
  }
  // The schema was chosen by the same name, which TypeScript can't follow through the table.
  return { id: id === '' ? null : id, event: name, data: parsed.data } as StreamEvent;
}

/** Applies an event to the cache. `isFirst`: the first one with an id, so the stream is complete from its id on. */
function applyStreamEvent(client: QueryClient, event: StreamEvent, isFirst: boolean): void {
  const seq = event.id === null ? null : Number(event.id);
  if (isFirst && seq !== null) streamStands(client, seq);
  switch (event.event) {
    case 'freshness':
      client.setQueryData(keyOf('freshness'), event.data);
      return;
    case 'heartbeat':
      noteServerTime(event.data.at);
      return;
    case 'resync':
      readEverythingAgain(client);
      return;
    case 'end':
      return;
    default:
      applyEvent(client, event, seq);
  }
}

/**
 * `connecting`: not yet, or again after a short interruption; `open`: events arrive; `lost`: nothing arrives any more,
 * so pages poll; `offline`: this device says that it has no network.
 */
export type ConnectionState = 'connecting' | 'open' | 'lost' | 'offline';

const listeners = new Set<() => void>();
let connection: ConnectionState = 'connecting';

/** Set by the event stream only. */
function setConnection(next: ConnectionState): void {
  if (next === connection) return;
  connection = next;
  for (const listener of listeners) listener();
}

/** The present state of the live connection of this tab. */
export function connectionState(): ConnectionState {
  return connection;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  const networkEvents = ['online', 'offline'] as const;
  for (const name of networkEvents) window.addEventListener(name, listener);
  return () => {
    listeners.delete(listener);
    for (const name of networkEvents) window.removeEventListener(name, listener);
  };
}

/** The shown state of the live connection: a device without a network is offline, whatever the stream says. */
export function shownConnection(): ConnectionState {
  return navigator.onLine ? connectionState() : 'offline';
}

/** State of the live connection of this tab. */
export function useConnection(): ConnectionState {
  return useSyncExternalStore(subscribe, shownConnection, () => 'connecting');
}
