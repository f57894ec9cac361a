/** A change in the feed, or one of the signals that have no row there. */
export type FeedItem =
  | {
      readonly seq: bigint;
      readonly kind: 'machine' | 'operation' | 'policy' | 'mount' | 'gone-machine';
      readonly objectId: string;
    }
  /** Everything up to this change has been told. */
  | { readonly seq: bigint; readonly kind: 'position' }
  | { readonly kind: 'freshness' }
  | { readonly kind: 'resync' };

const defaultCapacity = 1_000;

/**
 * What one subscriber has not taken yet. Several changes of one object wait as one, the newest. A subscriber that is too
 * slow loses the queue and gets one `resync` instead: memory is bounded, and nothing is lost in silence.
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

  /** The next item; waits for one. Null at the end. */
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
