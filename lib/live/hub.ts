import 'server-only';
import { inCall } from '@/lib/core/call-context';
import { env } from '@/lib/core/env';
import { log } from '@/lib/core/log';
import { recheckAccess } from '@/lib/core/open-streams';
import { peekSingleton, processSingleton } from '@/lib/core/process-state';
import { accessChannel, changeChannel, feedKeptMs, freshnessChannel } from '@/lib/db/change-feed';
import { db } from '@/lib/db/client';
import { listenForEver } from './change-listener';

/** A change in the feed, or one of the signals without a row there. */
export type FeedItem =
  | {
      readonly seq: bigint;
      readonly kind: 'machine' | 'operation' | 'policy' | 'mount' | 'gone-machine' | 'audit';
      readonly objectId: string;
    }
  /** Everything up to this change has been sent. */
  | { readonly seq: bigint; readonly kind: 'position' }
  | { readonly kind: 'freshness' }
  | { readonly kind: 'resync' };

const defaultCapacity = 1_000;

/**
 * The queue of one subscriber. Of several changes of one object only the newest is kept. A subscriber that is too slow
 * loses the queue and gets one `resync` instead: memory is limited, and nothing is lost silently.
 */
export class FeedQueue {
  private readonly items = new Map<string, FeedItem>();
  private wake: (() => void) | null = null;
  private ended = false;

  constructor(private readonly capacity = defaultCapacity) {}

  put(item: FeedItem): void {
    if (this.ended) return;
    const key = 'objectId' in item ? `${item.kind.replace('gone-', '')}/${item.objectId}` : item.kind;
    if (this.items.has('resync') && item.kind !== 'freshness') return this.notify();
    this.items.delete(key);
    this.items.set(key, item);
    if (this.items.size > this.capacity) {
      this.items.clear();
      this.items.set('resync', { kind: 'resync' });
    }
    this.notify();
  }

  end(): void {
    this.ended = true;
    this.items.clear();
    this.notify();
  }

