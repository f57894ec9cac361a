import { randomBytes, randomUUID, timingSafeEqual, createHash } from 'node:crypto';

interface Session {
  /** What the journal calls it: not the cookie. */
  id: string;
  lastUsed: number;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Sessions of the one service account: many at once, each ends after idling (14.13). Idling is real time, not simulated time. */
export class Sessions {
  private readonly sessions = new Map<string, Session>();
  lastSuccessfulLogin: number | null = null;
  lastFailedLogin: number | null = null;
  logins = 0;
  failedLogins = 0;

  constructor(
    readonly login: string,
    private readonly password: string,
    private readonly realNow: () => number = Date.now,
  ) {}

  /** A new session's cookie value, or undefined when login or password are wrong; `moment` is what the user record will show. */
  open(login: string, password: string, moment: number): string | undefined {
    const right = timingSafeEqual(digest(`${login}\n${password}`), digest(`${this.login}\n${this.password}`));
    if (!right) {
      this.failedLogins += 1;
      this.lastFailedLogin = moment;
      return undefined;
    }
    this.logins += 1;
    this.lastSuccessfulLogin = moment;
    const token = randomBytes(24).toString('hex');
    this.sessions.set(token, { id: randomUUID().slice(0, 8), lastUsed: this.realNow() });
    return token;
  }

  /** The name of the live session behind a cookie, which this use keeps alive; undefined when there is none. */
  use(token: string | undefined, timeoutMinutes: number): string | undefined {
    const session = token === undefined ? undefined : this.sessions.get(token);
    if (token === undefined || session === undefined) return undefined;
    const now = this.realNow();
    if (now - session.lastUsed > timeoutMinutes * 60_000) {
      this.sessions.delete(token);
      return undefined;
    }
    session.lastUsed = now;
    return session.id;
  }

  close(token: string | undefined): void {
    if (token !== undefined) this.sessions.delete(token);
  }

  expireAll(): void {
    this.sessions.clear();
  }

  get count(): number {
    return this.sessions.size;
  }

  resetCounters(): void {
    this.logins = 0;
    this.failedLogins = 0;
  }
}
