import { streamEvents } from '@/lib/contracts/events';
import type { StreamEvent, StreamEventName } from '@/lib/contracts/events';
import { until } from '@/scripts/support/until';
import type { CallHeaders, PortalSession } from './portal-session';

/** An open `/events` stream, every event parsed with its contract and stored in order. */
export class OpenStream {
  readonly events: StreamEvent[] = [];
  /** Settles when the portal or the test has ended it. */
  readonly ended: Promise<void>;
  isOpen = true;
  private onEvent: ((event: StreamEvent) => void) | null = null;

  private constructor(
    body: ReadableStream<Uint8Array>,
    private readonly leave: AbortController,
  ) {
    this.ended = this.read(body).catch(() => undefined);
    void this.ended.then(() => {
      this.isOpen = false;
    });
  }

  /**
   * Lets a portal that has just started follow the feed: the first stream of a process gets a resync once the position
   * of the feed is known. From then on it gets each change.
   */
  static async beginFeed(session: PortalSession): Promise<void> {
    const stream = await OpenStream.open(session);
    await stream.waitFor('the feed to begin', ({ event }) => event === 'resync');
    await stream.close();
  }

  /** Opens one and waits for its first event, which shows that it is registered. */
  static async open(session: PortalSession, headers: CallHeaders = {}): Promise<OpenStream> {
    const leave = new AbortController();
    const response = await session.send('/api/v1/events', { headers, signal: leave.signal });
    if (response.status !== 200 || !response.body)
      throw new Error(`the stream is refused: ${response.status} ${await response.text()}`);
    const stream = new OpenStream(response.body, leave);
    await stream.waitFor('the first event', ({ event }) => event === 'freshness');
    return stream;
  }

  /** The newest id received. */
  get lastId(): string | null {
    return this.events.findLast(({ id }) => id !== null)?.id ?? null;
  }

  /** The first event that `matches`, already received or within the time limit. */
  waitFor(what: string, matches: (event: StreamEvent) => boolean, timeoutMs = 20_000): Promise<StreamEvent> {
    return until(what, timeoutMs, () => this.events.find(matches) ?? null, 20);
  }

  /** The next event that `matches`, resolved without polling: for measuring. */
  waitForNew(what: string, matches: (event: StreamEvent) => boolean, timeoutMs = 20_000): Promise<StreamEvent> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`Waited ${timeoutMs / 1000} s in vain for ${what}`)), timeoutMs);
      this.onEvent = (event) => {
        if (!matches(event)) return;
        clearTimeout(timer);
        this.onEvent = null;
        resolve(event);
      };
    });
  }

  async close(): Promise<void> {
    this.leave.abort();
    await this.ended;
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = parseBlock(block);
        if (!event) continue;
        this.events.push(event);
        this.onEvent?.(event);
      }
    }
  }
}

/** Null for comments and `retry`. Throws for an event that is not in the contract. */
function parseBlock(block: string): StreamEvent | null {
  const fields = new Map(
    block
      .split('\n')
      .map((line): [string, string] => [
        line.slice(0, Math.max(0, line.indexOf(':'))),
        line.slice(line.indexOf(':') + 1).trim(),
      ]),
  );
  const event = fields.get('event');
  if (event === undefined) return null;
  const schema = streamEvents[event as StreamEventName];
  return {
    id: fields.get('id') ?? null,
    event,
    data: schema.parse(JSON.parse(fields.get('data') ?? 'null')),
  } as StreamEvent;
}

/** The machine that an event is about, or null. */
export function machineOf({ event, data }: StreamEvent): string | null {
  switch (event) {
    case 'machine':
      return data.guid;
    case 'operation':
      return data.machine.guid;
    case 'gone':
      return data.kind === 'machine' ? data.id : null;
    default:
      return null;
  }
}
