import { singleFlight } from '@/lib/core/single-flight';
import { createCookieJar } from './cookie-jar';
import type { CookieJar } from './cookie-jar';
import { LinkFailure } from './link-failure';

/** A log-in and the cookies that it gave. Answers of an older session only ever touch that session's jar. */
export type Session = { readonly generation: number; readonly since: Date; readonly cookies: CookieJar };

export type LoginVerdict = 'accepted' | 'refused';

export type SessionKeeperOptions = {
  /** Sends the account to the server and lets `jar` keep the cookies. Rejects with a LinkFailure when there was no answer. */
  logIn: (jar: CookieJar) => Promise<LoginVerdict>;
  /** Pause after a refusal; doubled with each further one. */
  minPauseMs: number;
  maxPauseMs: number;
  now: () => number;
};

export type SessionKeeper = {
  /** The session, logged in first when there is none. One log-in for all who wait. */
  current: () => Promise<Session>;
  /** A session newer than `stale`, which was answered 401. No log-in when someone else already made one. */
  renew: (stale: Session) => Promise<Session>;
  /** The server has accepted this session. */
  confirm: (session: Session) => void;
  /** The server answered 401 to a session just opened: log-ins pause, so that this can't become a storm of them. */
  refusedAfterLogin: () => void;
  stats: () => { since: Date | null; logins: number };
};

/** The state machine of the one session of a process (ARCHITECTURE.md, "The Storware session"). */
export function createSessionKeeper(options: SessionKeeperOptions): SessionKeeper {
  let session: Session | null = null;
  let confirmed = false;
  let generation = 0;
  let refusals = 0;
  let pausedUntil = 0;
  /** The newest session that was answered 401 before it ever worked. */
  let doubted = 0;

  const pausedMs = (): number => Math.max(0, pausedUntil - options.now());
  const paused = (): LinkFailure => new LinkFailure('login_paused', false, { retryAfterMs: pausedMs() });
  const pause = (): void => {
    doubted = generation;
    pausedUntil = options.now() + Math.min(options.maxPauseMs, options.minPauseMs * 2 ** refusals);
    refusals += 1;
  };

  const logIn = singleFlight(async (): Promise<Session> => {
    if (pausedMs() > 0) throw paused();
    const cookies = createCookieJar(options.now);
    const verdict = await options.logIn(cookies);
    if (verdict === 'refused') {
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
      if (session && !confirmed && doubted !== session.generation && pausedMs() === 0) pause();
      // While log-ins pause, the session is kept: one route that always says 401 is not to cut off all others.
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
