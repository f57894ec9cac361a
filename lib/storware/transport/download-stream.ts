import type { Readable } from 'node:stream';
import { LinkFailure } from './link-failure';

export type DownloadStreamOptions = {
  /** How long the reader may leave it unread: it holds one of few places. */
  stallMs: number;
  /** What breaks the stream for its reader. */
  errorOf: (error: unknown) => Error;
  /** Called once, however it ends. */
  onEnd: () => void;
};

/**
 * The body of an answer as a web stream that asks for the next piece only when its reader does: what is in memory is
 * one piece here and the small buffer of the connection. Cancelling it, or leaving it unread, closes the connection.
 */
export function downloadStream(body: Readable, { stallMs, errorOf, onEnd }: DownloadStreamOptions): ReadableStream<Uint8Array> {
  const pieces = body[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
  let ended = false;
  let stall: NodeJS.Timeout | undefined;
  // Destroying the body raises this event too; those who read learn of it through the iterator.
  body.on('error', () => undefined);
  const end = (): boolean => {
    if (ended) return false;
    ended = true;
    clearTimeout(stall);
    onEnd();
    return true;
  };
  const fail = (controller: ReadableStreamDefaultController<Uint8Array>, error: unknown): void => {
    if (!end()) return;
    body.destroy();
    controller.error(errorOf(error));
  };
  const watch = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    stall = setTimeout(() => {
      fail(controller, new LinkFailure('timeout', true));
    }, stallMs);
  };
  return new ReadableStream<Uint8Array>(
    {
      start: watch,
      pull: async (controller) => {
        clearTimeout(stall);
        try {
          const { value, done } = await pieces.next();
          if (ended) return;
          if (done === true) {
            end();
            controller.close();
          } else {
            controller.enqueue(value);
            watch(controller);
          }
        } catch (error) {
          fail(controller, error);
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
