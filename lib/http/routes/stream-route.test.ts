import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { StreamEvent } from '@/lib/contracts/events';
import { openStreamCount, recheckAccess } from '@/lib/core/open-streams';
import { eventStreamResponse, formatEvent } from './stream-route';

const resync = (reason: string): StreamEvent => ({ id: '7', event: 'resync', data: { reason } });

/** A source that yields `given`, then waits until it is stopped. */
function source(given: readonly StreamEvent[]) {
  const state = { stopped: false };
  async function* open(signal: AbortSignal): AsyncGenerator<StreamEvent> {
    try {
      yield* given;
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    } finally {
      state.stopped = true;
    }
  }
  return { open, state };
}

async function read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  const { value } = await reader.read();
  return new TextDecoder().decode(value);
}

function open(given: readonly StreamEvent[], options: Partial<Parameters<typeof eventStreamResponse>[1]> = {}) {
  const abort = new AbortController();
  const { open: events, state } = source(given);
  const response = eventStreamResponse(events, { signal: abort.signal, userId: 'ada', ...options });
  if (!response.body) throw new Error('no body');
  return { response, reader: response.body.getReader() as ReadableStreamDefaultReader<Uint8Array>, abort, state };
}

describe('eventStreamResponse', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('must not be cached, compressed or buffered', async () => {
    const { response, reader } = open([]);
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-cache, no-transform');
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    await reader.cancel();
  });

  test('sends hello at once, then each event with its id, name and data', async () => {
    const { reader } = open([resync('gap')]);
    expect(await read(reader)).toMatch(/^retry: \d+\n: connected\n\nevent: heartbeat\ndata: {"at":"[^"]+Z"}\n\n$/);
    expect(await read(reader)).toBe('id: 7\nevent: resync\ndata: {"reason":"gap"}\n\n');
    await reader.cancel();
  });

  test('sends a heartbeat every 15 s', async () => {
    const { reader } = open([]);
    await read(reader);
    await vi.advanceTimersByTimeAsync(15_000);
    expect(await read(reader)).toMatch(/^: still here\n\nevent: heartbeat\ndata: {"at":"[^"]+Z"}\n\n$/);
    await reader.cancel();
  });

  test('spreads the reconnects of browsers', async () => {
    const retries = await Promise.all(
      Array.from({ length: 40 }, async () => {
        const { reader } = open([]);
        const first = await read(reader);
        await reader.cancel();
        return Number(/retry: (\d+)/.exec(first)?.[1]);
      }),
    );
    expect(new Set(retries).size).toBeGreaterThan(20);
    for (const retry of retries) {
      expect(retry).toBeGreaterThanOrEqual(1_000);
      expect(retry).toBeLessThan(5_000);
    }
  });

  test.each<[string, (it: ReturnType<typeof open>) => Promise<void> | void]>([
    ['the request aborts', ({ abort }) => abort.abort()],
    ['the reader cancels', ({ reader }) => reader.cancel()],
    ['both happen', async ({ abort, reader }) => (abort.abort(), await reader.cancel())],
  ])('releases everything when %s', async (_how, leave) => {
    const it = open([]);
    await read(it.reader);
    expect(openStreamCount('ada')).toBe(1);
    await leave(it);
    await vi.advanceTimersByTimeAsync(0);
    expect(it.state.stopped).toBe(true);
    expect(openStreamCount('ada')).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('ends for a reader that does not read', async () => {
    const it = open(
      Array.from({ length: 50 }, () => resync('x'.repeat(100))),
      { maxBufferedBytes: 1_000 },
    );
    await vi.advanceTimersByTimeAsync(0);
    expect(it.state.stopped).toBe(true);
    expect(openStreamCount('ada')).toBe(0);
    await expect(it.reader.read()).rejects.toThrow('too slow');
  });

  test('sends the reason and closes when its reader loses access', async () => {
    let reason: string | null = null;
    const it = open([], { reasonToEnd: () => Promise.resolve(reason), recheckMs: 1_000 });
    await read(it.reader);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(it.state.stopped).toBe(false);
    reason = 'session-ended';
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await read(it.reader)).toBe('event: end\ndata: {"reason":"session-ended"}\n\n');
    expect((await it.reader.read()).done).toBe(true);
    expect(it.state.stopped).toBe(true);
  });

  test('checks access at once when rights changed, and releases its slot once', async () => {
    const reasonToEnd = vi.fn(() => Promise.resolve(null as string | null));
    const onEnd = vi.fn();
    const it = open([], { reasonToEnd, onEnd });
    await read(it.reader);
    recheckAccess('bob');
    expect(reasonToEnd).not.toHaveBeenCalled();
    recheckAccess('ada');
    expect(reasonToEnd).toHaveBeenCalledTimes(1);
    recheckAccess();
    reasonToEnd.mockResolvedValue('session-ended');
    recheckAccess('ada');
    await vi.advanceTimersByTimeAsync(0);
    expect(await read(it.reader)).toContain('session-ended');
    it.abort.abort();
    expect(onEnd).toHaveBeenCalledTimes(1);
  });

  test('encodes an event once for many readers', async () => {
    const data = { reason: 'gap' };
    const toJSON = vi.spyOn(JSON, 'stringify');
    const readers = Array.from({ length: 20 }, () => open([{ id: '7', event: 'resync', data }]).reader);
    await vi.advanceTimersByTimeAsync(0);
    expect(toJSON.mock.calls.filter(([value]) => (value as { reason?: string }).reason === 'gap')).toHaveLength(1);
    toJSON.mockRestore();
    for (const reader of readers) await reader.cancel();
  });

  test('opens nothing for a request that was aborted before it began', async () => {
    const gone = new AbortController();
    gone.abort();
    open([], { signal: gone.signal });
    expect(openStreamCount('ada')).toBe(0);
  });
});

describe('formatEvent', () => {
  test('sends only fields of the contract', () => {
    const leaky = { id: null, event: 'resync', data: { reason: 'gap', secret: 'x' } } as unknown as StreamEvent;
    expect(formatEvent(leaky)).toBe('event: resync\ndata: {"reason":"gap"}\n\n');
  });
});
