import 'server-only';
import type { IncomingHttpHeaders } from 'node:http';
import type { Logger } from 'pino';
import type { Dispatcher } from 'undici';
import type { Breaker } from './breaker';
import type { CookieJar } from './cookie-jar';
import { downloadStream } from './download-stream';
import type { Answer } from './exchange';
import { LinkFailure, linkFailureOf } from './link-failure';
import { pathOf } from './route';
import type { Route } from './route';
import { createSemaphore } from './semaphore';
import type { Session, SessionKeeper } from './session-keeper';
import type { DownloadSettings } from './settings';
import { within } from './within';

export type DownloadsOptions = {
  /** Connections of their own: a download keeps one for minutes. */
  dispatcher: Dispatcher;
  keeper: SessionKeeper;
  breaker: Breaker;
  basePath: string;
  isSecure: boolean;
  settings: DownloadSettings;
  log: Logger;
  now: () => number;
};

/** A 2xx as a stream, or any other answer but 401, its body cut to what a message needs. */
export type DownloadAnswer =
  | { kind: 'stream'; headers: IncomingHttpHeaders; stream: ReadableStream<Uint8Array> }
  | { kind: 'refusal'; answer: Answer };

export type DownloadOptions = { signal?: AbortSignal | undefined; errorOf: (error: unknown) => Error };

export type Downloads = {
  /** Rejects with a LinkFailure. A 401 is repeated once in a newer session: no byte has been passed on by then. */
  open: (route: Route, options: DownloadOptions) => Promise<DownloadAnswer>;
};

type Opened = { status: number; headers: IncomingHttpHeaders; body: Dispatcher.ResponseData['body'] };

const maxRefusalBytes = 64 * 1024;

/** The beginning of a body that is no file; the rest is not waited for. */
async function refusalOf({ status, headers, body }: Opened): Promise<Answer> {
  const pieces: Buffer[] = [];
  let sizeBytes = 0;
  for await (const piece of body as AsyncIterable<Buffer>) {
    pieces.push(piece);
    sizeBytes += piece.length;
    if (sizeBytes >= maxRefusalBytes) break;
  }
  return { status, headers, body: Buffer.concat(pieces).subarray(0, maxRefusalBytes) };
}

/** Answers that are passed on as they come: outside the bounds of time, size and number that hold for other requests, within their own. */
export function createDownloads(options: DownloadsOptions): Downloads {
  const { keeper, breaker, settings, log, now } = options;
  const semaphore = createSemaphore(settings.concurrency);

  async function send(route: Route, cookies: CookieJar, signal: AbortSignal | undefined): Promise<Opened> {
    const path = `${options.basePath}${pathOf(route)}`;
    const cookie = cookies.header(path.split('?', 1)[0] ?? path, options.isSecure);
    const headers = {
      accept: '*/*',
      'user-agent': 'storware-portal',
      ...(route.body !== undefined && { 'content-type': 'application/json' }),
      ...(cookie !== null && { cookie }),
    };
    const startedAt = now();
    const line = { method: route.method, route: route.template };
    try {
      const {
        statusCode,
        headers: received,
        body,
      } = await options.dispatcher.request({
        method: route.method,
        path,
        headers,
        body: route.body === undefined ? null : JSON.stringify(route.body),
        signal: signal ?? null,
      });
      cookies.store(received['set-cookie']);
      log.info({ ...line, status: statusCode, ms: now() - startedAt }, 'storware download');
      return { status: statusCode, headers: received, body };
    } catch (error) {
      const failure = signal?.aborted ? new LinkFailure('aborted', true, { cause: error }) : linkFailureOf(error, true);
      if (failure.kind !== 'aborted')
        log.warn({ ...line, failure: failure.kind, ms: now() - startedAt }, 'storware download without an answer');
      throw failure;
    }
  }

  async function inSession(route: Route, signal: AbortSignal | undefined): Promise<Opened> {
    const once = async (session: Session): Promise<Opened | null> => {
      const opened = await send(route, session.cookies, signal);
      if (opened.status !== 401) {
        keeper.confirm(session);
        return opened;
      }
      opened.body.on('error', () => undefined).destroy();
      return null;
    };
    const session = await within(keeper.current(), settings.queueMs, signal);
    const first = await once(session);
    if (first) return first;
    const second = await once(await within(keeper.renew(session), settings.queueMs, signal));
    if (second) return second;
    keeper.refusedAfterLogin();
    throw new LinkFailure('session_refused', false);
  }

  return {
    open: async (route, { signal, errorOf }) => {
      // A download is no probe: it would keep all others waiting until its first byte. Reads are, and one always precedes it.
      if (breaker.state() !== 'closed')
        throw new LinkFailure('breaker', false, { retryAfterMs: Math.max(1_000, breaker.waitMs()) });
      const release = await semaphore.acquire('read', { timeoutMs: settings.queueMs, signal });
      try {
        const opened = await inSession(route, signal);
        if (opened.status >= 200 && opened.status < 300) {
          const asFailure = (error: unknown): Error =>
            errorOf(
              signal?.aborted
                ? new LinkFailure('aborted', true, { cause: error })
                : error instanceof LinkFailure
                  ? error
                  : linkFailureOf(error, true),
            );
          return {
            kind: 'stream',
            headers: opened.headers,
            stream: downloadStream(opened.body, {
              ...settings,
              isContended: () => semaphore.waiting() > 0,
              errorOf: asFailure,
              onEnd: release,
            }),
          };
        }
        const answer = await refusalOf(opened);
        release();
        return { kind: 'refusal', answer };
      } catch (error) {
        release();
        throw error instanceof LinkFailure || error instanceof RangeError ? error : linkFailureOf(error, true);
      }
    },
  };
}
