export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The source of real time; tests give one that does not move. */
export type RealTime = () => number;

/** The simulated server's clock. It runs `speed` times as fast as the real one and can be moved forward, never back. */
export class SimClock {
  private base: number;
  private realBase: number;
  private rate: number;

  constructor(
    start: number,
    speed = 1,
    private readonly real: RealTime = Date.now,
  ) {
    this.base = start;
    this.realBase = real();
    this.rate = speed;
  }

  /** The present moment, epoch milliseconds. */
  now(): number {
    return Math.floor(this.base + (this.real() - this.realBase) * this.rate);
  }

  get speed(): number {
    return this.rate;
  }

  /** From now on the clock runs `speed` times as fast as real time; 0 stops it. */
  setSpeed(speed: number): void {
    this.moveTo(this.now());
    this.rate = speed;
  }

  /** Jumps forward by so many simulated milliseconds. */
  advance(ms: number): void {
    this.moveTo(this.now() + ms);
  }

  /** Jumps to a moment that is not before the present one; throws RangeError otherwise. */
  jump(to: number): void {
    if (to < this.now()) throw new RangeError('The clock only moves forward');
    this.moveTo(to);
  }

  private moveTo(moment: number): void {
    this.base = moment;
    this.realBase = this.real();
  }
}

/** A binary heap: `before(a, b)` says that a comes out earlier than b. */
export class Heap<T> {
  private readonly items: T[] = [];

  constructor(private readonly before: (a: T, b: T) => boolean) {}

  get size(): number {
    return this.items.length;
  }

  peek(): T | undefined {
    return this.items[0];
  }

  push(item: T): void {
    let at = this.items.push(item) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = this.items[parent];
      if (above === undefined || !this.before(item, above)) break;
      this.items[at] = above;
      at = parent;
    }
    this.items[at] = item;
  }

  pop(): T | undefined {
    const top = this.items[0];
    const last = this.items.pop();
    if (top === undefined || last === undefined || this.items.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      let next = this.items[child];
      if (next === undefined) break;
      const right = this.items[child + 1];
      if (right !== undefined && this.before(right, next)) {
        child += 1;
        next = right;
      }
      if (!this.before(next, last)) break;
      this.items[at] = next;
      at = child;
    }
    this.items[at] = last;
    return top;
  }
}

interface TimedEvent {
  at: number;
  order: number;
  run: () => void;
}

/**
 * The future events of the simulated server. Nothing here waits for real time. `catchUp` runs everything that is due by
 * the clock, in order and each at its own moment, so a jump of a day gives the same history as a day of waiting.
 */
export class Timeline {
  private readonly events = new Heap<TimedEvent>((a, b) => a.at < b.at || (a.at === b.at && a.order < b.order));
  private moment: number;
  private order = 0;
  private readonly settlers: ((thorough: boolean) => void)[] = [];
  private running = false;

  constructor(readonly clock: SimClock) {
    this.moment = clock.now();
  }

  /** The moment that is being simulated: that of the running event, else that of the last `catchUp`. */
  get now(): number {
    return this.moment;
  }

  /** When the next event is due, or null when nothing is planned. */
  get nextAt(): number | null {
    return this.events.peek()?.at ?? null;
  }

  /** Plans an event; a moment in the past means as soon as possible. */
  at(moment: number, run: () => void): void {
    this.order += 1;
    this.events.push({ at: Math.max(moment, this.moment), order: this.order, run });
  }

  /**
   * Called after all events of one moment, and by `settle`: starts work that has become possible. Thorough means that
   * anything may have changed, otherwise only what events have touched has.
   */
  onSettle(run: (thorough: boolean) => void): void {
    this.settlers.push(run);
  }

  /** Starts work that a request has just made possible. */
  settle(): void {
    for (const run of this.settlers) run(true);
  }

  /** Runs all that is due until the clock's present moment. */
  catchUp(): void {
    this.runUntil(this.clock.now());
  }

  private runUntil(end: number): void {
    if (this.running) return;
    this.running = true;
    try {
      for (let next = this.events.peek(); next !== undefined && next.at <= end; next = this.events.peek()) {
        this.moment = Math.max(this.moment, next.at);
        while (next !== undefined && next.at <= this.moment) {
          this.events.pop();
          next.run();
          next = this.events.peek();
        }
        for (const run of this.settlers) run(false);
      }
      this.moment = Math.max(this.moment, end);
    } finally {
      this.running = false;
    }
  }
}
