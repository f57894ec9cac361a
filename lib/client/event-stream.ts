'use client';

import type { QueryClient } from '@tanstack/react-query';
import { streamEvents } from '@/lib/contracts/events';
import type { StreamEvent, StreamEventName } from '@/lib/contracts/events';
import { setConnection } from './connection-store';
import { eventEffects } from './event-effects';
import { keys } from './keys';
import { readActiveTenant, setTenantElsewhere } from './tenant-elsewhere';

const address = '/api/v1/events';
/** Without an open stream for this long, pages read by themselves. */
export const lostAfterMs = 10_000;
const longestRetryMs = 30_000;

/**
 * Opens the one event stream of this tab and keeps it open: the browser reconnects by itself (with `Last-Event-ID`)
 * after a cut, this code after a refusal or an end. `tenant` is the slug that this tab shows: the stream speaks for the
 * session's active tenant, so a switch in another tab ends it here for good. Returns how to close it.
 */
export function openEventStream(client: QueryClient, tenant: string | null): () => void {
  let source: EventSource | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let lost: ReturnType<typeof setTimeout> | undefined;
  let attempts = 0;
  let openedBefore = false;
  let openAt: number | null = null;
  let isClosed = false;

  const markDown = () => {
    if (lost !== undefined) return;
    setConnection({ state: 'connecting', openAt });
    lost = setTimeout(() => {
      setConnection({ state: 'lost', openAt });
      // Reading once makes every query ask for its interval again, and so begin to poll.
      void client.invalidateQueries({}, { cancelRefetch: false });
    }, lostAfterMs);
  };

  const markOpen = () => {
    clearTimeout(lost);
    lost = undefined;
    attempts = 0;
    openAt = Date.now();
    setConnection({ state: 'open', openAt });
    repairGap(client, openedBefore);
    openedBefore = true;
  };

  /** Comes back later, unless the session has ended (then the question leaves for the sign-in page) or speaks for another tenant. */
  const comeBack = () => {
    source?.close();
    markDown();
    attempts += 1;
    const waitMs = Math.min(longestRetryMs, 1000 * 2 ** attempts) * (0.5 + Math.random() / 2);
    readActiveTenant().then(
      (active) => {
        if (isClosed) return;
        if (active === tenant) retry = setTimeout(connect, waitMs);
        else if (active === null) window.location.assign('/');
        else setTenantElsewhere(active);
      },
      () => {
        if (!isClosed) retry = setTimeout(comeBack, waitMs);
      },
    );
  };

  const connect = () => {
    const opened = new EventSource(address, { withCredentials: true });
    source = opened;
    opened.onopen = markOpen;
    opened.onerror = () => {
      if (opened.readyState === EventSource.CLOSED) comeBack();
      else markDown();
    };
    for (const name of Object.keys(streamEvents) as StreamEventName[]) {
      opened.addEventListener(name, (message: MessageEvent<string>) => {
        const event = parseStreamEvent(name, message.data, message.lastEventId);
        if (event) applyStreamEvent(client, event);
        if (name === 'end') comeBack();
      });
    }
  };

  markDown();
  connect();
  return () => {
    isClosed = true;
    clearTimeout(retry);
    clearTimeout(lost);
    source?.close();
    setConnection({ state: 'connecting', openAt });
  };
}

/**
 * Reads again what may have changed while nobody listened: everything after a cut; at first only live state that was
 * answered before the stream stood. A reading on its way goes on, or a stream that flaps would let none ever end.
 */
function repairGap(client: QueryClient, afterCut: boolean): void {
  const filters = afterCut ? [{}] : [keys.operations.all, keys.overview, keys.machines.all].map((queryKey) => ({ queryKey }));
  for (const filter of filters) {
    void client.invalidateQueries({ ...filter, predicate: (query) => query.state.dataUpdatedAt > 0 || afterCut }, { cancelRefetch: false });
  }
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
