import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import * as z from 'zod';
import type { Call, Routes } from './call';
import { ApiError } from './call';
import { parseBody } from './body';
import { UNMOUNT_PERIOD_MS } from './task-mount';

interface Session {
  /** Its name in the request log: not the cookie. */
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

/** Not documented; likely for the server's stack (1.1). */
export const SESSION_COOKIE = 'JSESSIONID';

const PRIVILEGES = [
  'VE_INSTANCE_READ',
  'VE_INSTANCE_WRITE',
  'VE_INSTANCE_BACKUP',
  'VE_INSTANCE_RESTORE',
  'VE_INSTANCE_MOUNT',
  'VE_BACKUP_SLA_READ',
  'VE_BACKUP_SLA_WRITE',
  'BACKUP_DESTINATION_READ',
  'TASK_CONSOLE_READ',
  'TASK_CONSOLE_WRITE',
  'RESTORE_JOB_READ',
  'NODE_READ',
];

function sessionInfo({ sim, wire }: Call, sessions: Sessions): Record<string, unknown> {
  return {
    guid: '6f0c7d3a-0e0f-4f7d-8b57-3e5a51a9d001',
    login: sessions.login,
    firstName: 'Self',
    lastName: 'Service',
    uiTimeZone: 'UTC',
    lastSuccessfulLogin: wire.optional(sessions.lastSuccessfulLogin ?? sim.timeline.now),
    lastFailedLogin: wire.optional(sessions.lastFailedLogin),
    appUserSettings: { unmountPeriodForMountedBackups: UNMOUNT_PERIOD_MS },
    privileges: PRIVILEGES.map((name) => wire.enum(name)),
  };
}

/** Section 1.2. Logging in with a token is known to exist, its body is not: it is not simulated. */
export function sessionRoutes(sessions: Sessions): Routes {
  return (api, on) => {
    api.post(
      '/session/login',
      on(async (call) => {
        const { login, password } = parseBody(
          z.looseObject({ login: z.string(), password: z.string() }),
          await call.body(),
        );
        const token = sessions.open(login, password, call.sim.timeline.now);
        if (token === undefined) throw new ApiError(401, 'Invalid login or password');
        const secure = new URL(call.context.req.url).protocol === 'https:';
        setCookie(call.context, SESSION_COOKIE, token, {
          path: '/api',
          httpOnly: true,
          secure,
          sameSite: secure ? 'None' : 'Lax',
        });
        return call.context.json(sessionInfo(call, sessions));
      }),
    );
    api.post(
      '/session/logout',
      on(({ context }) => {
        sessions.close(getCookie(context, SESSION_COOKIE));
        deleteCookie(context, SESSION_COOKIE, { path: '/api' });
        return context.body(null, 204);
      }),
    );
    api.get(
      '/session',
      on(({ context }) => context.body(null, 204)),
    );
    api.get(
      '/session/user',
      on((call) => call.context.json(sessionInfo(call, sessions))),
    );
  };
}
