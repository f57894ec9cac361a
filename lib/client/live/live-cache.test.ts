import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { machine, overview } from '@/lib/client/testing/samples';
import { keyOf } from './keys';
import { readEverythingAgain, readSoonMs, startWith } from './live-cache';
import { noteServerTime, resetServerClock } from './server-clock';

const key = keyOf('overview');
const staleTime = 30_000;
let client: QueryClient;

beforeEach(() => {
  vi.useFakeTimers();
  client = new QueryClient();
});
afterEach(() => {
  resetServerClock();
  vi.useRealTimers();
});

/** Mounts a component that shows this query from now on. */
function mounted(): { reads: number } {
  const counted = { reads: 0 };
  new QueryObserver(client, {
    queryKey: key,
    queryFn: () => {
      counted.reads += 1;
      return overview([]);
    },
    staleTime,
  }).subscribe(() => undefined);
  return counted;
}

describe('data of the page', () => {
  test.each([
    ['right', 0],
    ['an hour ahead', 3_600_000],
    ['an hour behind', -3_600_000],
  ])('is fresh for as long as requested data, with a clock that is %s', (_how, errorMs) => {
    const readAt = new Date().toISOString();
    vi.setSystemTime(Date.now() + errorMs);
    noteServerTime(readAt);
    startWith(client, [{ key, data: overview([]), shows: 1, readAt }]);
    expect(client.getQueryState(key)?.dataUpdatedAt).toBe(Date.now());
    expect(mounted().reads).toBe(0);
    vi.advanceTimersByTime(staleTime + 1);
    expect(mounted().reads).toBe(1);
  });

  test('is read again at once when the page is old, such as after Back', () => {
    const readAt = new Date().toISOString();
    vi.advanceTimersByTime(10 * 60_000);
    startWith(client, [{ key, data: overview([]), shows: 1, readAt }]);
    expect(client.getQueryData(key)).toEqual(overview([]));
    expect(mounted().reads).toBe(1);
  });

  test('is read again when there was a gap after the page was made', () => {
    readEverythingAgain(client);
    startWith(client, [{ key, data: overview([]), shows: 1, readAt: new Date().toISOString() }]);
    const shown = mounted();
    vi.advanceTimersByTime(readSoonMs);
    expect(shown.reads).toBe(1);
  });

  test('does not replace data in the cache, which was kept up to date', () => {
    client.setQueryData(key, overview([], [machine()]));
    const before = client.getQueryData(key);
    startWith(client, [{ key, data: overview([]), shows: 9, readAt: new Date().toISOString() }]);
    expect(client.getQueryData(key)).toBe(before);
  });
});
