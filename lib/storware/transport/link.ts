import 'server-only';
import type { Logger } from 'pino';
import { createFaultLog } from '@/lib/core/log';
import { singleFlight } from '@/lib/core/process-state';
import { capabilityOf } from '@/lib/storware/capability/guide';
import type { StorwareMemory } from '@/lib/storware/capability/availability';
import type { LinkStatus } from '@/lib/storware/model/result';
import { createBreaker } from './circuit-breaker';
import { certificateFault, describeFault, LinkFailure } from './link-failure';
import { createSessionManager } from './session';
import type { CookieJar, LoginResult } from './session';
import { createDownloads } from './downloads';
import type { DownloadAnswer, DownloadOptions } from './downloads';
import { exchange, pathOf } from './exchange';
import type { Answer, Route } from './exchange';
import { createLinkMonitor, createLinkSharing } from './link-monitor';
import { createPool, parseBase } from './settings';
import type { BreakerSettings, DownloadSettings, PauseSettings, Timeouts } from './settings';
import { createSemaphore, within } from './queue';
import type { QueueClass } from './queue';

export type LinkOptions = {
  url: string;
  login: string;
  password: string;
  ca: string | undefined;
  concurrency: number;
  timeouts: Timeouts;
  breaker: BreakerSettings;
  loginPause: PauseSettings;
  maxResponseBytes: number;
  downloads: DownloadSettings;
  memory: () => StorwareMemory | null;
  log: Logger;
  now: () => number;
};

export type CallLimits = { queueClass: QueueClass; deadlineAt: number; signal?: AbortSignal | undefined };

export type Link = {
  /**
   * Sends one request in the session and returns the response; a 401 is repeated once in a newer session. Rejects with
   * a LinkFailure that says whether it may have been executed.
   */
  call: (route: Route, limits: CallLimits) => Promise<Answer>;
  /** Sends one request whose response is passed on unread, with slots and time limits of its own. */
  download: (route: Route, options: DownloadOptions) => Promise<DownloadAnswer>;
  status: () => LinkStatus;
  close: () => Promise<void>;
};

const loginRoute = '/session/login';
/** How often a refused certificate is checked again while requests fail for it. */
const explainEveryMs = 60_000;
const unavailable = new Set([502, 503, 504]);

/** Statuses by which a server, or the proxy before it, says that it is down. */
export function isUnavailable(status: number): boolean {
  return unavailable.has(status);
}

const routeFaults: ReadonlySet<string> = new Set(['timeout', 'reset', 'too_large']);

/**
 * Whether a missing response concerns this route alone: it is beyond the guide, and the request was sent. An error of
 * the connection is the server's.
 */
export function isFaultOfRoute(route: Route, error: unknown): boolean {
  return error instanceof LinkFailure && error.sent && routeFaults.has(error.kind) && capabilityOf(route) !== null;
}

