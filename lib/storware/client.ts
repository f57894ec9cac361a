import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { AppError, isAppError } from '@/lib/core/app-error';
import { log as rootLog } from '@/lib/core/log';
import type { Unavailability } from '@/lib/storware/capability/availability';
import { createAvailabilityBook, unavailabilityOf, unavailableError } from '@/lib/storware/capability/availability';
import type { LinkStatus, WriteOutcome } from './model/result';
import { capabilityOf } from './capability/guide';
import { backoffMs } from './transport/circuit-breaker';
import { jsonBodyOf, messageOf } from './transport/exchange';
import type { Answer, Route } from './transport/exchange';
import { createLink, isFaultOfRoute, isUnavailable } from './transport/link';
import { LinkFailure } from './transport/link-failure';
import type { LinkFailureKind } from './transport/link-failure';
import { defaults } from './transport/settings';
import type { StorwareClientConfig } from './transport/settings';
import { appErrorOfFailure, appErrorOfStatus, contractError, outcomeOf, outcomeOfFailure, routeMeta } from './outcomes';

export type ReadAnswer = {
  body: unknown;
  /** Of `X-Total-Count`; null when the header is missing (STORWARE_API.md 2.4). */
  totalCount: number | null;
  /** Parses the body. A response that it does not understand counts against the route. Throws what `parse` throws. */
  understand: <T>(parse: (body: unknown) => T) => T;
};
/** `disposition` is the header unchanged. The stream breaks with an AppError. */
export type DownloadStart = {
  stream: ReadableStream<Uint8Array>;
  disposition: string | undefined;
  sizeBytes: number | null;
};
export type ReadOptions = { signal?: AbortSignal | undefined };

/** The only way to call a Storware server; the functions in `resources/` add types. */
export type StorwareClient = {
  /**
   * A request that changes nothing. GETs are retried within the total time; a POST that only reads is sent once. Throws
   * AppError `upstream_*`; for an unavailable route beyond the guide one that says so (`missingCapability`), without
   * calling it each time.
   */
  read: (route: Route, options?: ReadOptions) => Promise<ReadAnswer>;
  /** Like `read`, with null for a 404 of the object in the path. */
  find: (route: Route, options?: ReadOptions) => Promise<ReadAnswer | null>;
  /**
   * A request that changes something: sent once (again only after a 401), never throws. `parse` gets `undefined` for a
   * body that is empty or not JSON.
   */
  write: <T>(
    route: Route,
    parse: (body: unknown) => WriteOutcome<T>,
    options?: ReadOptions,
  ) => Promise<WriteOutcome<T>>;
  /**
   * A read whose response is passed on unchanged, whatever its size; null for a 404. Sent once. Throws AppError
   * `upstream_*`.
   */
  download: (route: Route, options?: ReadOptions) => Promise<DownloadStart | null>;
  /** Records that the server does not have this route, found out otherwise: it denied an object that exists. */
  lacks: (route: Route) => void;
  linkStatus: () => LinkStatus;
  pageSize: number;
  log: Logger;
  close: () => Promise<void>;
};

const retriedFailures: ReadonlySet<LinkFailureKind> = new Set<LinkFailureKind>([
  'connect',
  'dns',
  'reset',
  'timeout',
  'unavailable',
]);

function isRetriedStatus(status: number): boolean {
  return status === 500 || isUnavailable(status);
}

/** A refusal of this one request; for a route beyond the guide only its feature is missing. */
function refusalOf(route: Route, answer: Answer): AppError {
  const error = appErrorOfStatus(answer.status, messageOf(answer), route);
  const capability = error.code === 'upstream_rejected' && answer.status !== 404 ? capabilityOf(route) : null;
  return capability
    ? new AppError(error.code, { detail: capability.reason, meta: { ...error.meta, capability: capability.id } })
    : error;
}

function totalCountOf(answer: Answer): number | null {
  const header = answer.headers['x-total-count'];
  return typeof header === 'string' && /^\d+$/.test(header.trim()) ? Number(header) : null;
}

