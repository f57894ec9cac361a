import { AppError, isAppError } from '@/lib/core/app-error';
import { say } from '@/lib/core/say';
import type { WriteOutcome } from './model/result';
import { jsonBodyOf, messageOf } from './transport/exchange';
import type { Answer, Route } from './transport/exchange';
import { LinkFailure } from './transport/link-failure';

export type PreflightRead<T> = { found: T } | { failed: Extract<WriteOutcome<never>, { kind: 'not_sent' }> };

/**
 * The read that precedes a write. When it fails nothing has been sent; only `not_found` is rethrown. `template` is for
 * the log.
 */
export async function preflightRead<T>(template: string, read: () => Promise<T>): Promise<PreflightRead<T>> {
  try {
    return { found: await read() };
  } catch (error) {
    if (isAppError(error) && error.code === 'not_found') throw error;
    return {
      failed: {
        kind: 'not_sent',
        error: isAppError(error) ? error : appErrorOfFailure(error, { method: 'GET', template }),
      },
    };
  }
}

/** The same error for a missing object and another tenant's. `reason` is for the log. */
export function notFound(reason: string): AppError {
  return new AppError('not_found', { meta: { reason } });
}

/** The only texts about Storware that a tenant may read. */
const upstreamText = {
  unavailable: say('request.serviceUnavailable'),
  timeout: say('request.serviceTimeout'),
  contract: say('request.serviceContract'),
  rejected: say('request.serviceRejected'),
  share: say('request.serviceShare'),
} as const;

const defaultRetryAfterSeconds = 5;

/** The route of a failure for the log: the template, never the values. */
export function routeMeta(route: Route): { method: string; route: string } {
  return { method: route.method, route: route.template };
}

/** The error for a request without a response. `retryAfterSeconds` is always set for `upstream_unavailable`. */
export function appErrorOfFailure(error: unknown, route: Route): AppError {
  if (!(error instanceof LinkFailure)) return new AppError('internal', { cause: error, meta: routeMeta(route) });
  const meta = { ...routeMeta(route), failure: error.kind };
  if (error.kind === 'timeout')
    return new AppError('upstream_timeout', { detail: upstreamText.timeout, cause: error, meta });
  if (error.kind === 'too_large')
    return new AppError('upstream_contract', { detail: upstreamText.contract, cause: error, meta });
  const retryAfterSeconds =
    error.retryAfterMs === null ? defaultRetryAfterSeconds : Math.max(1, Math.ceil(error.retryAfterMs / 1000));
  if (error.kind === 'share')
    return new AppError('rate_limited', { detail: upstreamText.share, cause: error, meta, retryAfterSeconds });
  return new AppError('upstream_unavailable', {
    detail: upstreamText.unavailable,
    cause: error,
    meta,
    retryAfterSeconds,
  });
}

/** The error for an unsuccessful response. `message` is Storware's own text and stays in `meta`. */
export function appErrorOfStatus(status: number, message: string, route: Route): AppError {
  const meta = { ...routeMeta(route), status, message };
  // 403 says that the service account lacks a privilege: the provider has to act, not the tenant.
  if (status >= 500 || status === 401 || status === 403 || status === 429) {
    return new AppError('upstream_unavailable', {
      detail: upstreamText.unavailable,
      meta,
      retryAfterSeconds: defaultRetryAfterSeconds,
    });
  }
  if (status >= 400) return new AppError('upstream_rejected', { detail: upstreamText.rejected, meta });
  return new AppError('upstream_contract', { detail: upstreamText.contract, meta });
}

/** A response that could not be parsed; `paths` says where, without the values. */
export function contractError(what: string, paths: readonly string[] = []): AppError {
  return new AppError('upstream_contract', { detail: upstreamText.contract, meta: { what, paths } });
}

/**
 * The outcome of a write by its response. 503 and 429 mean that it was not executed; any other 5xx but 501, and a
 * redirect, leave open whether something was started.
 */
export function outcomeOf<T>(route: Route, answer: Answer, parse: (body: unknown) => WriteOutcome<T>): WriteOutcome<T> {
  const { status } = answer;
  if (status >= 200 && status < 300) {
    const body = jsonBodyOf(answer);
    return parse(body.isJson ? body.value : undefined);
  }
  const message = messageOf(answer);
  if (status === 503 || status === 429) return { kind: 'not_sent', error: appErrorOfStatus(status, message, route) };
  // 501 says that the server can't do this, so nothing was started.
  if ((status >= 400 && status < 500) || status === 501) return { kind: 'rejected', status, message };
  return { kind: 'unknown', error: appErrorOfStatus(status, message, route) };
}

/**
 * The outcome of a write without a response. An invalid id (RangeError of the route) was never sent; any other error of
 * our own proves nothing.
 */
export function outcomeOfFailure(route: Route, error: unknown): { kind: 'not_sent' | 'unknown'; error: AppError } {
  if (!(error instanceof LinkFailure)) {
    const kind = error instanceof RangeError ? 'not_sent' : 'unknown';
    return { kind, error: new AppError('internal', { cause: error, meta: routeMeta(route) }) };
  }
  if (error.sent) return { kind: 'unknown', error: appErrorOfFailure(error, route) };
  const shown = appErrorOfFailure(error, route);
  // Nothing was started, so it is safe to retry, unlike after another time-out.
  if (shown.code !== 'upstream_timeout') return { kind: 'not_sent', error: shown };
  return {
    kind: 'not_sent',
    error: new AppError('upstream_unavailable', {
      detail: upstreamText.unavailable,
      cause: error,
      meta: shown.meta,
      retryAfterSeconds: 5,
    }),
  };
}
