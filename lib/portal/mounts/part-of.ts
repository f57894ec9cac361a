import type { StorwareDownload } from '@/lib/storware/model/mounted-backup';

/** A part of a file, both ends included. */
export type Part = { readonly from: number; readonly to: number };

/**
 * The bytes of `part`, out of the whole file: Storware knows no ranges (STORWARE_API.md 6), so what comes before is read
 * and dropped, and what comes after is not asked for.
 */
export function partOf({ stream, ...facts }: StorwareDownload, { from, to }: Part): StorwareDownload {
  const reader = stream.getReader();
  let at = 0;
  const part = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        for (;;) {
          const { value, done } = await reader.read();
          if (done) {
            controller.close();
            return;
          }
          const [begin, end] = [Math.max(from - at, 0), Math.min(to + 1 - at, value.byteLength)];
          at += value.byteLength;
          const isLast = at > to;
          if (end > begin) controller.enqueue(value.subarray(begin, end));
          if (isLast) {
            controller.close();
            await reader.cancel().catch(() => undefined);
          }
          if (isLast || end > begin) return;
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
  return { ...facts, stream: part, sizeBytes: to - from + 1 };
}
