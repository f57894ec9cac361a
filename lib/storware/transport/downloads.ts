import 'server-only';
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { Logger } from 'pino';
import type { Dispatcher } from 'undici';
import type { Breaker } from './circuit-breaker';
import type { CookieJar, Session, SessionManager } from './session';
import { pathOf } from './exchange';
import type { Answer, Route } from './exchange';
import { LinkFailure, linkFailureOf } from './link-failure';
import { createSemaphore, within } from './queue';
import type { DownloadSettings } from './settings';

type DownloadsOptions = {
  /** Connections of their own: a download keeps one for minutes. */
  dispatcher: Dispatcher;
  sessions: SessionManager;
  breaker: Breaker;
  basePath: string;
  isSecure: boolean;
  settings: DownloadSettings;
  log: Logger;
  now: () => number;
};

/** A 2xx as a stream, or any other response but 401 with the part of its body that a message needs. */
export type DownloadAnswer =
  | { kind: 'stream'; headers: IncomingHttpHeaders; stream: ReadableStream<Uint8Array> }
  | { kind: 'refusal'; answer: Answer };

export type DownloadOptions = { signal?: AbortSignal | undefined; errorOf: (error: unknown) => Error };

type Downloads = {
  /** Rejects with a LinkFailure. A 401 is repeated once in a newer session: no byte has been passed on before it. */
  open: (route: Route, options: DownloadOptions) => Promise<DownloadAnswer>;
};

type Opened = { status: number; headers: IncomingHttpHeaders; body: Dispatcher.ResponseData['body'] };

const maxRefusalBytes = 64 * 1024;

/** The beginning of a body that is not a file; the rest is not read. */
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

/** Responses that are passed on unread: limits of time, size and number are their own. */
export function createDownloads(options: DownloadsOptions): Downloads {
  const { sessions, breaker, settings, log, now } = options;
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
        sessions.confirm(session);
        return opened;
      }
      opened.body.on('error', () => undefined).destroy();
      return null;
    };
    const session = await within(sessions.current(), settings.queueMs, signal);
    const first = await once(session);
    if (first) return first;
    const second = await once(await within(sessions.renew(session), settings.queueMs, signal));
    if (second) return second;
    sessions.refusedAfterLogin();
    throw new LinkFailure('session_refused', false);
  }

  return {
    open: async (route, { signal, errorOf }) => {
      // A download is not used as a probe: others would wait until its first byte. A read always precedes it and is the
      // probe.
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

type DownloadStreamOptions = {
  /** How long the reader may pause: a download holds one of few slots. */
  stallMs: number;
  /** While others wait, a reader must take `minPaceBytes` in each `paceMs`. */
  paceMs: number;
  minPaceBytes: number;
  isContended: () => boolean;
  /** What breaks the stream for its reader. */
  errorOf: (error: unknown) => Error;
  /** Called once, however it ends. */
  onEnd: () => void;
};

/**
 * The body of a response as a web stream that reads the next piece only when its reader does: memory holds one piece
 * and the small buffer of the connection. Cancelling, pausing too long, reading slowly while others wait, or aborting
 * the request closes the connection.
 */
function downloadStream(body: Readable, options: DownloadStreamOptions): ReadableStream<Uint8Array> {
  const { stallMs, paceMs, minPaceBytes, isContended, errorOf, onEnd } = options;
  const pieces = body[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
  let ended = false;
  let stall: NodeJS.Timeout | undefined;
  let isAsking = false;
  let takenBytes = 0;
  const end = (): boolean => {
    if (ended) return false;
    ended = true;
    clearTimeout(stall);
    clearInterval(pace);
    onEnd();
    return true;
  };
  let breakOff: (error: unknown) => void = () => undefined;
  const pace = setInterval(() => {
    // A reader that waits for the server is not slow.
    if (!isAsking && takenBytes < minPaceBytes && isContended()) breakOff(new LinkFailure('timeout', true));
    takenBytes = 0;
  }, paceMs);
  const watch = (): void => {
    stall = setTimeout(() => breakOff(new LinkFailure('timeout', true)), stallMs);
  };
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        breakOff = (error) => {
          if (!end()) return;
          body.destroy();
          controller.error(errorOf(error));
        };
        // Readers get the error through the iterator; without a reader the slot is freed here.
        body.on('error', (error) => breakOff(error));
        watch();
      },
      pull: async (controller) => {
        clearTimeout(stall);
        isAsking = true;
        try {
          const { value, done } = await pieces.next();
          if (ended) return;
          if (done === true) {
            end();
            controller.close();
          } else {
            takenBytes += value.length;
            controller.enqueue(value);
            watch();
          }
        } catch (error) {
          breakOff(error);
        } finally {
          isAsking = false;
        }
      },
      cancel: () => {
        end();
        body.destroy();
      },
    },
    { highWaterMark: 0 },
  );
}
