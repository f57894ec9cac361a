'use client';

import type { QueryClient } from '@tanstack/react-query';
import { streamEvents } from '@/lib/contracts/events';
import type { StreamEvent, StreamEventName } from '@/lib/contracts/events';
import { setConnection } from './connection-store';
import { eventEffects } from './event-effects';
import { meQuery } from './me';

const address = '/api/v1/events';
/** Without an open stream for this long, pages read by themselves. */
const lostAfterMs = 10_000;
const longestRetryMs = 30_000;

/**
 * Opens the one event stream of this tab and keeps it open: the browser reconnects by itself (with `Last-Event-ID`)
 * after a cut, this code after a refusal. Returns how to close it.
 */
export function openEventStream(client: QueryClient): () => void {
  let source: EventSource | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let lost: ReturnType<typeof setTimeout> | undefined;
  let attempts = 0;
  let openedBefore = false;
  let openAt: number | null = null;

  const markDown = () => {
    setConnection({ state: 'connecting', openAt });
    lost ??= setTimeout(() => {
      setConnection({ state: 'lost', openAt });
      // Reading once makes every query ask for its interval again, and so begin to poll.
      void client.invalidateQueries();
    }, lostAfterMs);
  };

  const connect = () => {
    const opened = new EventSource(address, { withCredentials: true });
    source = opened;
    opened.onopen = () => {
      clearTimeout(lost);
      lost = undefined;
      attempts = 0;
      openAt = Date.now();
      setConnection({ state: 'open', openAt });
      // What happened while nobody listened is not told again for certain.
      if (openedBefore) void client.invalidateQueries();
      openedBefore = true;
    };
    opened.onerror = () => {
      markDown();
      if (opened.readyState !== EventSource.CLOSED) return;
      // Refused, perhaps because the session has ended: `/me` tells, and leaves for the sign-in page on 401.
      opened.close();
      void client.query({ ...meQuery(), staleTime: 0 }).catch(() => undefined);
      attempts += 1;
      retry = setTimeout(connect, Math.min(longestRetryMs, 1000 * 2 ** attempts) * (0.5 + Math.random() / 2));
    };
    for (const name of Object.keys(streamEvents) as StreamEventName[]) {
      opened.addEventListener(name, (message: MessageEvent<string>) => {
        const event = parseStreamEvent(name, message.data, message.lastEventId);
        if (event) applyStreamEvent(client, event);
      });
    }
  };

  markDown();
  connect();
  return () => {
    clearTimeout(retry);
    clearTimeout(lost);
    source?.close();
    setConnection({ state: 'connecting', openAt });
  };
}

/** One event as the contract names it; null, and a line on the console, for what does not fit. */
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

/** Does to the cache what the table says for this event. */
export function applyStreamEvent(client: QueryClient, event: StreamEvent): void {
  const effect = eventEffects[event.event] as (client: QueryClient, data: StreamEvent['data']) => void;
  effect(client, event.data);
}
