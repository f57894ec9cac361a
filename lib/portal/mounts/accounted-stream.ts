import 'server-only';
import { log } from '@/lib/core/log';
import type { StorwareDownload } from '@/lib/storware/model/mounted-backup';
import { endUse, noteProgress } from './download-account';
import type { UseEnding } from './download-account';

export type AccountOptions = {
  /** The Download that is being sent. */
  readonly id: string;
  /** Where in the file its first byte is, and whether its last byte is the file's. */
  readonly from: number;
  readonly isWhole: boolean;
  /** Aborts what is still to come from Storware; aborted by whoever wants an end. */
  readonly end: AbortController;
  /** Whether the one who gets it may still have it. */
  readonly isMine: () => Promise<boolean>;
  /** Called once, however it ends. */
  readonly onEnd: () => void;
};

const noteEveryMs = 1_000;
/** So many notes apart: rights change seldom, and a check costs some queries. */
const checkEvery = 5;
/** After so many notes, one of which nobody has asked for a byte has no reader. */
const unreadNotes = 10;

/**
 * The same bytes, taken from `download` only when the reader asks for them and kept account of about once a second,
 * where a wish to cancel is seen too. One that ends before its announced length, is cancelled or breaks off errors, so
 * that no reader takes it for complete.
 */
export function accountedStream(
  { stream, sizeBytes }: StorwareDownload,
  { id, from, isWhole, end, isMine, onEnd }: AccountOptions,
): ReadableStream<Uint8Array> {
  const reader = stream.getReader();
  let sentBytes = 0;
  let ending: Promise<void> | null = null;
  let isNoting = false;
  let notes = 0;
  let wasRead = false;

  const finish = (ended: UseEnding): Promise<void> => {
    ending ??= (async () => {
      clearInterval(timer);
      onEnd();
      await endUse(id, ended, from + sentBytes).catch((error: unknown) =>
        log.warn({ room: 'portal', download: id, err: error }, 'the end of a download could not be noted'),
      );
    })();
    return ending;
  };

  const note = async (): Promise<void> => {
    if (isNoting || ending !== null) return;
    isNoting = true;
    try {
      notes += 1;
      const isAbandoned = notes >= unreadNotes && !wasRead;
      if (!(await noteProgress(id, from + sentBytes)) || isAbandoned || (notes % checkEvery === 0 && !(await isMine())))
        end.abort();
    } catch (error) {
      // The database did not answer: nobody asked for an end, and the next note tries again.
      log.warn({ room: 'portal', download: id, err: error }, 'a download could not be noted');
    } finally {
      isNoting = false;
    }
  };
  const timer = setInterval(() => void note(), noteEveryMs);
  timer.unref();
  // A reader that went away before its first byte never asks for one: its end shows here alone.
  end.signal.addEventListener('abort', () => void finish('CANCELLED'), { once: true });
  reader.closed.catch(() => finish(end.signal.aborted ? 'CANCELLED' : 'FAILED'));

  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        wasRead = true;
        try {
          const { value, done } = await reader.read();
          if (!done) {
            sentBytes += value.byteLength;
            controller.enqueue(value);
            return;
          }
          if (sizeBytes !== null && sentBytes !== sizeBytes)
            throw new Error('the download ended before its announced length');
          await finish(isWhole ? 'FINISHED' : 'WAITING');
          controller.close();
        } catch (error) {
          const isWanted = end.signal.aborted;
          if (!isWanted) log.warn({ room: 'portal', download: id, err: error }, 'a download broke off');
          await finish(isWanted ? 'CANCELLED' : 'FAILED');
          controller.error(error);
        }
      },
      cancel: async () => {
        end.abort();
        await reader.cancel().catch(() => undefined);
        await finish('CANCELLED');
      },
    },
    { highWaterMark: 0 },
  );
}
