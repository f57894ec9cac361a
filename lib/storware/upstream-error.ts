import { AppError } from '@/lib/core/app-error';
import { LinkFailure } from './transport/link-failure';
import type { Route } from './transport/route';

/** The only texts about Storware that a tenant may read. */
export const upstreamText = {
  unavailable: 'The backup service is temporarily unavailable.',
  timeout: 'The backup service took too long to answer.',
  contract: 'The backup service answered unexpectedly.',
  rejected: 'The backup service refused this request.',
  share: 'You have as much under way at the backup service as one may have at a time. Wait for some of it to end.',
} as const;

const defaultRetryAfterSeconds = 5;

/** The route of a failure for the log: the template, never the values. */
export function routeMeta(route: Route): { method: string; route: string } {
  return { method: route.method, route: route.template };
}

/** What a request without an answer is for the portal. `retryAfterSeconds` is always set for `upstream_unavailable`. */
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

/** What an answer that is no success is for the portal. `message` is Storware's own text and stays in `meta`. */
export function appErrorOfStatus(status: number, message: string, route: Route): AppError {
  const meta = { ...routeMeta(route), status, message };
  // 403 says that the service account lacks a privilege: the operator's matter, not the tenant's.
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

/** An answer that nobody understands; `paths` says where, without the values. */
export function contractError(what: string, paths: readonly string[] = []): AppError {
  return new AppError('upstream_contract', { detail: upstreamText.contract, meta: { what, paths } });
}