/** Creates a client. It reads no environment and opens no connection before the first call. */
export function createStorwareClient(config: StorwareClientConfig): StorwareClient {
  const now = config.now ?? Date.now;
  const random = config.random ?? Math.random;
  const log = config.log ?? rootLog.child({ module: 'storware' });
  const timeouts = { ...defaults.timeouts, ...config.timeouts };
  const retry = { ...defaults.retry, ...config.retry };
  const link = createLink({
    url: config.url,
    login: config.login,
    password: config.password,
    ca: config.ca,
    concurrency: config.concurrency ?? defaults.concurrency,
    timeouts,
    breaker: { ...defaults.breaker, ...config.breaker },
    loginPause: { ...defaults.loginPause, ...config.loginPause },
    maxResponseBytes: config.maxResponseBytes ?? defaults.maxResponseBytes,
    downloads: { ...defaults.downloads, ...config.downloads },
    memory: () => config.memory?.() ?? null,
    log,
    now,
  });

  const book = createAvailabilityBook({
    log,
    now,
    pauses: { ...defaults.capabilityPauses, ...config.capabilityPauses },
    store: () => config.memory?.() ?? null,
  });

  async function callWithRetries(route: Route, signal: AbortSignal | undefined): Promise<Answer> {
    const deadlineAt = now() + timeouts.totalMs;
    const attempts = route.method === 'GET' ? retry.attempts : 1;
    for (let attempt = 1; ; attempt += 1) {
      const delayMs = backoffMs(attempt, { ...retry, random });
      const isLast = attempt >= attempts || now() + delayMs >= deadlineAt;
      try {
        const answer = await link.call(route, { queueClass: 'read', deadlineAt, signal });
        if (isLast || !isRetriedStatus(answer.status)) return answer;
      } catch (error) {
        if (
          isLast ||
          !(error instanceof LinkFailure) ||
          !retriedFailures.has(error.kind) ||
          (error.kind === 'timeout' && isFaultOfRoute(route, error))
        )
          throw error;
      }
      await sleep(delayMs, undefined, { ...(signal && { signal }) });
    }
  }

  /**
   * Records what a response, or its absence, says about the route and, for endpoints of the guide, about the server.
   */
  function noteAnswer(route: Route, status: number): Unavailability | null {
    if (capabilityOf(route) === null) {
      book.serverAnswered(!isUnavailable(status));
      return null;
    }
    const state = unavailabilityOf(route, status);
    if (state) book.failed(route, state, status);
    return state;
  }

  function noteFailure(route: Route, error: unknown): Unavailability | null {
    if (capabilityOf(route) === null) {
      if (error instanceof LinkFailure && error.kind !== 'aborted' && error.kind !== 'queue')
        book.serverAnswered(false);
      return null;
    }
    if (!isFaultOfRoute(route, error)) return null;
    const state = error instanceof LinkFailure && error.kind === 'too_large' ? 'NOT_UNDERSTOOD' : 'OUTAGE';
    book.failed(route, state, null);
    return state;
  }

  async function answerOf(route: Route, options: ReadOptions): Promise<Answer> {
    if (capabilityOf(route) !== null) await book.refresh();
    const known = book.blocked(route);
    if (known && known.state !== 'AVAILABLE') throw unavailableError(route, known.state, known.status);
    try {
      return await callWithRetries(route, options.signal);
    } catch (error) {
      options.signal?.throwIfAborted();
      const state = noteFailure(route, error);
      if (state) throw unavailableError(route, state, null, error);
      throw error instanceof RangeError ? error : appErrorOfFailure(error, route);
    }
  }

  function readAnswer(route: Route, answer: Answer): ReadAnswer {
    const state = noteAnswer(route, answer.status);
    if (state) throw unavailableError(route, state, answer.status);
    const notUnderstood = (error: unknown): unknown => {
      if (capabilityOf(route) === null || !isAppError(error) || error.code !== 'upstream_contract') return error;
      book.failed(route, 'NOT_UNDERSTOOD', answer.status);
      return unavailableError(route, 'NOT_UNDERSTOOD', answer.status, error);
    };
    if (answer.status < 200 || answer.status >= 300) throw refusalOf(route, answer);
    const body = jsonBodyOf(answer);
    if (!body.isJson) throw notUnderstood(contractError(`${route.method} ${route.template}: no JSON`));
    return {
      body: body.value,
      totalCount: totalCountOf(answer),
      understand: (parse) => {
        try {
          const value = parse(body.value);
          book.worked(route);
          return value;
        } catch (error) {
          throw notUnderstood(error);
        }
      },
    };
  }

  return {
    read: async (route, options = {}) => readAnswer(route, await answerOf(route, options)),
    find: async (route, options = {}) => {
      const answer = await answerOf(route, options);
      return answer.status === 404 && (capabilityOf(route) === null || unavailabilityOf(route, 404) === null)
        ? null
        : readAnswer(route, answer);
    },
    write: async (route, parse, options = {}) => {
      let answer: Answer;
      try {
        answer = await link.call(route, {
          queueClass: 'write',
          deadlineAt: now() + timeouts.totalMs,
          signal: options.signal,
        });
      } catch (error) {
        noteFailure(route, error);
        return outcomeOfFailure(route, error);
      }
      const state = noteAnswer(route, answer.status);
      const outcome = outcomeOf(route, answer, parse);
      if (outcome.kind === 'accepted') {
        book.worked(route);
        return outcome;
      }
      log.warn({ ...routeMeta(route), status: answer.status, outcome: outcome.kind }, 'storware write not accepted');
      return outcome.kind === 'rejected' && state
        ? { ...outcome, message: capabilityOf(route)?.reason.text ?? '' }
        : outcome;
    },
    download: async (route, { signal } = {}) => {
      await book.refresh();
      // Only missing routes are blocked: the time that one archive takes says nothing about another.
      const known = book.blocked(route);
      if (known?.state === 'MISSING') throw unavailableError(route, known.state, known.status);
      const errorOf = (error: unknown): Error =>
        signal?.aborted && signal.reason instanceof Error ? signal.reason : appErrorOfFailure(error, route);
      const opened = await link.download(route, { signal, errorOf }).catch((error: unknown) => {
        if (!signal?.aborted) noteFailure(route, error);
        throw error instanceof RangeError ? error : errorOf(error);
      });
      if (opened.kind === 'refusal') {
        if (opened.answer.status === 404) return null;
        const state = noteAnswer(route, opened.answer.status);
        throw state
          ? unavailableError(route, state, opened.answer.status)
          : appErrorOfStatus(opened.answer.status, messageOf(opened.answer), route);
      }
      book.worked(route);
      const { 'content-length': length, 'content-disposition': disposition } = opened.headers;
      return {
        stream: opened.stream,
        disposition,
        sizeBytes: length !== undefined && /^\d+$/.test(length) ? Number(length) : null,
      };
    },
    lacks: (route) => {
      book.failed(route, 'MISSING', 404);
    },
    linkStatus: link.status,
    pageSize: config.pageSize ?? defaults.pageSize,
    log,
    close: link.close,
  };
}
