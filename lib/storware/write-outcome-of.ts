import { AppError } from '@/lib/core/app-error';
import type { WriteOutcome } from './model/write-outcome';
import type { Answer } from './transport/exchange';
import { jsonBodyOf, messageOf } from './transport/json-body';
import { LinkFailure } from './transport/link-failure';
import type { Route } from './transport/route';
import { appErrorOfFailure, appErrorOfStatus, routeMeta, upstreamText } from './upstream-error';

/**
 * What an answer says about a write. 503 and 429 mean that it was turned away unread; any other 5xx but 501, and a
 * redirect, leave open whether something was started before it went wrong.
 */
export function outcomeOf<T>(route: Route, answer: Answer, parse: (body: unknown) => WriteOutcome<T>): WriteOutcome<T> {
  const { status } = answer;
  if (status >= 200 && status < 300) {
    const body = jsonBodyOf(answer);
    return parse(body.isJson ? body.value : undefined);
  }
  const message = messageOf(answer);
  if (status === 503 || status === 429) return { kind: 'not_sent', error: appErrorOfStatus(status, message, route) };
  // 501 says that nothing of the kind can be done, so nothing was.
  if ((status >= 400 && status < 500) || status === 501) return { kind: 'rejected', status, message };
  return { kind: 'unknown', error: appErrorOfStatus(status, message, route) };
}

/** What a missing answer says about a write. An id that can't be one (RangeError of the route) was never sent; any other error of our own proves nothing. */
export function outcomeOfFailure(route: Route, error: unknown): { kind: 'not_sent' | 'unknown'; error: AppError } {
  if (!(error instanceof LinkFailure)) {
    const kind = error instanceof RangeError ? 'not_sent' : 'unknown';
    return { kind, error: new AppError('internal', { cause: error, meta: routeMeta(route) }) };
  }
  if (error.sent) return { kind: 'unknown', error: appErrorOfFailure(error, route) };
  const shown = appErrorOfFailure(error, route);
  // Nothing was started, so a time-out here is no "took too long": it is safe to ask again.
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