  /** The next item, waiting if necessary. Null at the end. */
  async take(): Promise<FeedItem | null> {
    for (;;) {
      if (this.ended) return null;
      const next = this.items.entries().next();
      if (!next.done) {
        const [key, item] = next.value;
        this.items.delete(key);
        return item;
      }
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  private notify(): void {
    this.wake?.();
    this.wake = null;
  }
}

type Subscriber = { readonly tenantId: string | null; readonly queue: FeedQueue };
type FeedRow = { seq: bigint; tenantId: string | null; kind: string; objectId: string };

const batchSize = 2_000;
/** Data grows old also without notifications. */
const tickMs = 15_000;

/** Reads the feed once for the whole process and hands each row to the subscribers of its tenant. */
class Hub {
  readonly subscribers = new Set<Subscriber>();
  private readonly stopping = new AbortController();
  lastSeq: bigint | null = null;
  private draining: Promise<void> | null = null;
  private drainAgain = false;
  private receivedAt = 0;

  start(): void {
    void listenForEver(env().databaseUrl, [changeChannel, freshnessChannel, accessChannel], {
      onNotice: (channel, payload) => {
        if (channel === accessChannel) recheckAccess(payload);
        else if (channel === changeChannel) this.drain();
        else this.toAll({ kind: 'freshness' });
      },
      onConnect: () => {
        this.drain();
        // Notifications may have been missed while not connected.
        recheckAccess();
      },
      signal: this.stopping.signal,
    });
    setInterval(() => {
      this.toAll({ kind: 'freshness' });
      this.sendPosition();
      // A notification can be lost with a connection that died silently, and a read can fail.
      this.drain();
    }, tickMs).unref();
  }

  toAll(item: FeedItem): void {
    for (const { queue } of this.subscribers) queue.put(item);
  }

  /**
   * A browser of a tenant without changes must be able to resume, too: it needs an id that is not older than the feed.
   */
  private sendPosition(): void {
    if (this.lastSeq !== null) this.toAll({ kind: 'position', seq: this.lastSeq });
  }

  /** Joins wake-ups: one read at a time, and one more when there was a notification meanwhile. */
  private drain(): void {
    this.drainAgain = true;
    this.draining ??= this.readChanges().finally(() => {
      this.draining = null;
    });
  }

  private async readChanges(): Promise<void> {
    while (this.drainAgain) {
      this.drainAgain = false;
      try {
        await this.readOnce();
      } catch (error) {
        log.warn({ module: 'live', err: error }, 'could not read the change feed');
      }
    }
  }

  private async readOnce(): Promise<void> {
    if (this.lastSeq === null) {
      this.lastSeq = (await db().changeEvent.aggregate({ _max: { seq: true } }))._max.seq ?? 0n;
      // Changes from before the start position was known may concern pages that are open already.
      this.toAll({ kind: 'resync' });
      this.sendPosition();
      this.receivedAt = Date.now();
      return;
    }
    // Changes of the meantime may be pruned from the feed already: a margin for different clocks.
    if (Date.now() - this.receivedAt > feedKeptMs / 2) this.toAll({ kind: 'resync' });
    for (;;) {
      const rows: FeedRow[] = await db().changeEvent.findMany({
        where: { seq: { gt: this.lastSeq } },
        orderBy: { seq: 'asc' },
        take: batchSize,
      });
      for (const row of rows) {
        this.lastSeq = row.seq;
        const item = itemOf(row);
        for (const { tenantId, queue } of this.subscribers)
          if (item && (row.tenantId === null || row.tenantId === tenantId)) queue.put(item);
      }
      if (rows.length < batchSize) {
        this.receivedAt = Date.now();
        return;
      }
    }
  }
}

function hub(): Hub {
  return processSingleton('live-hub', () => {
    const made = new Hub();
    // For everybody, not for the caller that came first.
    inCall({}, () => made.start());
    return made;
  });
}

/**
 * The change up to which this process has read the feed: everything read from the database from now on includes it.
 * Null in a process without a stream so far.
 */
export function feedPosition(): bigint | null {
  return peekSingleton<Hub>('live-hub')?.lastSeq ?? null;
}

/**
 * Follows the feed of one tenant (without a tenant: only what concerns everyone) from now, or after `afterSeq`. Sends
 * `resync` when changes in between were pruned. Registered when called, before the first item is taken; ends with
 * `signal`.
 */
export function subscribe({
  tenantId,
  afterSeq,
  signal,
}: {
  tenantId: string | null;
  afterSeq: bigint | null;
  signal: AbortSignal;
}): AsyncIterable<FeedItem> {
  const subscriber: Subscriber = { tenantId, queue: new FeedQueue() };
  const { subscribers, lastSeq } = hub();
  const leave = () => {
    subscribers.delete(subscriber);
    subscriber.queue.end();
  };
  if (signal.aborted) subscriber.queue.end();
  else subscribers.add(subscriber);
  if (afterSeq === null && lastSeq !== null) subscriber.queue.put({ kind: 'position', seq: lastSeq });
  signal.addEventListener('abort', leave, { once: true });
  // A feed without changes, or a pruned one, can't show by itself that nothing was missed.
  const missed = afterSeq === null || afterSeq === lastSeq ? null : () => missedSince(tenantId, afterSeq);
  return follow(subscriber, { afterSeq, missed }, leave);
}

async function* follow(
  { queue }: Subscriber,
  { afterSeq, missed }: { afterSeq: bigint | null; missed: (() => Promise<FeedItem[]>) | null },
  leave: () => void,
): AsyncGenerator<FeedItem> {
  try {
    let sentSeq = afterSeq;
    for (const item of (await missed?.()) ?? []) {
      yield item;
      if ('seq' in item) sentSeq = item.seq;
    }
    for (let item = await queue.take(); item !== null; item = await queue.take()) {
      if ('seq' in item && sentSeq !== null && item.seq <= sentSeq) continue;
      yield item;
    }
  } finally {
    leave();
  }
}

async function missedSince(tenantId: string | null, afterSeq: bigint): Promise<FeedItem[]> {
  const { _min, _max } = await db().changeEvent.aggregate({ _min: { seq: true }, _max: { seq: true } });
  const isComplete = _min.seq !== null && _max.seq !== null && _min.seq <= afterSeq + 1n && afterSeq <= _max.seq;
  if (!isComplete) return [{ kind: 'resync' }];
  const rows = await db().changeEvent.findMany({
    where: { seq: { gt: afterSeq }, OR: [{ tenantId }, { tenantId: null }] },
    orderBy: { seq: 'asc' },
    take: batchSize + 1,
  });
  return rows.length > batchSize ? [{ kind: 'resync' }] : rows.flatMap((row) => itemOf(row) ?? []);
}

function itemOf({ seq, kind, objectId }: FeedRow): FeedItem | null {
  switch (kind) {
    case 'machine':
    case 'operation':
    case 'policy':
    case 'mount':
    case 'gone-machine':
    case 'audit':
      return { seq, kind, objectId };
    case 'resync':
      return { kind };
    default:
      return null;
  }
}
