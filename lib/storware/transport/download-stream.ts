import type { Readable } from 'node:stream';
import { LinkFailure } from './link-failure';

export type DownloadStreamOptions = {
  /** How long the reader may leave it unread: it holds one of few places. */
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
 * The body of an answer as a web stream that asks for the next piece only when its reader does: what is in memory is
 * one piece here and the small buffer of the connection. Cancelling it, leaving it unread, or reading it slowly while
 * others wait closes the connection, and so does whoever aborts the request behind it, read or not.
 */
export function downloadStream(body: Readable, options: DownloadStreamOptions): ReadableStream<Uint8Array> {
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
        // Those who read learn of it through the iterator; one that nobody reads at that moment gives its place back here.
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
