import 'server-only';
import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { LinkFailure, linkFailureOf } from './link-failure';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';

export type ExchangeRequest = {
  method: HttpMethod;
  /** Path with query, already encoded. */
  path: string;
  headers: Record<string, string>;
  body: string | null;
  /** For everything: waiting for a connection, sending, and the whole answer. */
  deadlineMs: number;
  maxResponseBytes: number;
  signal?: AbortSignal | undefined;
};

export type Answer = { status: number; headers: IncomingHttpHeaders; body: Buffer };

/**
 * One request and its whole answer, whatever the status; redirects are not followed, nothing is
 * resent. Rejects with a LinkFailure whose `sent` is false only when not a byte can have been written.
 */
export function exchange(dispatcher: Dispatcher, request: ExchangeRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let sent = false;
    let settled = false;
    let controller: Dispatcher.DispatchController | null = null;
    let status = 0;
    let headers: IncomingHttpHeaders = {};
    let sizeBytes = 0;
    const chunks: Buffer[] = [];

    const settle = (): boolean => {
      if (settled) return false;
      settled = true;
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', onAbort);
      return true;
    };
    const fail = (failure: LinkFailure): void => {
      if (!settle()) return;
      controller?.abort(failure);
      reject(failure);
    };
    const onAbort = (): void => {
      fail(new LinkFailure('aborted', sent, { cause: request.signal?.reason }));
    };
    const timer = setTimeout(() => {
      fail(new LinkFailure('timeout', sent));
    }, request.deadlineMs);

    if (request.signal?.aborted) {
      onAbort();
      return;
    }
    request.signal?.addEventListener('abort', onAbort, { once: true });

    dispatcher.dispatch(
      { method: request.method, path: request.path, headers: request.headers, body: request.body },
      {
        // Called just before the first byte is written. Aborting here is what keeps an abandoned request from being sent later.
        onRequestStart(started) {
          if (settled) {
            started.abort(new Error('abandoned before it was sent'));
            return;
          }
          controller = started;
          sent = true;
        },
        onResponseStart(_controller, statusCode, responseHeaders) {
          if (statusCode < 200) return;
          status = statusCode;
          headers = responseHeaders;
        },
        onResponseData(_controller, chunk) {
          sizeBytes += chunk.length;
          if (sizeBytes > request.maxResponseBytes) fail(new LinkFailure('too_large', sent));
          else chunks.push(chunk);
        },
        onResponseEnd() {
          if (settle()) resolve({ status, headers, body: Buffer.concat(chunks, sizeBytes) });
        },
        onResponseError(_controller, error) {
          fail(linkFailureOf(error, sent));
        },
      },
    );
  });
}