/** Connections, session, breaker and queue towards one Storware server. */
export function createLink(options: LinkOptions): Link {
  const { timeouts, now, log } = options;
  const { origin, basePath, isSecure } = parseBase(options.url);
  const pool = createPool({
    origin,
    // One more than the queue allows: a log-in never waits for requests that wait for it.
    connections: options.concurrency + 1,
    ca: options.ca,
    connectTimeoutMs: timeouts.connectMs,
    headersTimeoutMs: timeouts.headersMs,
    bodyTimeoutMs: timeouts.bodyMs,
  });
  const downloadPool = createPool({
    origin,
    connections: options.downloads.concurrency,
    ca: options.ca,
    connectTimeoutMs: timeouts.connectMs,
    headersTimeoutMs: options.downloads.headersMs,
    bodyTimeoutMs: options.downloads.idleMs,
  });
  const breaker = createBreaker({ ...options.breaker, now });
  const semaphore = createSemaphore(options.concurrency);
  const monitor = createLinkMonitor(now);
  const faults = createFaultLog(log, { recoveryMs: 60_000, now });

  async function send(route: Route, cookies: CookieJar, deadlineMs: number, signal?: AbortSignal): Promise<Answer> {
    const path = `${basePath}${pathOf(route)}`;
    const body = route.body === undefined ? null : JSON.stringify(route.body);
    const cookie = cookies.header(path.split('?', 1)[0] ?? path, isSecure);
    const headers = {
      accept: 'application/json',
      'user-agent': 'storware-portal',
      ...(body === null ? {} : { 'content-type': 'application/json' }),
      ...(cookie === null ? {} : { cookie }),
    };
    const pass = breaker.enter();
    if (!pass) throw new LinkFailure('breaker', false, { retryAfterMs: breaker.waitMs() });
    const startedAt = now();
    const line = { method: route.method, route: route.template };
    const key = `${route.method} ${route.template}`;
    try {
      const answer = await exchange(pool, {
        method: route.method,
        path,
        headers,
        body,
        deadlineMs,
        maxResponseBytes: options.maxResponseBytes,
        signal,
      });
      const ms = now() - startedAt;
      cookies.store(answer.headers['set-cookie']);
      const isOptional = capabilityOf(route) !== null;
      if (isUnavailable(answer.status)) {
        if (isOptional) pass.released();
        else {
          pass.failed();
          monitor.failed('unavailable', false);
        }
      } else {
        pass.succeeded();
        monitor.answered(ms, answer.headers.date);
        explained = null;
      }
      share();
      // What is beyond the guide is reported by its availability.
      if (!isOptional && answer.status === 403)
        faults.failed(
          key,
          '403',
          { ...line, status: 403 },
          "Storware denies the portal's account a privilege that it needs",
        );
      else if (answer.status < 500) faults.worked(key, line, 'storware answers this again');
      else if (!isOptional)
        faults.failed(key, String(answer.status), { ...line, status: answer.status, ms }, 'storware request');
      log[route.method === 'GET' || answer.status >= 500 ? 'debug' : 'info'](
        { ...line, status: answer.status, ms },
        'storware request',
      );
      return answer;
    } catch (error) {
      const failure = error instanceof LinkFailure ? error : new LinkFailure('reset', true, { cause: error });
      const isOwn = isFaultOfRoute(route, failure);
      if (failure.kind === 'aborted' || isOwn) pass.released();
      else if (failure.kind === 'too_large') pass.succeeded();
      else pass.failed();
      const outcome = { ...line, failure: failure.kind, sent: failure.sent, ms: now() - startedAt };
      if (failure.kind !== 'aborted' && !isOwn) {
        monitor.failed(failure.kind, failure.kind === 'too_large');
        faults.failed(key, failure.kind, outcome, 'storware request without an answer');
      } else log.debug(outcome, 'storware request without an answer');
      if (failure.kind === 'tls') explainCertificate();
      share();
      throw failure;
    }
  }

  let explainedAt = -Infinity;
  let explained: string | null = null;
  const checkCertificate = singleFlight(async () => {
    explainedAt = now();
    const fault = await certificateFault(origin, options.ca, now);
    if (!fault) return;
    const text = describeFault(fault);
    if (text !== explained)
      log.error(
        {
          subject: fault.subject,
          issuer: fault.issuer,
          validFrom: fault.validFrom,
          validTo: fault.validTo,
          problem: fault.problem,
          remedy: fault.remedy,
        },
        text,
      );
    explained = text;
    monitor.refusedCertificate(fault);
    share();
  });

  /** Logs a problem of the server's certificate once, and again when it changes. */
  function explainCertificate(): void {
    if (now() - explainedAt < explainEveryMs) return;
    checkCertificate().catch((error: unknown) =>
      log.debug({ err: error }, 'could not look at the certificate of Storware'),
    );
  }

  async function logIn(jar: CookieJar): Promise<LoginResult> {
    let answer: Answer;
    try {
      const credentials = { login: options.login, password: options.password };
      answer = await send(
        { method: 'POST', template: loginRoute, body: credentials },
        jar,
        timeouts.connectMs + timeouts.headersMs,
      );
    } catch (error) {
      // Whether or not the log-in arrived, the request that needs it has not been sent.
      if (!(error instanceof LinkFailure)) throw error;
      const { kind, retryAfterMs } = error;
      throw new LinkFailure(kind, false, { cause: error, ...(retryAfterMs === null ? {} : { retryAfterMs }) });
    }
    if (isUnavailable(answer.status)) throw new LinkFailure('unavailable', false);
    if (answer.status >= 200 && answer.status < 300) return 'accepted';
    log.error(
      { route: loginRoute, status: answer.status },
      'Storware refuses the log-in of the portal: check STORWARE_LOGIN and STORWARE_PASSWORD',
    );
    monitor.failed('login_refused', true);
    share();
    return 'refused';
  }

  const sessions = createSessionManager({
    logIn,
    minPauseMs: options.loginPause.minMs,
    maxPauseMs: options.loginPause.maxMs,
    now,
  });

  const status = (): LinkStatus => {
    const { since: sessionSince, logins } = sessions.stats();
    const state = breaker.state();
    const observed = monitor.observed();
    return { ...observed, reachable: observed.reachable && state !== 'open', sessionSince, logins, breaker: state };
  };
  const share = createLinkSharing({ status, memory: options.memory, log, now });

  const downloads = createDownloads({
    dispatcher: downloadPool,
    sessions,
    breaker,
    basePath,
    isSecure,
    settings: options.downloads,
    log,
    now,
  });

  async function inSession(route: Route, { deadlineAt, signal }: CallLimits): Promise<Answer> {
    const leftMs = (): number => Math.max(1, deadlineAt - now());
    const session = await within(sessions.current(), leftMs(), signal);
    const first = await send(route, session.cookies, leftMs(), signal);
    if (first.status !== 401) {
      sessions.confirm(session);
      return first;
    }
    const renewed = await within(sessions.renew(session), leftMs(), signal);
    const second = await send(route, renewed.cookies, leftMs(), signal);
    if (second.status !== 401) {
      sessions.confirm(renewed);
      return second;
    }
    sessions.refusedAfterLogin();
    const failure = new LinkFailure('session_refused', false);
    log.error(
      { method: route.method, route: route.template },
      'Storware answers 401 to a session that it has just opened',
    );
    monitor.failed(failure.kind, true);
    throw failure;
  }

  return {
    call: async (route, limits) => {
      // Checked before queueing as well, so that requests fail at once while the server is down.
      const waitMs = breaker.waitMs();
      if (waitMs > 0) throw new LinkFailure('breaker', false, { retryAfterMs: waitMs });
      const timeoutMs = Math.max(1, Math.min(timeouts.queueMs, limits.deadlineAt - now()));
      const release = await semaphore.acquire(limits.queueClass, { timeoutMs, signal: limits.signal });
      try {
        return await inSession(route, limits);
      } finally {
        release();
      }
    },
    download: downloads.open,
    status,
    close: async () => {
      await Promise.all([pool.destroy(), downloadPool.destroy()]);
    },
  };
}
