import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { MockInstance } from 'vitest';
import { heartbeatMs } from '@/lib/contracts/events';
import type { Freshness } from '@/lib/contracts/events';
import {
  connectionState,
  lostAfterMs,
  openEventStream,
  parseStreamEvent,
  pollingMs,
  silentAfterMs,
} from './event-stream';
import { keyOf } from './keys';
import { readSoonMs, startWith } from './live-cache';
import { resetServerClock, serverNow } from './server-clock';
import type { MachineList } from '@/lib/contracts/machine';
import { machine, overview, page as pageOf } from '@/lib/client/testing/samples';

/** The browser's side of a stream, driven by the test. */
class FakeEventSource extends EventTarget {
  static readonly CLOSED = 2;
  static opened: FakeEventSource[] = [];
  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  lastEventId = '';
  constructor(readonly url: string) {
    super();
    FakeEventSource.opened.push(this);
  }
  open(): void {
    this.readyState = 1;
    this.onopen?.();
  }
  cut(): void {
    this.readyState = 0;
    this.onerror?.();
  }
  refuse(): void {
    this.readyState = 2;
    this.onerror?.();
  }
  send(name: string, data: unknown, id?: number): void {
    if (id !== undefined) this.lastEventId = String(id);
    this.dispatchEvent(
      new MessageEvent(name, {
        data: typeof data === 'string' ? data : JSON.stringify(data),
        lastEventId: this.lastEventId,
      }),
    );
  }
  close(): void {
    this.readyState = 2;
  }
}

const freshness: Freshness = { state: 'LIVE', asOf: '2026-11-24T12:00:00.000Z', reason: null };
const me = (slug: string, role = 'VIEWER') => ({
  user: { id: 'u', name: 'U', email: 'u@x.test' },
  tenant: { slug, name: slug },
  role,
  permissions: ['machine:read'],
  tenants: [],
  provider: null,
  timeZone: null,
  language: null,
});
const beat = () => ({ at: new Date().toISOString() });

let client: QueryClient;
let close: () => void;
let activeTenant: string;
let page: { window: EventTarget; document: EventTarget & { visibilityState: string }; navigator: { onLine: boolean } };
const newest = () => FakeEventSource.opened.at(-1) as FakeEventSource;
let invalidate: MockInstance<QueryClient['invalidateQueries']>;
const reads = () => invalidate.mock.calls.length;

