/** Where real milliseconds come from; tests give a source that stands still. */
export type RealTime = () => number;

/**
 * The simulated server's clock. It runs `speed` times as fast as the real one and can be moved forward, never back:
 * work that has happened stays in the past.
 */
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
