import { readFileSync } from 'node:fs';
import { OperatorFault } from '@/lib/core/app-error';

type Owned = {
  stop: () => Promise<void>;
  /** Settles with the reason when it ended, which then ends everything. */
  ended?: Promise<string>;
  isRunning?: () => boolean;
  lastWords?: () => string;
  logFile?: string;
};

/** Thrown into running steps when an end is requested. */
class EndRequested extends Error {}

/**
 * Starts parts one after the other and ends them in reverse, once: on request (Ctrl-C, SIGTERM, the terminal or npm
 * ending), when a part ends, or when a step fails. Nothing is left running.
 */
export class Supervisor {
  private readonly parts: ({ name: string } & Owned)[] = [];
  private readonly ending: Promise<never>;
  private end: (reason: Error) => void = () => undefined;
  private isEnding = false;

  constructor(private readonly say: (text: string) => void) {
    this.ending = new Promise<never>((_resolve, reject) => {
      this.end = reject;
    });
    this.ending.catch(() => undefined);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.ask());
    if (process.env['npm_lifecycle_event']) this.watchParent();
  }

  /** Runs a step; it is abandoned when an end is requested or a part ends meanwhile. */
  step<T>(work: () => Promise<T>): Promise<T> {
    return this.isEnding ? this.ending : Promise.race([work(), this.ending]);
  }

  /** Takes over a started part: `ended` reports its end, which ends everything. */
  own(name: string, part: Owned): void {
    this.parts.push({ name, ...part });
    // Started after an end was requested: it is stopped at once.
    if (this.isEnding) void part.stop();
    void part.ended?.then((how) => {
      if (this.isEnding) return;
      const words = part.lastWords?.().trim();
      this.end(
        new OperatorFault(
          `The ${name} ended by itself (${how})${words ? `:\n${words}\n` : '. '}${part.logFile ? `Its log: ${part.logFile}` : ''}`,
        ),
      );
    });
  }

  /** Runs `main` and then waits for a reason to end. Sets the exit code: 1 when something failed, 0 when requested. */
  async run(main: () => Promise<void>): Promise<void> {
    try {
      await this.step(main);
      await this.ending;
    } catch (error) {
      if (!(error instanceof EndRequested)) throw error;
    } finally {
      this.isEnding = true;
      await this.stopAll();
    }
  }

  private ask(): void {
    if (this.isEnding) {
      this.say('Stopping already, a moment.');
      return;
    }
    this.isEnding = true;
    this.end(new EndRequested());
  }

  private async stopAll(): Promise<void> {
    for (const part of this.parts.toReversed()) {
      if (part.isRunning?.() === false) continue;
      if (part.ended) this.say(`Stopping the ${part.name}`);
      await part.stop().catch((error: unknown) => this.say(`The ${part.name} did not stop cleanly: ${String(error)}`));
    }
  }

  /**
   * A killed npm sends no signal: its end shows in a changed parent process, ours or that of the shell it started us
   * with.
   */
  private watchParent(): void {
    const before = starters();
    setInterval(() => {
      if (starters() !== before && !this.isEnding) this.ask();
    }, 500).unref();
  }
}

function starters(): string {
  try {
    const [, flag] = readFileSync(`/proc/${process.ppid}/cmdline`, 'utf8').split('\0');
    const shellsParent =
      flag === '-c' ? /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${process.ppid}/status`, 'utf8'))?.[1] : '';
    return `${process.ppid} ${shellsParent ?? ''}`;
  } catch {
    return String(process.ppid);
  }
}
