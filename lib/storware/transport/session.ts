import { singleFlight } from '@/lib/core/process-state';
import { LinkFailure } from './link-failure';

/** A log-in and its cookies. Responses of an older session change only that session's jar. */
export type Session = { readonly generation: number; readonly since: Date; readonly cookies: CookieJar };

export type LoginResult = 'accepted' | 'refused';

type SessionManagerOptions = {
  /** Sends the account to the server and lets `jar` keep the cookies. Rejects with a LinkFailure when there was no answer. */
  logIn: (jar: CookieJar) => Promise<LoginResult>;
  /** Pause after a refusal; doubled with each further one. */
  minPauseMs: number;
  maxPauseMs: number;
  now: () => number;
};

export type SessionManager = {
  /** The session; logs in first when there is none, once for all callers. */
  current: () => Promise<Session>;
  /** A session newer than `stale`, which was answered 401. No log-in when another caller already made one. */
  renew: (stale: Session) => Promise<Session>;
  /** The server has accepted this session. */
  confirm: (session: Session) => void;
  /** The server answered 401 to a new session: log-ins pause, so that they don't repeat without end. */
  refusedAfterLogin: () => void;
  stats: () => { since: Date | null; logins: number };
};

/** The state machine of the one session of a process (ARCHITECTURE.md, "The Storware session"). */
export function createSessionManager(options: SessionManagerOptions): SessionManager {
  let session: Session | null = null;
  let confirmed = false;
  let generation = 0;
  let refusals = 0;
  let pausedUntil = 0;
  /** The newest session that was answered 401 before it ever worked. */
  let failedUnused = 0;

  const pausedMs = (): number => Math.max(0, pausedUntil - options.now());
  const paused = (): LinkFailure => new LinkFailure('login_paused', false, { retryAfterMs: pausedMs() });
  const pause = (): void => {
    failedUnused = generation;
    pausedUntil = options.now() + Math.min(options.maxPauseMs, options.minPauseMs * 2 ** refusals);
    refusals += 1;
  };

  const logIn = singleFlight(async (): Promise<Session> => {
    if (pausedMs() > 0) throw paused();
    const cookies = createCookieJar(options.now);
    const result = await options.logIn(cookies);
    if (result === 'refused') {
      pause();
      throw new LinkFailure('login_refused', false, { retryAfterMs: pausedMs() });
    }
    generation += 1;
    confirmed = false;
    session = { generation, since: new Date(options.now()), cookies };
    return session;
  });

  return {
    current: () => (session ? Promise.resolve(session) : logIn()),
    renew: (stale) => {
      if (session && session.generation > stale.generation) return Promise.resolve(session);
      // A session that never worked counts like a refused log-in, else each request would cost a log-in.
      if (session && !confirmed && failedUnused !== session.generation && pausedMs() === 0) pause();
      // While log-ins pause, the session is kept: one route that always answers 401 must not block the others.
      if (session && pausedMs() > 0) return Promise.reject(paused());
      session = null;
      return logIn();
    },
    confirm: (used) => {
      if (used !== session) return;
      confirmed = true;
      refusals = 0;
    },
    refusedAfterLogin: pause,
    stats: () => ({ since: session?.since ?? null, logins: generation }),
  };
}

type Cookie = { name: string; value: string; path: string; secure: boolean; expiresAt: number | null };

export type CookieJar = {
  /** Takes over the `Set-Cookie` headers of an answer. */
  store: (setCookie: string | readonly string[] | undefined) => void;
  /** The `Cookie` header for a path, or null when there is none to send. */
  header: (path: string, isSecure: boolean) => string | null;
};

const maxCookies = 50;
const sendable = /^[\x20-\x7e]*$/;
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

function parse(line: string, now: number): Cookie | null {
  const [pair = '', ...attributes] = line.split(';');
  const at = pair.indexOf('=');
  if (at < 1) return null;
  const name = pair.slice(0, at).trim();
  const value = pair.slice(at + 1).trim();
  if (!token.test(name) || !sendable.test(value)) return null;
  // A cookie without a path is kept for the whole server: the server is all that this jar ever talks to.
  const cookie: Cookie = { name, value, path: '/', secure: false, expiresAt: null };
  let maxAge: number | null = null;
  for (const attribute of attributes) {
    const [key = '', ...rest] = attribute.split('=');
    const text = rest.join('=').trim();
    switch (key.trim().toLowerCase()) {
      case 'path':
        if (text.startsWith('/')) cookie.path = text;
        break;
      case 'secure':
        cookie.secure = true;
        break;
      case 'max-age':
        if (/^-?\d+$/.test(text)) maxAge = Number(text);
        break;
      case 'expires': {
        const at = Date.parse(text);
        if (!Number.isNaN(at)) cookie.expiresAt = at;
        break;
      }
      default:
    }
  }
  if (maxAge !== null) cookie.expiresAt = maxAge <= 0 ? 0 : now + maxAge * 1000;
  return cookie;
}

function matches(cookiePath: string, path: string): boolean {
  if (cookiePath === path) return true;
  return path.startsWith(cookiePath.endsWith('/') ? cookiePath : `${cookiePath}/`);
}

/**
 * Keeps the cookies of one server, whatever their names (STORWARE_API.md 1.1), and sends them to that server only: a
 * jar belongs to one session, and a session to one origin.
 */
export function createCookieJar(now: () => number): CookieJar {
  const cookies = new Map<string, Cookie>();
  return {
    store: (setCookie) => {
      for (const line of typeof setCookie === 'string' ? [setCookie] : (setCookie ?? [])) {
        const cookie = parse(line, now());
        if (!cookie) continue;
        const key = `${cookie.name}\n${cookie.path}`;
        if (cookie.expiresAt !== null && cookie.expiresAt <= now()) cookies.delete(key);
        else if (cookies.has(key) || cookies.size < maxCookies) cookies.set(key, cookie);
      }
    },
    header: (path, isSecure) => {
      const sent = [...cookies.values()]
        .filter(
          (cookie) =>
            (cookie.expiresAt === null || cookie.expiresAt > now()) &&
            (isSecure || !cookie.secure) &&
            matches(cookie.path, path),
        )
        .sort((a, b) => b.path.length - a.path.length)
        .map((cookie) => `${cookie.name}=${cookie.value}`);
      return sent.length > 0 ? sent.join('; ') : null;
    },
  };
}
