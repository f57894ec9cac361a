import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Freshness } from '@/lib/contracts/freshness';
import { isLiveLost } from './connection-store';
import { lostAfterMs, openEventStream, parseStreamEvent } from './event-stream';
import { keys } from './keys';

/** The browser's side of a stream, driven by the test. */
class FakeEventSource extends EventTarget {
  static readonly CLOSED = 2;
  static opened: FakeEventSource[] = [];
  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
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
  send(name: string, data: unknown): void {
    this.dispatchEvent(new MessageEvent(name, { data: typeof data === 'string' ? data : JSON.stringify(data), lastEventId: '7' }));
  }
  close(): void {
    this.readyState = 2;
  }
}

const freshness: Freshness = { state: 'LIVE', asOf: '2026-11-24T12:00:00.000Z', reason: null };
const me = (slug: string) => ({ user: { id: 'u', name: 'U', email: 'u@x.test' }, tenant: { slug, name: slug }, role: 'VIEWER', permissions: ['machine:read'], tenants: [], timeZone: null });

let client: QueryClient;
let close: () => void;
let activeTenant: string;
const newest = () => FakeEventSource.opened.at(-1) as FakeEventSource;

beforeEach(() => {
  vi.useFakeTimers();
  FakeEventSource.opened = [];
  activeTenant = 'acme';
  vi.stubGlobal('EventSource', FakeEventSource);
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json(me(activeTenant))));
  client = new QueryClient();
  client.setQueryData(keys.overview, {});
  client.setQueryData(keys.recoveryPoints.detail('r'), {});
  close = openEventStream(client, 'acme');
});
afterEach(() => {
  close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('openEventStream', () => {
  test('puts what an event tells into the cache', () => {
    newest().open();
    newest().send('freshness', freshness);
    expect(client.getQueryData(keys.freshness)).toEqual(freshness);
  });

  test('reads live state again that was answered before the stream stood, and nothing else', () => {
    newest().open();
    expect(client.getQueryState(keys.overview)?.isInvalidated).toBe(true);
    expect(client.getQueryState(keys.recoveryPoints.detail('r'))?.isInvalidated).toBe(false);
  });

  test('reads everything again after a cut', () => {
    newest().open();
    newest().cut();
    newest().open();
    expect(client.getQueryState(keys.recoveryPoints.detail('r'))?.isInvalidated).toBe(true);
  });

  test('lets pages poll only when the stream is down for long', () => {
    newest().open();
    newest().cut();
    vi.advanceTimersByTime(lostAfterMs - 1);
    expect(isLiveLost()).toBe(false);
    newest().cut();
    vi.advanceTimersByTime(1);
    expect(isLiveLost()).toBe(true);
    newest().open();
    expect(isLiveLost()).toBe(false);
  });

  test('comes back by itself after a refusal and after an end', async () => {
    newest().refuse();
    await vi.advanceTimersByTimeAsync(2000);
    expect(FakeEventSource.opened).toHaveLength(2);
    newest().open();
    newest().send('end', { reason: 'the server is stopping' });
    await vi.advanceTimersByTimeAsync(2000);
    expect(FakeEventSource.opened).toHaveLength(3);
  });

  test('never listens to the events of a tenant that became active elsewhere', async () => {
    newest().open();
    activeTenant = 'globex';
    newest().send('end', { reason: 'tenant-changed' });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(FakeEventSource.opened).toHaveLength(1);
  });

  test('an ended stream that was closed stays closed', async () => {
    newest().refuse();
    close();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(FakeEventSource.opened).toHaveLength(1);
  });
});

describe('parseStreamEvent', () => {
  test('gives nothing for what is not as promised', () => {
    const silent = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    expect(parseStreamEvent('freshness', '{"state":"SLEEPY"}', '')).toBeNull();
    expect(parseStreamEvent('freshness', 'not json', '')).toBeNull();
    expect(silent).toHaveBeenCalledTimes(2);
    silent.mockRestore();
  });
});