beforeEach(() => {
  vi.useFakeTimers();
  FakeEventSource.opened = [];
  activeTenant = 'acme';
  page = {
    window: new EventTarget(),
    document: Object.assign(new EventTarget(), { visibilityState: 'visible' }),
    navigator: { onLine: true },
  };
  vi.stubGlobal('window', page.window);
  vi.stubGlobal('document', page.document);
  vi.stubGlobal('navigator', page.navigator);
  vi.stubGlobal('EventSource', FakeEventSource);
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json(me(activeTenant))));
  client = new QueryClient();
  invalidate = vi.spyOn(client, 'invalidateQueries');
  client.setQueryData(keyOf('overview'), {});
  client.setQueryData(keyOf('policy-options'), {});
  close = openEventStream(client, 'acme');
});
afterEach(() => {
  close();
  resetServerClock();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('openEventStream', () => {
  test('puts the content of an event into the cache', () => {
    newest().open();
    newest().send('freshness', freshness);
    expect(client.getQueryData(keyOf('freshness'))).toEqual(freshness);
  });

  test("reads the portal's time from each heartbeat", () => {
    newest().open();
    newest().send('heartbeat', { at: new Date(Date.now() + 3_600_000).toISOString() });
    expect(serverNow()).toBe(Date.now() + 3_600_000);
  });

  test('reads live queries again that were read before the stream was complete, and no others', () => {
    newest().open();
    newest().send('heartbeat', beat(), 7);
    vi.advanceTimersByTime(readSoonMs);
    expect(client.getQueryState(keyOf('overview'))?.isInvalidated).toBe(true);
    expect(client.getQueryState(keyOf('policy-options'))?.isInvalidated).toBe(false);
  });

  test('reads nothing after a reconnect: the stream sends what was missed', () => {
    newest().open();
    newest().send('heartbeat', beat(), 7);
    vi.advanceTimersByTime(readSoonMs);
    const before = reads();
    newest().cut();
    vi.advanceTimersByTime(3_000);
    newest().open();
    newest().send('heartbeat', beat());
    page.window.dispatchEvent(new Event('online'));
    newest().open();
    newest().send('heartbeat', beat(), 9);
    vi.advanceTimersByTime(heartbeatMs);
    expect(reads()).toBe(before);
    expect(newest().url).toBe('/api/v1/events?lastEventId=7');
  });

  test('continues from the data of the page: a change in between is sent, and nothing else is read again', () => {
    close();
    client = new QueryClient();
    const readAt = new Date().toISOString();
    startWith(client, [
      { key: keyOf('machines', {}), data: pageOf([machine()]), shows: 41, readAt },
      { key: keyOf('overview'), data: overview([]), shows: 40, readAt },
    ]);
    close = openEventStream(client, 'acme');
    expect(newest().url).toBe('/api/v1/events?lastEventId=40');
    newest().open();
    newest().send('heartbeat', beat());
    vi.advanceTimersByTime(readSoonMs);
    expect(client.getQueryState(keyOf('overview'))?.isInvalidated).toBe(false);
    const shown = () => client.getQueryData<MachineList>(keyOf('machines', {}))?.total;
    newest().send('gone', { kind: 'machine', id: 'm1' }, 41);
    expect(shown(), 'the page shows that event already').toBe(1);
    newest().send('gone', { kind: 'machine', id: 'm1' }, 42);
    expect(shown()).toBe(0);
  });

  test("starts at the present when the position of the page's data is unknown", () => {
    close();
    client = new QueryClient();
    startWith(client, [
      { key: keyOf('overview'), data: overview([]), shows: null, readAt: new Date().toISOString() },
      { key: keyOf('machines', {}), data: pageOf([]), shows: 41, readAt: new Date().toISOString() },
    ]);
    close = openEventStream(client, 'acme');
    expect(newest().url).toBe('/api/v1/events');
    newest().open();
    newest().send('heartbeat', beat(), 41);
    vi.advanceTimersByTime(readSoonMs);
    expect(client.getQueryState(keyOf('overview'))?.isInvalidated).toBe(true);
    expect(client.getQueryState(keyOf('machines', {}))?.isInvalidated).toBe(false);
  });

  test('reads everything again when missed events are no longer available', () => {
    newest().open();
    newest().send('heartbeat', beat(), 7);
    newest().send('resync', { reason: 'gap' });
    vi.advanceTimersByTime(readSoonMs);
    expect(client.getQueryState(keyOf('policy-options'))?.isInvalidated).toBe(true);
  });

  test('lets pages poll only while the stream is down for long', () => {
    newest().open();
    newest().send('heartbeat', beat(), 7);
    vi.advanceTimersByTime(readSoonMs);
    const before = reads();
    newest().cut();
    vi.advanceTimersByTime(lostAfterMs - 1);
    expect(connectionState()).toBe('connecting');
    newest().cut();
    vi.advanceTimersByTime(1);
    expect(connectionState()).toBe('lost');
    vi.advanceTimersByTime(3_000 + pollingMs * 1.2);
    expect(reads()).toBe(before + 2);
    newest().open();
    expect(connectionState()).toBe('open');
    vi.advanceTimersByTime(heartbeatMs);
    expect(reads()).toBe(before + 2);
  });

  test('shows a stream without heartbeats as lost, and opens it again from the last event', () => {
    newest().open();
    newest().send('heartbeat', beat(), 7);
    vi.advanceTimersByTime(heartbeatMs);
    newest().send('heartbeat', beat());
    const silent = newest();
    vi.advanceTimersByTime(silentAfterMs - 1);
    expect([connectionState(), FakeEventSource.opened.length]).toEqual(['open', 1]);
    vi.advanceTimersByTime(1);
    expect([connectionState(), FakeEventSource.opened.length, newest().url]).toEqual([
      'lost',
      2,
      '/api/v1/events?lastEventId=7',
    ]);
    expect(silent.readyState).toBe(FakeEventSource.CLOSED);
    newest().open();
    newest().send('freshness', { ...freshness, state: 'LATE' });
    silent.send('freshness', freshness);
    expect([connectionState(), client.getQueryData<Freshness>(keyOf('freshness'))?.state]).toEqual(['open', 'LATE']);
  });

  test('retries a connection that never opens', () => {
    vi.advanceTimersByTime(silentAfterMs);
    expect([connectionState(), FakeEventSource.opened.length]).toEqual(['lost', 2]);
  });

  test.each([
    ['the tab becomes visible', () => page.document.dispatchEvent(new Event('visibilitychange'))],
    ['the page is shown again', () => page.window.dispatchEvent(new Event('pageshow'))],
  ])('checks the stream when %s: reopens it if a heartbeat is missing', (_when, happen) => {
    newest().open();
    vi.advanceTimersByTime(heartbeatMs);
    happen();
    expect(FakeEventSource.opened).toHaveLength(1);
    // The device was asleep: no timer ran.
    vi.setSystemTime(Date.now() + 3_600_000);
    happen();
    expect(FakeEventSource.opened).toHaveLength(2);
  });

  test('shows an offline device at once, and opens the stream again when it is back', () => {
    newest().open();
    page.navigator.onLine = false;
    page.window.dispatchEvent(new Event('offline'));
    expect(connectionState()).toBe('offline');
    vi.advanceTimersByTime(lostAfterMs);
    expect(connectionState()).toBe('offline');
    page.navigator.onLine = true;
    page.window.dispatchEvent(new Event('online'));
    expect(FakeEventSource.opened).toHaveLength(2);
    newest().open();
    expect(connectionState()).toBe('open');
  });

  test('reconnects after a refusal and after an end', async () => {
    newest().refuse();
    await vi.advanceTimersByTimeAsync(2000);
    expect(FakeEventSource.opened).toHaveLength(2);
    newest().open();
    newest().send('end', { reason: 'the server is stopping' });
    await vi.advanceTimersByTimeAsync(2000);
    expect(FakeEventSource.opened).toHaveLength(3);
  });

  test('never uses the events of a tenant that became active elsewhere', async () => {
    newest().open();
    activeTenant = 'globex';
    newest().send('end', { reason: 'tenant-changed' });
    await vi.advanceTimersByTimeAsync(60_000);
    page.window.dispatchEvent(new Event('online'));
    expect(FakeEventSource.opened).toHaveLength(1);
  });

  test('loads the page again when the rights of the person changed, and only then', async () => {
    const reload = vi.fn();
    Object.assign(page.window, { location: { reload } });
    client.setQueryData(keyOf('me'), me('acme', 'VIEWER'));
    newest().send('end', { reason: 'the server is stopping' });
    await vi.advanceTimersByTimeAsync(2000);
    expect([reload.mock.calls.length, FakeEventSource.opened.length]).toEqual([0, 2]);
    client.setQueryData(keyOf('me'), me('acme', 'ADMIN'));
    newest().send('end', { reason: 'rights-changed' });
    await vi.advanceTimersByTimeAsync(60_000);
    page.window.dispatchEvent(new Event('online'));
    expect([reload.mock.calls.length, FakeEventSource.opened.length]).toEqual([1, 2]);
  });

  test('does not reconnect after it was closed', async () => {
    newest().refuse();
    close();
    await vi.advanceTimersByTimeAsync(60_000);
    page.window.dispatchEvent(new Event('online'));
    expect(FakeEventSource.opened).toHaveLength(1);
  });
});

describe('parseStreamEvent', () => {
  test('returns null for an event that does not match its schema', () => {
    const silent = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    expect(parseStreamEvent('freshness', '{"state":"SLEEPY"}', '')).toBeNull();
    expect(parseStreamEvent('freshness', 'not json', '')).toBeNull();
    expect(silent).toHaveBeenCalledTimes(2);
    silent.mockRestore();
  });
});
