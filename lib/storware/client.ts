import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { log as rootLog } from '@/lib/core/log';
import type { LinkStatus } from './model/link-status';
import type { WriteOutcome } from './model/write-outcome';
import { backoffMs } from './transport/backoff';
import type { Answer } from './transport/exchange';
import { jsonBodyOf, messageOf } from './transport/json-body';
import { createLink, isUnavailable } from './transport/link';
import { LinkFailure } from './transport/link-failure';
import type { LinkFailureKind } from './transport/link-failure';
import type { Route } from './transport/route';
import { defaults } from './transport/settings';
import type { StorwareClientConfig } from './transport/settings';
import { appErrorOfFailure, appErrorOfStatus, contractError, routeMeta } from './upstream-error';
import { outcomeOf, outcomeOfFailure } from './write-outcome-of';

export type ReadAnswer = { body: unknown; /** Of `X-Total-Count`; null when the header is missing (STORWARE_API.md 2.4). */ totalCount: number | null };
/** `disposition` is the header as it came. The stream breaks with an AppError. */
export type DownloadStart = { stream: ReadableStream<Uint8Array>; disposition: string | undefined; sizeBytes: number | null };
export type ReadOptions = { signal?: AbortSignal | undefined };

/** The one way to talk to a Storware server. The functions in `resources/` give it types; nothing else should need it. */
export type StorwareClient = {
  /** A request that changes nothing. GETs are retried within the total time; a POST that only asks is sent once. Throws AppError `upstream_*`. */
  read: (route: Route, options?: ReadOptions) => Promise<ReadAnswer>;
  /** Like `read`, with null for a 404. */
  find: (route: Route, options?: ReadOptions) => Promise<ReadAnswer | null>;
  /** A request that changes something: sent once (and once more only after a 401), never throws. `parse` gets `undefined` for a body that is empty or no JSON. */
  write: <T>(route: Route, parse: (body: unknown) => WriteOutcome<T>, options?: ReadOptions) => Promise<WriteOutcome<T>>;
  /** A request that changes nothing and whose answer is passed on as it comes, whatever its size; null for a 404. Sent once. Throws AppError `upstream_*`. */
  download: (route: Route, options?: ReadOptions) => Promise<DownloadStart | null>;
  linkStatus: () => LinkStatus;
  pageSize: number;
  log: Logger;
  close: () => Promise<void>;
};

const retriedFailures: ReadonlySet<LinkFailureKind> = new Set<LinkFailureKind>(['connect', 'dns', 'reset', 'timeout', 'unavailable']);

function isRetriedStatus(status: number): boolean {
  return status === 500 || isUnavailable(status);
}

function totalCountOf(answer: Answer): number | null {
  const header = answer.headers['x-total-count'];
  return typeof header === 'string' && /^\d+$/.test(header.trim()) ? Number(header) : null;
}

/** Makes a client. Pure: it reads no environment and opens no connection before the first call. */
export function createStorwareClient(config: StorwareClientConfig): StorwareClient {
  const now = config.now ?? Date.now;
  const random = config.random ?? Math.random;
  const log = config.log ?? rootLog.child({ room: 'storware' });
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
    log,
    now,
  });

  async function callWithRetries(route: Route, signal: AbortSignal | undefined): Promise<Answer> {
    const deadlineAt = now() + timeouts.totalMs;
    const attempts = route.method === 'GET' ? retry.attempts : 1;
    for (let attempt = 1; ; attempt += 1) {
      const delayMs = backoffMs(attempt, { ...retry, random });
      const isLast = attempt >= attempts || now() + delayMs >= deadlineAt;
      try {
        const answer = await link.call(route, { lane: 'read', deadlineAt, signal });
        if (isLast || !isRetriedStatus(answer.status)) return answer;
      } catch (error) {
        if (isLast || !(error instanceof LinkFailure) || !retriedFailures.has(error.kind)) throw error;
      }
      await sleep(delayMs, undefined, { ...(signal && { signal }) });
    }
  }

  async function answerOf(route: Route, options: ReadOptions): Promise<Answer> {
    try {
      return await callWithRetries(route, options.signal);
    } catch (error) {
      options.signal?.throwIfAborted();
      throw error instanceof RangeError ? error : appErrorOfFailure(error, route);
    }
  }

  function readAnswer(route: Route, answer: Answer): ReadAnswer {
    if (answer.status < 200 || answer.status >= 300) {
      const message = messageOf(answer);
      if (answer.status === 403) log.error({ ...routeMeta(route), status: 403 }, "Storware denies the portal's account a privilege that it needs");
      throw appErrorOfStatus(answer.status, message, route);
    }
    const body = jsonBodyOf(answer);
    if (!body.isJson) {
      log.error({ ...routeMeta(route), status: answer.status }, 'Storware answered something that is no JSON');
      throw contractError(`${route.method} ${route.template}: no JSON`);
    }
    return { body: body.value, totalCount: totalCountOf(answer) };
  }

  return {
    read: async (route, options = {}) => readAnswer(route, await answerOf(route, options)),
    find: async (route, options = {}) => {
      const answer = await answerOf(route, options);
      return answer.status === 404 ? null : readAnswer(route, answer);
    },
    write: async (route, parse, options = {}) => {
      let answer: Answer;
      try {
        answer = await link.call(route, { lane: 'write', deadlineAt: now() + timeouts.totalMs, signal: options.signal });
      } catch (error) {
        return outcomeOfFailure(route, error);
      }
      const outcome = outcomeOf(route, answer, parse);
      if (outcome.kind !== 'accepted') log.warn({ ...routeMeta(route), status: answer.status, outcome: outcome.kind }, 'storware write not accepted');
      return outcome;
    },
    download: async (route, { signal } = {}) => {
      const errorOf = (error: unknown): Error => (signal?.aborted && signal.reason instanceof Error ? signal.reason : appErrorOfFailure(error, route));
      const opened = await link.download(route, { signal, errorOf }).catch((error: unknown) => {
        throw error instanceof RangeError ? error : errorOf(error);
      });
      if (opened.kind === 'refusal') {
        if (opened.answer.status === 404) return null;
        throw appErrorOfStatus(opened.answer.status, messageOf(opened.answer), route);
      }
      const { 'content-length': length, 'content-disposition': disposition } = opened.headers;
      return { stream: opened.stream, disposition, sizeBytes: length !== undefined && /^\d+$/.test(length) ? Number(length) : null };
    },
    linkStatus: link.status,
    pageSize: config.pageSize ?? defaults.pageSize,
    log,
    close: link.close,
  };
}
