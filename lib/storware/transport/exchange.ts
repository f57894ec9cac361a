import 'server-only';
import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { LinkFailure, linkFailureOf } from './link-failure';

type HttpMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';

type ExchangeRequest = {
  method: HttpMethod;
  /** Path with query, already encoded. */
  path: string;
  headers: Record<string, string>;
  body: string | null;
  /** For everything: waiting for a connection, sending, and the whole response. */
  deadlineMs: number;
  maxResponseBytes: number;
  signal?: AbortSignal | undefined;
};

export type Answer = { status: number; headers: IncomingHttpHeaders; body: Buffer };

/**
 * One request and its whole response, whatever the status; no redirects, no retries. Rejects with a LinkFailure whose
 * `sent` is false only when no byte can have been written.
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

type JsonBody = { isJson: true; value: unknown } | { isJson: false };

/** The JSON of an answer; an empty body is the value `undefined`, which is legal for writes (STORWARE_API.md 2.5). */
export function jsonBodyOf(answer: Answer): JsonBody {
  const text = answer.body
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trim();
  if (text === '') return { isJson: true, value: undefined };
  try {
    return { isJson: true, value: JSON.parse(text) as unknown };
  } catch {
    return { isJson: false };
  }
}

const maxMessageLength = 500;

function textAt(value: unknown, ...keys: string[]): string | null {
  let at = value;
  for (const key of keys) {
    if (typeof at !== 'object' || at === null) return null;
    at = (at as Record<string, unknown>)[key];
  }
  return typeof at === 'string' && at.trim() !== '' ? at.trim().slice(0, maxMessageLength) : null;
}

/** Storware's own text of a refusal: `message`, or nested `error.message` (STORWARE_API.md 2.5); empty when there is none. Not for tenants. */
export function messageOf(answer: Answer): string {
  const body = jsonBodyOf(answer);
  if (!body.isJson) return '';
  return textAt(body.value, 'error', 'message') ?? textAt(body.value, 'message') ?? '';
}

type QueryValue = string | number | boolean | readonly string[] | null | undefined;

/** A call as a template: the template is what may be logged, the values are not. */
export type Route = {
  method: HttpMethod;
  /** Below `/api`, such as `/tasks/{guid}`. */
  template: string;
  params?: Record<string, string>;
  /** Unset values are not sent: the literal text "undefined" would be (STORWARE_API.md 13.50). */
  query?: Record<string, QueryValue>;
  body?: unknown;
};

function segment(name: string, params: Record<string, string>): string {
  const value = params[name];
  // A lone dot segment survives encoding and would name another route.
  if (value === undefined || value === '' || value === '.' || value === '..')
    throw new RangeError(`no usable value for {${name}} of the route`);
  return encodeURIComponent(value);
}

/** The path with its query, encoded. Throws a RangeError for an id that can't be one. */
export function pathOf({ template, params = {}, query = {} }: Route): string {
  const path = template.replace(/\{(\w+)\}/g, (_match, name: string) => segment(name, params));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null) continue;
    for (const one of Array.isArray(value) ? (value as readonly string[]) : [value as string | number | boolean])
      search.append(name, String(one));
  }
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}
